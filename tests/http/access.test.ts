/** Who may call what, and what a caller may say: each endpoint as everybody, and with every field made wrong. */
import { createHmac } from 'node:crypto';
import type { CommandStartedEvent } from 'mongodb';
import { z } from 'zod';
import { type CollectionName, indexes } from '../../functions/store/collections';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Access } from '../../shared/contracts/endpoint';
import { DAY, dayOf } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, SKU, type World } from '../support/world';
import {
  BY_BARGAIN,
  expectHead,
  expectRefusal,
  GOOD,
  INPUTS,
  NAMES,
  newRequest,
  OTHER_MERCHANT,
  OTHER_SKU,
  openScene,
  type Scene,
} from './scene';

const database = useDatabase();
let world: World;
let scene: Scene;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  scene = await openScene(world);
});
afterAll(() => world.close());

const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!answer.ok) throw new Error(`refused: ${answer.refusal.code}`);
  return answer.value;
};

const CALLERS = ['nobody', 'person', 'owner', 'operator', 'shipper', 'viewer', 'stranger', 'platform'] as const;
type Caller = (typeof CALLERS)[number];

const everybody = CALLERS;
const signedIn = CALLERS.filter((caller) => caller !== 'nobody');

/** Who may come as far as the use case, by the contract. */
const admitted = (access: Access): readonly Caller[] => {
  if (access === 'public') return everybody;
  if (access === 'platform') return ['platform'];
  return access === 'person' ? signedIn : access;
};

/** The same, written out: whoever changes a contract's access changes this too, and a new endpoint needs its row. */
const MAY: { readonly [K in EndpointName]: readonly Caller[] } = {
  'session.create': everybody,
  'session.renew': everybody,
  'session.end': signedIn,
  'session.list': signedIn,
  'session.endOther': signedIn,
  'desk.start': everybody,
  'desk.poll': everybody,
  'desk.scan': signedIn,
  'desk.approve': signedIn,
  'desk.deny': signedIn,
  'person.me': signedIn,
  'person.memberships': signedIn,
  'person.saveProfile': signedIn,
  'person.consent': signedIn,
  'person.export': signedIn,
  'person.previewDelete': signedIn,
  'person.delete': signedIn,
  'address.list': signedIn,
  'address.save': signedIn,
  'address.remove': signedIn,
  'shop.home': everybody,
  'product.search': everybody,
  'product.get': everybody,
  'product.listShop': ['owner', 'operator', 'shipper', 'viewer'],
  'product.inspect': ['owner', 'operator'],
  'product.export': ['owner', 'operator'],
  'product.choices': ['owner', 'operator', 'shipper', 'viewer'],
  'product.save': ['owner', 'operator'],
  'product.archive': ['owner', 'operator'],
  'product.restore': ['owner', 'operator'],
  'product.setStock': ['owner', 'operator'],
  'product.setCategories': ['owner', 'operator'],
  'group.get': everybody,
  'group.leave': signedIn,
  'group.listMine': signedIn,
  'bargain.listOffers': everybody,
  'bargain.offer': everybody,
  'bargain.start': signedIn,
  'bargain.get': everybody,
  'bargain.help': signedIn,
  'bargain.cancel': signedIn,
  'bargain.listMine': signedIn,
  'bargain.proof': everybody,
  'share.create': signedIn,
  'share.open': everybody,
  'share.claim': signedIn,
  'share.code': signedIn,
  'share.link': signedIn,
  'share.activity': signedIn,
  'promoter.summary': signedIn,
  'promoter.shares': signedIn,
  'promoter.people': signedIn,
  'promoter.tree': signedIn,
  'commission.explain': signedIn,
  'commission.inspect': ['owner', 'operator', 'shipper', 'viewer'],
  'referral.policy': ['owner', 'operator', 'shipper', 'viewer'],
  'referral.setPolicy': ['owner'],
  'referral.get': ['owner', 'operator', 'shipper', 'viewer'],
  'referral.correct': ['owner', 'operator'],
  'referral.suspend': ['owner', 'operator'],
  'fission.board': ['owner', 'operator', 'shipper', 'viewer'],
  'fission.export': ['owner', 'operator', 'shipper', 'viewer'],
  'fission.tree': ['owner', 'operator', 'shipper', 'viewer'],
  'bargainFigures.board': ['owner', 'operator', 'shipper', 'viewer'],
  'campaignFigures.board': ['owner', 'operator', 'shipper', 'viewer'],
  'campaignFigures.money': ['owner', 'operator'],
  'cart.get': signedIn,
  'cart.put': signedIn,
  'cart.count': signedIn,
  'order.quote': signedIn,
  'order.place': signedIn,
  'order.pay': signedIn,
  'order.checkPayment': signedIn,
  'order.get': signedIn,
  'order.list': signedIn,
  'order.cancel': signedIn,
  'order.receive': signedIn,
  'afterSale.quote': signedIn,
  'afterSale.ask': signedIn,
  'afterSale.get': signedIn,
  'afterSale.listMine': signedIn,
  'afterSale.cancel': signedIn,
  'afterSale.sendBack': signedIn,
  'afterSale.list': ['owner', 'operator', 'shipper', 'viewer'],
  'afterSale.inspect': ['owner', 'operator', 'shipper', 'viewer'],
  'afterSale.agree': ['owner', 'operator'],
  'afterSale.refuse': ['owner', 'operator'],
  'afterSale.confirmReturn': ['owner', 'operator'],
  'shopOrder.list': ['owner', 'operator', 'shipper', 'viewer'],
  'shopOrder.counts': ['owner', 'operator', 'shipper', 'viewer'],
  'shopOrder.get': ['owner', 'operator', 'shipper', 'viewer'],
  'shopOrder.ship': ['owner', 'operator', 'shipper'],
  'shopOrder.shipMany': ['owner', 'operator', 'shipper'],
  'shopOrder.export': ['owner', 'operator', 'shipper'],
  'shopOrder.findPickUp': ['owner', 'operator', 'shipper'],
  'shopOrder.pickUp': ['owner', 'operator', 'shipper'],
  'shopOrder.refund': ['owner', 'operator'],
  'shopOrder.quoteRefund': ['owner', 'operator'],
  'shopOrder.note': ['owner', 'operator', 'shipper'],
  'campaign.list': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.get': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.listGroups': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.inspectGroup': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.listBargains': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.publish': ['owner', 'operator'],
  'campaign.listPayments': ['owner', 'operator', 'shipper', 'viewer'],
  'campaign.previewEnd': ['owner', 'operator'],
  'campaign.listVersions': ['owner', 'operator', 'shipper', 'viewer'],
  'preflight.facts': ['owner', 'operator'],
  'simulator.past': ['owner', 'operator'],
  'draft.list': ['owner', 'operator'],
  'draft.get': ['owner', 'operator'],
  'draft.save': ['owner', 'operator'],
  'draft.remove': ['owner', 'operator'],
  'campaign.pause': ['owner', 'operator'],
  'campaign.resume': ['owner', 'operator'],
  'campaign.end': ['owner', 'operator'],
  'earnings.get': signedIn,
  'earnings.list': signedIn,
  'reconciliation.list': ['owner', 'operator'],
  'reconciliation.get': ['owner', 'operator'],
  'reconciliation.run': ['owner'],
  'chat.enter': signedIn,
  'message.templates': everybody,
  'task.list': ['owner', 'operator'],
  'task.close': ['owner', 'operator'],
  'refund.payByHand': ['owner', 'operator'],
  'withdrawal.quote': signedIn,
  'withdrawal.ask': signedIn,
  'withdrawal.get': signedIn,
  'withdrawal.list': signedIn,
  'withdrawal.check': signedIn,
  'withdrawal.confirm': signedIn,
  'withdrawal.renew': signedIn,
  'withdrawal.cancel': signedIn,
  'payout.list': ['owner', 'operator'],
  'payout.get': ['owner', 'operator'],
  'payout.approve': ['owner', 'operator'],
  'payout.refuse': ['owner', 'operator'],
  'shopSettings.get': ['owner', 'operator', 'shipper', 'viewer'],
  'shopSettings.set': ['owner'],
  'paymentAccount.get': ['owner'],
  'paymentAccount.check': ['owner'],
  'paymentAccount.set': ['owner'],
  'payout.settings': ['owner', 'operator'],
  'payout.setSettings': ['owner'],
  'payout.liftStop': ['owner'],
  'settlement.owed': ['owner', 'operator'],
  'settlement.run': ['owner', 'operator'],
  'settlement.get': ['owner', 'operator'],
  'settlement.list': ['owner', 'operator'],
  'today.board': ['owner', 'operator', 'shipper', 'viewer'],
  'finance.board': ['owner', 'operator'],
  'finance.journals': ['owner', 'operator'],
  'statement.list': signedIn,
  'statement.get': signedIn,
  'commissionPolicy.get': ['owner', 'operator', 'shipper', 'viewer'],
  'commissionPolicy.set': ['owner'],
  'commissionPolicy.listOwn': ['owner', 'operator', 'shipper', 'viewer'],
  'commissionPolicy.setOwn': ['owner'],
  'member.list': ['owner'],
  'member.setRole': ['owner'],
  'member.remove': ['owner'],
  'member.invite': ['owner'],
  'member.link': ['owner'],
  'member.invites': ['owner'],
  'member.revoke': ['owner'],
  'member.invitation': everybody,
  'member.accept': signedIn,
  'changeLog.list': ['owner', 'operator'],
  'platform.listMerchants': ['platform'],
  'platform.getMerchant': ['platform'],
  'platform.addMerchant': ['platform'],
  'platform.inviteOwner': ['platform'],
  'platform.linkOwner': ['platform'],
  'platform.revokeInvite': ['platform'],
  'platform.setLimits': ['platform'],
  'platform.freeze': ['platform'],
  'platform.unfreeze': ['platform'],
  'platform.listAlarms': ['platform'],
  'platform.closeAlarm': ['platform'],
};

/** Endpoints for members of a merchant, and those that look the session up for another reason. */
const FOR_ROLES = NAMES.filter((name) => typeof contracts[name].access !== 'string');
const LOOKED_UP = NAMES.filter(
  (name) => FOR_ROLES.includes(name) || contracts[name].access === 'platform' || contracts[name].livingSession,
);
const NOT_PUBLIC = NAMES.filter((name) => contracts[name].access !== 'public');

/** What these answer is about their input, not about who asks. */
const SIGNING_IN: readonly EndpointName[] = ['session.create', 'session.renew'];

const tokenOf = async (caller: Caller): Promise<string | undefined> => {
  if (caller === 'nobody') return undefined;
  if (caller === 'person') return scene.buyer.token;
  if (caller === 'stranger' || caller === 'platform') return scene[caller].token;
  return scene.members[caller].token;
};

describe('roles', () => {
  it('the table names every endpoint', () => expect(Object.keys(MAY).sort()).toEqual([...NAMES].sort()));

  it.each(NAMES)('the row of %s is what its contract says', (name) => {
    expect([...(MAY[name] ?? [])].sort()).toEqual([...admitted(contracts[name].access)].sort());
  });

  const table = NAMES.flatMap((name) => CALLERS.map((caller) => [name, caller] as const));
  it.each(table)('%s as %s', async (name, caller) => {
    // Signing out ends a session, and deleting an account a person; somebody else's here.
    const ends = name === 'session.end' || name === 'person.delete';
    const token = ends && caller !== 'nobody' ? (await world.person('过客')).token : await tokenOf(caller);
    const response = await scene.ask({ name, body: INPUTS[name], token });
    expectHead(response);
    if (!admitted(contracts[name].access).includes(caller)) {
      await expectRefusal(response, caller === 'nobody' ? 'unauthenticated' : 'forbidden');
      return;
    }
    const { code } = (await response.json()) as { code?: string };
    if (SIGNING_IN.includes(name)) expect(code).not.toBe('forbidden');
    else expect(['unauthenticated', 'forbidden']).not.toContain(code);
  });

  it('an owner of another shop is nobody here, also where both shops are named', async () => {
    const orderId = await scene.toShip(scene.buyer);
    const body = { ...INPUTS['shopOrder.ship'], orderId };
    await expectRefusal(await scene.ask({ name: 'shopOrder.ship', body, token: scene.stranger.token }), 'forbidden');
    const own = { ...body, merchantId: OTHER_MERCHANT };
    await expectRefusal(
      await scene.ask({ name: 'shopOrder.ship', body: own, token: scene.stranger.token }),
      'notFound',
    );
    const order = await world.app.store.orders.findOne({ _id: orderId });
    expect(order?.status).toBe('toShip');
  });

  it('a session that was ended is refused at once wherever it is looked up', async () => {
    expect(LOOKED_UP).toEqual(expect.arrayContaining(['shopOrder.ship', 'desk.approve', 'session.list']));
    const owner = await world.person('owner');
    const membership = { _id: `${MERCHANT}/${owner.userId}`, merchantId: MERCHANT, userId: owner.userId };
    await world.app.store.memberships.insertOne({ ...membership, role: 'owner' });
    const ask = (name: EndpointName) => scene.ask({ name, body: INPUTS[name], token: owner.token });
    for (const name of LOOKED_UP) expect([name, (await ask(name)).status]).not.toEqual([name, 401]);
    expect(await owner.call('session.end', {})).toMatchObject({ ok: true });
    for (const name of LOOKED_UP) await expectRefusal(await ask(name), 'unauthenticated');
  });

  it('a member who was removed, or who signed out, is refused at once', async () => {
    const shipper = await world.person('shipper');
    const membership = { _id: `${MERCHANT}/${shipper.userId}`, merchantId: MERCHANT, userId: shipper.userId };
    await world.app.store.memberships.insertOne({ ...membership, role: 'shipper' });
    const ship = () => scene.ask({ name: 'shopOrder.ship', body: INPUTS['shopOrder.ship'], token: shipper.token });
    await expectRefusal(await ship(), 'notFound');
    await world.app.store.memberships.deleteOne({ _id: membership._id });
    await expectRefusal(await ship(), 'forbidden');
    await world.app.store.memberships.insertOne({ ...membership, role: 'shipper' });
    expect(await shipper.call('session.end', {})).toMatchObject({ ok: true });
    await expectRefusal(await ship(), 'unauthenticated');
  });
});

/* ── another merchant ───────────────────────────────────────────────────────────────────────────────────────────── */

describe('an owner of another shop who names his own shop and our things', () => {
  // What these endpoints do to the campaign, they do for good.
  afterAll(() => world.offer());

  /** The thing that an id names, by its prefix. */
  const named: Readonly<Record<string, (id: string) => Promise<object | null>>> = {
    prd: (_id) => world.app.store.products.findOne({ _id }),
    sku: (id) => world.app.store.products.findOne({ 'skus.id': id }),
    cmp: (_id) => world.app.store.campaigns.findOne({ _id }),
    grp: (_id) => world.app.store.groups.findOne({ _id }),
    brg: (_id) => world.app.store.bargains.findOne({ _id }),
    ord: (_id) => world.app.store.orders.findOne({ _id }),
    aft: (_id) => world.app.store.afterSales.findOne({ _id }),
    rfd: (_id) => world.app.store.refunds.findOne({ _id }),
    wdr: (_id) => world.app.store.withdrawals.findOne({ _id }),
    stl: (_id) => world.app.store.settlements.findOne({ _id }),
    pac: (_id) => world.app.store.paymentAccounts.findOne({ _id }),
    usr: (_id) => world.app.store.users.findOne({ _id }),
    drf: (_id) => world.app.store.drafts.findOne({ _id }),
    inv: (_id) => world.app.store.invites.findOne({ _id }),
  };

  /** Fields of an input that name a thing of the merchant's, by the form of their ids. */
  function thingsIn(name: EndpointName): { path: Leaf['path']; prefix: string }[] {
    return leavesOf(contracts[name].input).flatMap(({ path, schema }) => {
      const prefix = /^\^([a-z]+)_\[/.exec(z.toJSONSchema(schema, { io: 'input' }).pattern ?? '')?.[1];
      return prefix === undefined || prefix === 'mer' ? [] : [{ path, prefix }];
    });
  }

  const at = (value: unknown, path: Leaf['path']): unknown =>
    path.reduce((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value);

  /** Every document there is. */
  async function everything(): Promise<Record<string, unknown>> {
    const read = async (name: string) => [name, await database.db.collection(name).find().sort({ _id: 1 }).toArray()];
    return Object.fromEntries(await Promise.all(Object.keys(indexes).map(read)));
  }

  /** Ids of what is ours. */
  async function ours(): Promise<string[]> {
    const { afterSales, bargains, campaigns, groups, orders, products, settlements, withdrawals } = world.app.store;
    const found = await Promise.all([
      afterSales.distinct('_id', { merchantId: MERCHANT }),
      bargains.distinct('_id', { merchantId: MERCHANT }),
      campaigns.distinct('_id', { merchantId: MERCHANT }),
      groups.distinct('_id', { merchantId: MERCHANT }),
      orders.distinct('_id', { merchantId: MERCHANT }),
      products.distinct('_id', { merchantId: MERCHANT }),
      settlements.distinct('_id', { merchantId: MERCHANT }),
      withdrawals.distinct('_id', { merchantId: MERCHANT }),
    ]);
    return found.flat();
  }

  /** Say something of the shop itself, and name nothing of it: where it is written. */
  const ABOUT_THE_SHOP: Partial<Record<EndpointName, CollectionName>> = {
    'referral.setPolicy': 'merchants',
    'payout.setSettings': 'merchants',
    'shopSettings.set': 'merchants',
    'commissionPolicy.set': 'merchants',
    'settlement.run': 'settlements',
    'member.invite': 'invites',
    'product.setCategories': 'merchants',
  };

  it('there are some', () => expect(FOR_ROLES).toContain('shopOrder.ship'));

  it.each(FOR_ROLES)('%s: is not found, and nothing changes', async (name) => {
    const { input, token } = await GOOD[name](scene);
    const things = thingsIn(name);
    for (const { path, prefix } of things) {
      const id = at(input, path);
      const there = typeof id === 'string' && (await named[prefix]?.(id));
      // A row of GOOD names a real thing in every field, or this proves nothing.
      expect({ name, path, there: Boolean(there) }).toEqual({ name, path, there: true });
    }
    const before = await everything();
    const body = { ...input, merchantId: OTHER_MERCHANT };
    const response = await scene.ask({ name, body, token: scene.stranger.token });
    if (things.length > 0) await expectRefusal(response, 'notFound');
    else if ('code' in input) await expectRefusal(response, 'pickUpCodeWrong');
    // His own payouts are not stopped.
    else if (name === 'payout.liftStop') await expectRefusal(response, 'conflict');
    else {
      // It names nothing of ours: he sees his own shop, and nothing of ours in it.
      const text = await response.text();
      expect([name, response.status]).toEqual([name, 200]);
      for (const id of [MERCHANT, ...(await ours())]) expect(text).not.toContain(id);
    }
    const after = await everything();
    // What he may say of his own shop is said.
    const said = ABOUT_THE_SHOP[name];
    if (said) Object.assign(after, { [said]: before[said] });
    // That he tried stands in the log of his own shop, and nowhere in ours.
    Object.assign(after, { changeLogs: before.changeLogs });
    expect(after).toEqual(before);
    // It was the merchant that was wrong, nothing else.
    expect([name, (await scene.ask({ name, body: input, token })).status]).toEqual([name, 200]);
  });
});

describe("somebody else's", () => {
  const about = [
    'order.pay',
    'order.checkPayment',
    'order.get',
    'order.cancel',
    'order.receive',
    'afterSale.quote',
    'afterSale.ask',
    'commission.explain',
  ] as const;
  // A bargain itself is for everybody who has its card.
  const aboutBargains = ['order.quote', 'order.place', 'bargain.cancel'] as const;
  const forEverybody = ['bargain.get', 'bargain.help', 'bargain.proof'];
  const aboutAfterSales = ['afterSale.get', 'afterSale.cancel', 'afterSale.sendBack'] as const;
  const aboutWithdrawals = [
    'withdrawal.get',
    'withdrawal.check',
    'withdrawal.confirm',
    'withdrawal.renew',
    'withdrawal.cancel',
  ] as const;

  it('every endpoint that names an order, a bargain, an after-sale or a withdrawal is tried', () => {
    const naming = (key: string) =>
      NAMES.filter((name) => key in contracts[name].input.shape && !FOR_ROLES.includes(name)).sort();
    expect(naming('orderId')).toEqual([...about].sort());
    expect(naming('bargainId')).toEqual([...aboutBargains, ...forEverybody].sort());
    expect(naming('afterSaleId')).toEqual([...aboutAfterSales].sort());
    expect(naming('withdrawalId')).toEqual([...aboutWithdrawals].sort());
  });

  it.each(about)('order is not found by %s', async (name) => {
    const orderId = await scene.alone(scene.buyer);
    const before = await world.app.store.orders.findOne({ _id: orderId });
    for (const person of [scene.stranger, scene.members.owner]) {
      const body = { ...INPUTS[name], orderId };
      await expectRefusal(await scene.ask({ name, body, token: person.token }), 'notFound');
    }
    expect(await world.app.store.orders.findOne({ _id: orderId })).toEqual(before);
  });

  it.each(aboutBargains)('bargain is not found by %s', async (name) => {
    const { bargainId, friend } = await scene.atFloor();
    const before = await world.app.store.bargains.findOne({ _id: bargainId });
    const price = before?.price;
    for (const person of [friend, scene.stranger, scene.members.owner]) {
      const body = { ...(BY_BARGAIN[name] ?? INPUTS[name]), lines: [{ skuId: SKU, quantity: 1 }], seenTotal: price };
      await expectRefusal(await scene.ask({ name, body: { ...body, bargainId }, token: person.token }), 'notFound');
    }
    expect(await world.app.store.bargains.findOne({ _id: bargainId })).toEqual(before);
  });

  it.each(aboutAfterSales)('after-sale is not found by %s', async (name) => {
    const afterSaleId = await scene.asked(scene.buyer, 'returnAndRefund');
    const before = await world.app.store.afterSales.findOne({ _id: afterSaleId });
    for (const person of [scene.stranger, scene.members.owner]) {
      const body = { ...INPUTS[name], afterSaleId };
      await expectRefusal(await scene.ask({ name, body, token: person.token }), 'notFound');
    }
    expect(await world.app.store.afterSales.findOne({ _id: afterSaleId })).toEqual(before);
  });

  it.each(aboutWithdrawals)('withdrawal is not found by %s', async (name) => {
    const { input } = await GOOD[name](scene);
    const _id = input.withdrawalId;
    const before = await world.app.store.withdrawals.findOne({ _id });
    for (const person of [scene.stranger, scene.members.owner]) {
      await expectRefusal(await scene.ask({ name, body: input, token: person.token }), 'notFound');
    }
    expect(await world.app.store.withdrawals.findOne({ _id })).toEqual(before);
  });

  it('wallet, withdrawals and statements are not mine', async () => {
    const { token } = await GOOD['withdrawal.get'](scene);
    const of = { merchantId: MERCHANT, month: dayOf(world.now()).slice(0, 7) };
    const seen = (await (await scene.ask({ name: 'statement.get', body: of, token })).json()) as { count: number };
    expect(seen.count).toBeGreaterThan(0);
    const other = await world.person('新客');
    expect(await other.call('withdrawal.list', of)).toMatchObject({ value: { withdrawals: [] } });
    expect(await other.call('statement.list', of)).toMatchObject({ value: { statements: [] } });
    expect(await other.call('statement.get', of)).toMatchObject({ value: { count: 0, entries: [] } });
    expect(await other.call('earnings.get', of)).toMatchObject({ value: { available: 0, underWay: 0 } });
  });

  it('address, cart and after-sales stay theirs', async () => {
    const { addresses } = granted(await scene.buyer.call('address.list', {}));
    const id = addresses[0]?.id ?? '';
    await scene.asked(scene.buyer);
    await scene.buyer.call('cart.put', { merchantId: MERCHANT, skuId: SKU, quantity: 3 });
    const other = scene.stranger;
    expect(await other.call('address.remove', { id })).toMatchObject({ ok: true });
    expect(await other.call('address.save', { ...INPUTS['address.save'], id })).toMatchObject({ status: 404 });
    expect(await other.call('afterSale.listMine', {})).toMatchObject({ value: { afterSales: [] } });
    expect(await other.call('cart.get', { merchantId: MERCHANT })).toMatchObject({ value: { lines: [] } });
    const wish = { requestId: newRequest(), lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990, addressId: id };
    expect(await other.call('order.place', wish)).toMatchObject({ refusal: { code: 'addressMissing' } });
    expect(await scene.buyer.call('address.list', {})).toMatchObject({ value: { addresses } });
  });

  it('orders, earnings and address are not in my lists', async () => {
    await scene.toShip(scene.buyer);
    const newcomer = await world.person('新客');
    await world.app.store.users.updateOne({ _id: newcomer.userId }, { $unset: { addresses: '' } });
    expect(await newcomer.call('order.list', {})).toMatchObject({ value: { orders: [] } });
    expect(await newcomer.call('earnings.list', { merchantId: MERCHANT })).toMatchObject({ value: { earnings: [] } });
    expect((await newcomer.call('person.me', {})) as object).not.toHaveProperty('value.address');
  });

  it("requestId is another request: two people's never meet", async () => {
    const requestId = newRequest();
    const [mine, theirs] = [
      await world.place(scene.buyer, { requestId }),
      await world.place(scene.stranger, { requestId }),
    ];
    expect(mine.orderId).not.toBe(theirs.orderId);
    expect((await world.place(scene.buyer, { requestId })).orderId).toBe(mine.orderId);
  });
});

describe('tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (header: object, claims: object, secret: string, digest = 'sha256') => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
  };
  const HS256 = { alg: 'HS256', typ: 'JWT' };
  const seconds = () => Math.floor(world.now() / 1000);
  const claims = () => ({
    sub: scene.buyer.userId,
    sid: 'ses_x',
    iat: seconds(),
    exp: seconds() + 7200,
    iss: 'pinkan',
    aud: 'pinkan-app',
  });
  const ours = () => world.app.settings.jwtSecret;

  const BAD: readonly [string, () => string | undefined][] = [
    ['none', () => undefined],
    ['an empty one', () => 'Bearer '],
    ['no Bearer', () => signed(HS256, claims(), ours())],
    ['Basic', () => `Basic ${signed(HS256, claims(), ours())}`],
    ['two', () => `Bearer ${signed(HS256, claims(), ours())}, Bearer ${signed(HS256, claims(), ours())}`],
    ['stale', () => `Bearer ${signed(HS256, { ...claims(), exp: seconds() - 1 }, ours())}`],
    ['ending now', () => `Bearer ${signed(HS256, { ...claims(), exp: seconds() }, ours())}`],
    ['not yet', () => `Bearer ${signed(HS256, { ...claims(), nbf: seconds() + 60 }, ours())}`],
    ['signed by another', () => `Bearer ${signed(HS256, claims(), 'another-secret-of-32-characters-0123')}`],
    ['alg none', () => `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`],
    ['alg HS512', () => `Bearer ${signed({ alg: 'HS512', typ: 'JWT' }, claims(), ours(), 'sha512')}`],
    ['alg RS256 named', () => `Bearer ${signed({ alg: 'RS256', typ: 'JWT' }, claims(), ours())}`],
    ['another audience', () => `Bearer ${signed(HS256, { ...claims(), aud: 'pinkan-desk' }, ours())}`],
    ['another issuer', () => `Bearer ${signed(HS256, { ...claims(), iss: 'somebody' }, ours())}`],
    ['no person', () => `Bearer ${signed(HS256, { ...claims(), sub: undefined }, ours())}`],
    ['an object for a person', () => `Bearer ${signed(HS256, { ...claims(), sub: { $gt: '' } }, ours())}`],
    ['an object for a session', () => `Bearer ${signed(HS256, { ...claims(), sid: { $gt: '' } }, ours())}`],
    ['a renewal secret', () => 'Bearer 0123456789012345678901234567890123456789012'],
    ['altered', () => `Bearer ${scene.buyer.token.slice(0, -2)}${scene.buyer.token.endsWith('AA') ? 'BB' : 'AA'}`],
  ];

  const askWith = (authorization: string | undefined, name: EndpointName) =>
    fetch(`${world.url}/api/${name}`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization },
      body: JSON.stringify(INPUTS[name]),
    });

  it('a token like ours is taken, so that what follows fails for its own reason', async () => {
    expect((await askWith(`Bearer ${signed(HS256, claims(), ours())}`, 'person.me')).status).toBe(200);
  });

  it.each(BAD)('%s is refused', async (_, authorization) => {
    for (const name of NOT_PUBLIC) {
      await expectRefusal(await askWith(authorization(), name), 'unauthenticated');
    }
  });

  it('a friend whose token is bad makes no cut', async () => {
    const { bargainId } = await scene.bargaining();
    const before = await world.app.store.bargains.findOne({ _id: bargainId });
    for (const [, authorization] of BAD) {
      const body = JSON.stringify({ bargainId });
      const sent = authorization();
      const headers = new Headers(sent === undefined ? [] : [['authorization', sent]]);
      const response = await fetch(`${world.url}/api/bargain.help`, { method: 'POST', headers, body });
      await expectRefusal(response, 'unauthenticated');
    }
    expect(await world.app.store.bargains.findOne({ _id: bargainId })).toEqual(before);
    expect(await world.app.store.helpers.countDocuments({ 'helps.bargainId': bargainId })).toBe(0);
  });

  it('a bad token is refused where none is needed, so that the app renews it', async () => {
    await expectRefusal(await askWith('Bearer stale', 'shop.home'), 'unauthenticated');
  });

  it('names person and session, and no role', async () => {
    const body = JSON.parse(Buffer.from(scene.members.owner.token.split('.')[1]!, 'base64url').toString());
    expect(Object.keys(body).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
  });
});

/* ── every field ────────────────────────────────────────────────────────────────────────────────────────────────── */

interface Leaf {
  readonly path: readonly (string | number)[];
  /** The union without a mark that it is in: a refusal may name that, where the value fits none of its kinds. */
  readonly union: readonly (string | number)[] | undefined;
  readonly type: string;
  readonly schema: z.core.$ZodType;
}

/** Where the input holds something that holds nothing else, by the schema. */
function leavesOf(schema: z.core.$ZodType, path: Leaf['path'] = [], union?: Leaf['path']): Leaf[] {
  const def = schema._zod.def as unknown as {
    type: string;
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    innerType?: z.core.$ZodType;
    valueType?: z.core.$ZodType;
    options?: z.core.$ZodType[];
    discriminator?: string;
  };
  if (def.shape) return Object.entries(def.shape).flatMap(([key, part]) => leavesOf(part, [...path, key], union));
  if (def.element) return leavesOf(def.element, [...path, 0], union);
  // Amounts by SKU.
  if (def.valueType) return leavesOf(def.valueType, [...path, SKU], union);
  if (def.innerType) return leavesOf(def.innerType, path, union);
  if (def.options) return leavesOf(def.options[0]!, path, def.discriminator === undefined ? path : union);
  return [{ path, union, type: def.type, schema }];
}

function put(value: unknown, [key, ...rest]: readonly (string | number)[], part: unknown): unknown {
  if (key === undefined) return part;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? put(one, rest, part) : one));
  const object = value as Record<string, unknown>;
  if (!Object.hasOwn(object, key)) throw new Error(`the sample input lacks ${String(key)}`);
  return { ...object, [key]: put(object[key], rest, part) };
}

const fields = NAMES.flatMap((name) =>
  leavesOf(contracts[name].input).map(
    ({ path, union = path, type }) => [name, path.join('.'), type, path, union.join('.')] as const,
  ),
);

describe('every field of every input', () => {
  it('there are some, and most are strings', () => {
    expect(fields.filter(([, , type]) => type === 'string').length).toBeGreaterThan(25);
  });

  const WRONG: readonly unknown[] = [{ $gt: '' }, { $ne: null }, ['x'], null, true, { toString: 'x' }];
  const WRONG_TEXTS: readonly unknown[] = [7, '', 'x'.repeat(2_000), '$where'];
  const WRONG_NUMBERS: readonly unknown[] = ['1', -1, 0.5, 1e21, Number.MAX_SAFE_INTEGER + 1];

  it.each(fields)('%s: %s (%s)', async (name, field, type, path, union) => {
    const token = (await tokenOf(FOR_ROLES.includes(name) ? 'owner' : 'person')) ?? '';
    const refused = async (response: Response) => {
      const { field: named } = (await response.clone().json()) as { field?: string };
      await expectRefusal(response, 'badRequest', named === union ? union : field);
    };
    const sample = (field === 'bargainId' && BY_BARGAIN[name]) || INPUTS[name];
    const ask = (part: unknown) => scene.ask({ name, body: put(sample, path, part), token });
    const wrong = WRONG.filter((part) => type !== 'boolean' || part !== true);
    for (const part of wrong) await refused(await ask(part));
    // Some take texts of any form, or numbers below zero, to refuse them with a sentence.
    const outside = (type === 'number' ? WRONG_NUMBERS : WRONG_TEXTS).filter(
      (part) => !contracts[name].input.safeParse(put(sample, path, part)).success,
    );
    expect(outside.length).toBeGreaterThanOrEqual(type === 'number' ? 4 : 2);
    for (const part of outside) await refused(await ask(part));
  });

  it('a number too large for JSON is refused', async () => {
    const body = JSON.stringify(INPUTS['order.place']).replace('"seenTotal":1', '"seenTotal":1e400');
    const response = await scene.ask({ name: 'order.place', body, token: scene.buyer.token });
    await expectRefusal(response, 'badRequest', 'seenTotal');
  });

  /** A publication with terms that JSON can say and no contract takes. */
  const UNFIT: readonly [string, string, (body: string) => string][] = [
    [
      'an amount over the most there is',
      `terms.prices.${SKU}.list`,
      (body) => body.replace('"list":3990', '"list":1000000001'),
    ],
    [
      'an amount too large for JSON',
      `terms.prices.${SKU}.floor`,
      (body) => body.replace('"floor":990', '"floor":1e400'),
    ],
    ['a constructor for a SKU', 'terms.prices.constructor', (body) => body.replace(`"${SKU}"`, '"constructor"')],
    ['a path for a SKU', 'terms.prices.sku_a.$b', (body) => body.replace(`"${SKU}"`, '"sku_a.$b"')],
    ['a list for the prices', 'terms.prices', (body) => body.replace(/"prices":\{.*?\}\}/, '"prices":[]')],
    ['an end past the end of time', 'endsAt', (body) => body.replace(/"endsAt":\d+/, '"endsAt":8640000000000001')],
    ['friends without end', 'terms.helpers', (body) => body.replace('"helpers":3', '"helpers":9007199254740991')],
    ['terms of a group buy', 'terms.size', (body) => body.replace('"kind":"bargain"', '"kind":"groupBuy"')],
  ];

  /** The same with terms that a contract takes and no campaign stands with. */
  const TERMLESS: readonly [string, (body: string) => string][] = [
    ['the prototype for a SKU', (body) => body.replace(`"${SKU}"`, '"__proto__"')],
    ['no SKU', (body) => body.replace(/"prices":\{.*?\}\}/, '"prices":{}')],
    ["another shop's SKU", (body) => body.replace(`"${SKU}"`, `"${OTHER_SKU}"`)],
    ['a life of nothing', (body) => body.replace(/"life":\d+/, '"life":0')],
    ['a life of a year', (body) => body.replace(/"life":\d+/, `"life":${365 * DAY}`)],
    ['a life until the end of time', (body) => body.replace(/"life":\d+/, '"life":8640000000000000')],
    ['an end before its start', (body) => body.replace(/"endsAt":\d+/, '"endsAt":0')],
    ['a hundred and one friends', (body) => body.replace('"helpers":3', '"helpers":101')],
    ['a floor at the list price', (body) => body.replace('"floor":990', '"floor":3990')],
    ['a floor of nothing', (body) => body.replace('"floor":990', '"floor":0')],
    ['less to cut than cuts', (body) => body.replace('"floor":990', '"floor":3987')],
  ];

  const publish = async (change: (body: string) => string) => {
    const { input, token } = await GOOD['campaign.publish'](scene);
    const sent = JSON.stringify(input);
    expect(change(sent)).not.toBe(sent);
    const before = await world.app.store.campaignVersions.countDocuments();
    const response = await scene.ask({ name: 'campaign.publish', body: change(sent), token });
    expect(await world.app.store.campaignVersions.countDocuments()).toBe(before);
    return response;
  };

  it.each(UNFIT)('a bargain campaign with %s is refused by name', async (_, field, change) => {
    await expectRefusal(await publish(change), 'badRequest', field);
  });

  it.each(TERMLESS)('a bargain campaign with %s is refused', async (_, change) => {
    await expectRefusal(await publish(change), 'campaignTermsUnfit');
  });

  it('a group without its campaign is refused by name', async () => {
    for (const name of ['order.quote', 'order.place'] as const) {
      const body = { ...INPUTS[name], campaignId: undefined };
      await expectRefusal(await scene.ask({ name, body, token: scene.buyer.token }), 'badRequest', 'campaignId');
    }
  });
});

describe('bodies', () => {
  it.each(NAMES.map((name) => [name]))('%s: what is not an object is refused', async (name) => {
    const token = (await tokenOf(FOR_ROLES.includes(name) ? 'owner' : 'person')) ?? '';
    for (const body of ['null', '[]', '"x"', '1', 'true', '{', '{"a":1}}', '\u0000', 'undefined', '[[[[']) {
      await expectRefusal(await scene.ask({ name, body, token }), 'badRequest');
    }
  });

  it('bytes that are no UTF-8 are refused or read as what they are, never a 500', async () => {
    const response = await fetch(`${world.url}/api/session.create`, {
      method: 'POST',
      body: Buffer.from('{"code\u00ff\u00fe":1}', 'latin1'),
    });
    await expectRefusal(response, 'badRequest', 'code');
  });

  it('keys of the prototype change nothing', async () => {
    const body = `{"merchantId":"${MERCHANT}","__proto__":{"categoryId":{"$gt":""}},"constructor":{"prototype":{"x":1}}}`;
    const response = await scene.ask({ name: 'shop.home', body });
    expect(response.status).toBe(200);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('names, signs and other scripts come back as they were sent', async () => {
    const address = {
      name: '𠮷田 O’Brien',
      phone: '13800001111',
      region: ['江苏省', 'a.$b', 'يمين'],
      detail: '{"$gt":""} <script>alert(1)</script> {{x}} %00 𠮷',
    };
    const saved = await scene.buyer.call('address.save', { requestId: 'hostile-address', address, usual: true });
    expect(saved).toMatchObject({ ok: true, value: address });
    expect(await scene.buyer.call('person.me', {})).toMatchObject({ value: { address } });
  });
});

describe('addresses', () => {
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'order.nothing',
    'order.place/x',
    'order.place.',
    'ORDER.PLACE',
    '..%2F..%2Fcron',
    '%E0%A4%A',
    'order.place%00',
    '',
  ])('/api/%s is not found', async (path) => {
    for (const token of [undefined, scene.buyer.token]) {
      const response = await fetch(`${world.url}/api/${path}`, {
        method: 'POST',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        body: '{}',
      });
      await expectRefusal(response, 'notFound');
    }
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not found', async (method) => {
    await expectRefusal(await fetch(`${world.url}/api/order.place`, { method }), 'notFound');
  });
});

it('nothing that a caller sends reaches the database as an operator', async () => {
  const sent: unknown[] = [];
  const hear = ({ command }: CommandStartedEvent) => sent.push(command);
  database.client.on('commandStarted', hear);
  const MARK = 'mark-of-the-caller';
  try {
    for (const name of NAMES) {
      const { input, token } = await GOOD[name](scene);
      sent.length = 0;
      // Beside what is asked: fields that no contract names, with operators in them.
      await scene.ask({ name, body: { ...input, $where: MARK, userId: { $ne: MARK }, filter: undefined }, token });
      expect(JSON.stringify(sent)).not.toContain(MARK);
    }
  } finally {
    database.client.off('commandStarted', hear);
  }
  expect(await scene.buyer.call('order.quote', { lines: [{ skuId: SKU, quantity: 1 }] })).toMatchObject({ ok: true });
});

// Last, since it moves the clock over the life of everybody's token.
describe('sessions', () => {
  const signIn = async (who: string) => {
    const session = await world.call('session.create', { code: await world.standIn.control.loginCode(who) });
    if (!session.ok) throw new Error(session.refusal.code);
    return session.value;
  };

  it('a code signs in once; a forged one and a used one are 401', async () => {
    const code = await world.standIn.control.loginCode('一次');
    expect(await world.call('session.create', { code })).toMatchObject({ ok: true });
    expect(await world.call('session.create', { code })).toMatchObject({ refusal: { code: 'loginCodeInvalid' } });
  });

  it('the same person is the same user, in sessions of their own', async () => {
    const [first, second] = [await signIn('常客'), await signIn('常客')];
    expect(first.renewal).not.toBe(second.renewal);
    const users = await world.app.store.users.countDocuments({ name: '微信用户' });
    await signIn('常客');
    expect(await world.app.store.users.countDocuments({ name: '微信用户' })).toBe(users);
  });

  it('twenty first sign-ins at once are one user', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => world.standIn.control.loginCode('第一次')));
    const sessions = await Promise.all(codes.map((code) => world.call('session.create', { code })));
    const subjects = sessions.map((session) =>
      session.ok ? JSON.parse(Buffer.from(session.value.token.split('.')[1]!, 'base64url').toString()).sub : session,
    );
    expect(new Set(subjects).size).toBe(1);
  });

  it('a session outlives its token by renewal; each renewal secret is replaced, and the one before lives on once', async () => {
    const first = await signIn('续期');
    await world.advance(2 * 3_600_000);
    expect(await world.call('person.me', {}, first.token)).toMatchObject({ status: 401 });
    const second = await world.call('session.renew', { renewal: first.renewal });
    expect(second).toMatchObject({ ok: true });
    // The answer was lost: the same secret again.
    const again = await world.call('session.renew', { renewal: first.renewal });
    expect(again).toMatchObject({ ok: true });
    if (!second.ok || !again.ok) return;
    expect(again.value.renewal).not.toBe(second.value.renewal);
    expect(await world.call('session.renew', { renewal: second.value.renewal })).toMatchObject({ status: 401 });
    expect(await world.call('person.me', {}, again.value.token)).toMatchObject({ ok: true });
    const third = await world.call('session.renew', { renewal: again.value.renewal });
    expect(third).toMatchObject({ ok: true });
    expect(await world.call('session.renew', { renewal: first.renewal })).toMatchObject({ status: 401 });
  });

  it('an ended session cannot be renewed, and ending it twice is ending it once', async () => {
    const { token, renewal } = await signIn('再见');
    expect(await world.call('session.end', {}, token)).toMatchObject({ ok: true });
    expect(await world.call('session.end', {}, token)).toMatchObject({ ok: true });
    expect(await world.call('session.renew', { renewal })).toMatchObject({ refusal: { code: 'unauthenticated' } });
  });

  it('the database keeps no secret that renews', async () => {
    const { renewal } = await signIn('保密');
    expect(JSON.stringify(await world.app.store.sessions.find().toArray())).not.toContain(renewal);
  });
});

it('nothing of all this was a bug', () => expect(world.errors).toEqual([]));
