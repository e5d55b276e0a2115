/** Taking everything along, and being deleted: the person is gone, the books stay whole. */
import sharp from 'sharp';
import { erase } from '../../functions/store/erasure';
import { touchDay, touchTrees } from '../../functions/store/figures';
import { post } from '../../functions/store/ledger';
import { settleMembers } from '../../functions/store/member';
import { EXPORT_SECTIONS } from '../../shared/contracts/account';
import type { MediaAnswer } from '../../shared/contracts/media';
import { POLICY_EDITION } from '../../shared/domain/consent';
import { verify } from '../../shared/domain/fairness';
import * as ledger from '../../shared/domain/ledger';
import { transferNumber } from '../../shared/domain/withdrawal';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { chatTicket } from './crowd';
import { asked, confirmed, payoutsOf, withdrawalOf } from './payouts';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.erasures.deleteMany({});
});
afterEach(() => expect(world.errors).toEqual([]));

/** Everything that the database holds, as text: what is in it can be found. */
async function everything(): Promise<string> {
  const { db } = world.app.store;
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const documents = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
  return JSON.stringify(documents);
}

async function avatarOf(person: Person): Promise<string> {
  const background = { r: 30 * lives, g: 2, b: 3 };
  const body = new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  const headers = { authorization: `Bearer ${person.token}` };
  const response = await fetch(`${world.url}/media?purpose=avatar`, { method: 'POST', headers, body });
  return ((await response.json()) as MediaAnswer).picture;
}

async function member(role: 'owner' | 'shipper'): Promise<Person> {
  const person = await world.person(role);
  const _id = `${MERCHANT}/${person.userId}`;
  await world.app.store.memberships.insertOne({ _id, merchantId: MERCHANT, userId: person.userId, role });
  return person;
}

let requests = 0;
/** Buys one piece alone. */
async function buy(person: Person, shareToken?: string): Promise<string> {
  requests += 1;
  const placed = await person.call('order.place', {
    requestId: `account-${requests}`,
    lines: [{ skuId: SKU, quantity: 1 }],
    seenTotal: 3990,
    ...(shareToken === undefined ? {} : { shareToken }),
  });
  if (!placed.ok) throw new Error(placed.refusal.code);
  await world.pay(person, placed.value.orderId);
  await world.standIn.control.flush();
  return placed.value.orderId;
}

async function shipped(orderId: string): Promise<void> {
  const owner = await member('owner');
  const parcel = { company: '顺丰', trackingNumber: 'SF123456' };
  const sent = await owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel });
  if (!sent.ok) throw new Error(sent.refusal.code);
}

/** A commission, held and released. */
async function owed({ userId }: Person, amount: number): Promise<void> {
  const of = { merchantId: MERCHANT, about: `com_${userId}`, at: world.now() };
  const held = { ...of, id: `commissionHeld/${of.about}`, kind: 'commissionHeld' } as const;
  await post(world.app.store, { ...held, postings: ledger.commissionHeld(userId, amount) });
  const released = { ...of, id: `commissionReleased/${of.about}`, kind: 'commissionReleased' } as const;
  const from = (wallet: ledger.Wallet) => ({ postings: ledger.commissionReleased(userId, amount, wallet) });
  await post(world.app.store, { ...released, postings: { walletOf: userId, from } });
}

async function shareBy(person: Person): Promise<string> {
  const shared = await person.call('share.create', { target: { kind: 'product', id: PRODUCT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  return shared.value.token;
}

interface Life {
  readonly person: Person;
  readonly orders: string[];
  readonly name: string;
  /** Words that nobody else in the database has: name, phone, address, a name that was refused. */
  readonly words: readonly string[];
}

let lives = 0;
/** Somebody of whom a great deal is kept: orders, groups, a face, a name that was refused, whom they follow. */
async function busyLife(): Promise<Life> {
  const [name, phone, detail] = [`林晓梅${'甲乙丙丁戊己庚辛'[lives]}`, `1390000000${lives}`, `只此一处 ${lives} 号`];
  lives += 1;
  const [person, friend] = [await world.person(name), await world.person('阿杰')];
  const address = { name, phone, region: ['江苏省', '无锡市', '滨湖区'], detail };
  const saved = await person.call('address.save', { requestId: 'second-address', address, usual: true });
  if (!saved.ok) throw new Error(saved.refusal.code);
  await world.standIn.control.content({ risky: ['坏'] });
  await person.call('person.saveProfile', { avatar: await avatarOf(person) });
  await person.call('person.saveProfile', { name: `坏${name}` });
  await person.call('share.open', { token: await shareBy(friend), scene: 1007 });
  await shareBy(person);
  const bought = await buy(person);
  await shipped(bought);
  await person.call('order.receive', { orderId: bought });
  const { orderId: led } = await world.place(person);
  await world.pay(person, led);
  await person.call('cart.put', { merchantId: MERCHANT, skuId: SKU, quantity: 2 });
  await world.standIn.control.flush({ everything: true });
  return { person, orders: [bought, led], name, words: [name, phone, detail, `坏${name}`, person.openid] };
}

const preview = async (person: Person) => {
  const answer = await person.call('person.previewDelete', {});
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const remove = (person: Person) => person.call('person.delete', { confirm: 'delete' });

describe('what is kept of me', () => {
  it('comes along, every part of it, without secrets and without others', async () => {
    const { person, orders, name, words } = await busyLife();
    const parts = await Promise.all(
      EXPORT_SECTIONS.map(async (section) => {
        const part = await person.call('person.export', { section });
        if (!part.ok) throw new Error(`${section}: ${part.refusal.code}`);
        return [section, part.value.items] as const;
      }),
    );
    const told = Object.fromEntries(parts);
    const counts = Object.fromEntries(parts.map(([section, items]) => [section, items.length]));
    expect(counts).toEqual({
      profile: 1,
      orders: 2,
      afterSales: 0,
      carts: 1,
      groups: 1,
      bargains: 0,
      helps: 0,
      shares: 1,
      visits: 1,
      bindings: 1,
      commissions: 0,
      withdrawals: 0,
      wallets: 0,
      sessions: 1,
      memberships: 0,
      pictures: 1,
    });
    expect(told.profile).toMatchObject([{ name, consents: [{}] }]);
    expect(told.orders!.map(({ id }) => id).sort()).toEqual([...orders].sort());
    const text = JSON.stringify(told);
    for (const word of words) expect(text).toContain(word);
    const owners = await world.app.store.memberships.find({ role: 'owner' }).toArray();
    expect(owners).not.toEqual([]);
    for (const { userId } of owners) expect(text).not.toContain(userId);
    // Which share it was that they opened, not whose.
    expect(told.visits).toMatchObject([{ merchantId: MERCHANT, scene: 1007 }]);
    expect(JSON.stringify(told.visits)).not.toContain('usr_');
    for (const secret of ['sessionKey', 'renewals', 'bodyHash', 'outbox', 'prepayRequests', '阿杰'])
      expect(text).not.toContain(secret);
  });

  it('comes by page', async () => {
    const person = await world.person('常客');
    const shares = Array.from({ length: 205 }, (_, index) => ({
      _id: `share${index}`,
      merchantId: MERCHANT,
      userId: person.userId,
      target: { kind: 'product' as const, id: PRODUCT },
      channel: 'message' as const,
      title: 'x',
      depth: 0,
      root: `share${index}`,
      createdAt: world.now() + (index % 7),
    }));
    await world.app.store.shares.insertMany(shares);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await person.call('person.export', { section: 'shares', cursor });
      if (!page.ok) throw new Error(page.refusal.code);
      expect(page.value.items.length).toBeLessThanOrEqual(100);
      seen.push(...page.value.items.map(({ id }) => id));
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(205);
  });
});

describe('bargains', () => {
  let owner: Person;
  let friend: Person;
  let bargainId: string;
  // Whoever is there from another case has other names.
  let names: { owner: string; friend: string };
  let round = 0;
  const seen = () => readBargain(world, bargainId);

  /** A bargain with the first cut of its owner and one of a friend. */
  beforeEach(async () => {
    await offerBargain(world, { buyAt: 'anyPrice' });
    names = { owner: `砍价的人${'甲乙丙丁戊'[round]}`, friend: `帮砍的人${'甲乙丙丁戊'[round]}` };
    round += 1;
    [owner, friend] = [await world.person(names.owner), await world.person(names.friend)];
    bargainId = await bargainOf(owner);
    granted(await friend.call('bargain.help', { bargainId }));
  });

  it('come along with what was cut and when, without whoever else is in them and without the secret', async () => {
    const { seed, cuts, helps, createdAt } = await seen();
    const mine = granted(await owner.call('person.export', { section: 'bargains' }));
    expect(mine.items).toMatchObject([
      {
        id: bargainId,
        merchantId: MERCHANT,
        status: 'open',
        product: { id: PRODUCT, title: '阳山水蜜桃' },
        price: 3990 - cuts[0]! - cuts[1]!,
        cuts: [
          { cut: cuts[0], own: true, at: createdAt },
          { cut: cuts[1], own: false, at: helps[1]?.at },
        ],
      },
    ]);
    const theirs = granted(await friend.call('person.export', { section: 'helps' }));
    const product = { id: PRODUCT, title: '阳山水蜜桃' };
    expect(theirs.items).toMatchObject([{ bargainId, merchantId: MERCHANT, product, cut: cuts[1], at: helps[1]?.at }]);
    // An own first cut is told with the bargain.
    expect(granted(await owner.call('person.export', { section: 'helps' })).items).toEqual([]);
    expect(granted(await friend.call('person.export', { section: 'bargains' })).items).toEqual([]);
    const told = JSON.stringify([mine, theirs]);
    for (const word of [seed, friend.userId, owner.userId, ...Object.values(names)]) expect(told).not.toContain(word);
  });

  it('of a friend who is gone keep the cut, without a name', async () => {
    const before = await seen();
    expect(await remove(friend)).toMatchObject({ ok: true });
    expect(await everything()).not.toContain(names.friend);
    const after = await seen();
    expect(after.helps).toMatchObject([{ name: names.owner }, { name: '已注销的用户', avatar: '' }]);
    expect({ ...after, helps: [] }).toEqual({ ...before, helps: [] });
    expect(after.helps.map(({ cut }) => cut)).toEqual(before.helps.map(({ cut }) => cut));
    expect(await world.differences()).toEqual([]);
  });

  it('of an owner who is gone end, and their cuts can be verified as before', async () => {
    expect(await remove(owner)).toMatchObject({ ok: true });
    expect(await everything()).not.toContain(names.owner);
    expect(await seen()).toMatchObject({
      status: 'cancelled',
      endedAt: world.now(),
      owner: { name: '已注销的用户', avatar: '' },
      helps: [{ name: '已注销的用户' }, { name: names.friend }],
    });
    expect(await seen()).not.toHaveProperty('running');
    const other = await world.person('小满');
    expect(await other.call('bargain.help', { bargainId })).toMatchObject({ refusal: { code: 'bargainCancelled' } });
    expect(verify(granted(await friend.call('bargain.proof', { bargainId })))).toMatchObject({ fair: true });
    await world.settle();
    expect(await world.differences()).toEqual([]);
  });

  it('that are ordered keep the account until their order has ended', async () => {
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    expect(await preview(owner)).toMatchObject({ hindrances: [{ kind: 'order', id: orderId }] });
    expect(await remove(owner)).toMatchObject({ refusal: { code: 'accountBusy' } });
    granted(await owner.call('order.cancel', { orderId }));
    await world.settle();
    expect(await remove(owner)).toMatchObject({ ok: true });
    expect(await seen()).toMatchObject({ status: 'cancelled', owner: { name: '已注销的用户' } });
  });

  it('that were ordered beside the deletion end with the pass after their order', async () => {
    const { bargains, erasures } = world.app.store;
    const { orderId } = granted(await orderByBargain(world, owner, bargainId));
    await erasures.insertOne({ _id: owner.userId, startedAt: world.now(), dueAt: world.now() });
    await world.cron();
    expect(await seen()).toMatchObject({ status: 'ordered', order: { id: orderId }, owner: { name: '已注销的用户' } });
    await bargains.updateOne({ _id: bargainId }, { $set: { expiresAt: world.now() + 30 * DAY } });
    await world.settle();
    await world.advance(4 * HOUR);
    await world.settle();
    expect(await seen()).toMatchObject({ status: 'cancelled' });
    expect(await everything()).not.toContain(names.owner);
  });
});

describe('an account that is busy', () => {
  it('stays while an order is under way, and says which', async () => {
    const person = await world.person('林姐');
    const orderId = await buy(person);
    expect(await preview(person)).toEqual({
      hindrances: [{ kind: 'order', id: orderId, name: '阳山水蜜桃' }],
      debts: [],
      orders: 1,
    });
    expect(await remove(person)).toMatchObject({ status: 409, refusal: { code: 'accountBusy' } });
    expect(await person.call('person.me', {})).toMatchObject({ ok: true, value: { name: '林姐' } });
  });

  it('stays while there is money in a wallet, and says how much', async () => {
    const [sharer, buyer] = [await world.person('分享者'), await world.person('买家')];
    await buyer.call('share.open', { token: await shareBy(sharer), scene: 1007 });
    await buy(buyer);
    expect(await preview(sharer)).toMatchObject({
      hindrances: [{ kind: 'wallet', id: MERCHANT, name: '山野集', amount: 319 }],
    });
    expect(await remove(sharer)).toMatchObject({ refusal: { code: 'accountBusy' } });
  });

  it('goes with a debt, which is named before', async () => {
    const person = await world.person('林姐');
    const of = { kind: 'commissionReversed', merchantId: MERCHANT, about: 'com_gone', at: world.now() } as const;
    const from = (wallet: ledger.Wallet) => ({
      postings: ledger.commissionReversed(person.userId, 120, wallet, true),
    });
    const postings = { walletOf: person.userId, from };
    await post(world.app.store, { ...of, id: 'commissionReversed/com_gone/rfd_1', postings });
    const debts = [{ merchantId: MERCHANT, name: '山野集', amount: 120 }];
    expect(await preview(person)).toEqual({ hindrances: [], debts, orders: 0 });
    expect(await remove(person)).toMatchObject({ ok: true });
  });

  it('stays while a shop has no other owner', async () => {
    const owner = await member('owner');
    expect(await preview(owner)).toMatchObject({ hindrances: [{ kind: 'shop', id: MERCHANT }] });
    expect(await remove(owner)).toMatchObject({ refusal: { code: 'accountBusy' } });
    const shipper = await member('shipper');
    await settleMembers(world.app.store, MERCHANT);
    expect(await remove(shipper)).toMatchObject({ ok: true });
    // Nor does the next look at the members bring them back.
    await settleMembers(world.app.store, MERCHANT);
    expect(await world.app.store.memberships.countDocuments({ userId: shipper.userId })).toBe(0);
  });
});

describe('a deletion', () => {
  /** Everything has ended: the group has failed and paid back, the parcel is completed. */
  async function ended(): Promise<Life> {
    const life = await busyLife();
    await world.advance(2 * DAY);
    await world.settle();
    await world.advance(9 * DAY);
    await world.settle();
    const found = await world.app.store.orders.find({ userId: life.person.userId }).toArray();
    expect(found.map(({ status }) => status).sort()).toEqual(['closed', 'completed']);
    return life;
  }

  it('leaves nothing of the person and every fen of the books', async () => {
    const { person, words } = await ended();
    const pictures = await world.app.store.db.collection('pictures.files').countDocuments();
    const before = await world.app.store.journals.find().sort({ _id: 1 }).toArray();
    const text = await everything();
    for (const word of words) expect(text).toContain(word);
    expect(await preview(person)).toEqual({ hindrances: [], debts: [], orders: 2 });
    expect(await remove(person)).toMatchObject({ ok: true });
    const after = await everything();
    for (const word of words) expect([word, after.includes(word)]).toEqual([word, false]);
    expect(await world.differences()).toEqual([]);
    expect(await world.app.store.journals.find().sort({ _id: 1 }).toArray()).toEqual(before);
    const orders = await world.app.store.orders.find({ userId: person.userId }).toArray();
    expect(orders.map(({ userName, total }) => [userName, total])).toEqual(
      expect.arrayContaining([
        ['已注销的用户', 3990],
        ['已注销的用户', 2990],
      ]),
    );
    expect(await world.app.store.db.collection('pictures.files').countDocuments()).toBe(pictures - 1);
  });

  it('waits for a withdrawal, and leaves of it what the books need', async () => {
    await payoutsOf(world, { risk: { mutual: false, refundSpikeOrders: 5 } });
    const [name, realName, amount] = ['要提现的林晓梅', '林真名', 200_000];
    const person = await world.person(name);
    await owed(person, amount);
    const id = await asked(world, person, amount, { realName });
    const hindrances = [{ kind: 'withdrawal', id, name: '山野集', amount }];
    expect(await preview(person)).toEqual({ hindrances, debts: [], orders: 0 });
    expect(await remove(person)).toMatchObject({ refusal: { code: 'accountBusy' } });
    await confirmed(world, id);

    const told = await person.call('person.export', { section: 'withdrawals' });
    expect(told).toMatchObject({ value: { items: [{ id, amount, status: 'paid', openid: person.openid }] } });
    for (const ours of ['risks', 'packageInfo', 'payeeName', 'rulesVersion', 'outbox'])
      expect(JSON.stringify(told)).not.toContain(ours);
    expect(await person.call('person.export', { section: 'wallets' })).toMatchObject({
      value: { items: [{ merchantId: MERCHANT, available: 0, withdrawing: 0, paid: amount }] },
    });

    const journals = await world.app.store.journals.find().sort({ _id: 1 }).toArray();
    const before = await everything();
    for (const word of [name, person.openid]) expect(before).toContain(word);
    expect(await remove(person)).toMatchObject({ ok: true });
    const after = await everything();
    for (const word of [name, realName, person.openid]) expect([word, after.includes(word)]).toEqual([word, false]);
    expect(await withdrawalOf(world, id)).toMatchObject({
      status: 'paid',
      amount,
      userName: '已注销的用户',
      openid: '',
    });
    expect(await world.app.store.journals.find().sort({ _id: 1 }).toArray()).toEqual(journals);
    // WeChat tells once more, and nobody is alarmed.
    await world.standIn.control.flush({ everything: true });
    expect(await world.app.store.alarms.countDocuments({ open: true })).toBe(0);
  });

  it('ends every session, and whoever comes back with the same WeChat is somebody new', async () => {
    const { person } = await ended();
    await remove(person);
    expect(await person.call('person.me', {})).toMatchObject({ status: 401 });
    expect(await remove(person)).toMatchObject({ status: 401 });
    for (let again = 0; again < 2; again++) {
      const session = await world.call('session.create', { code: await world.standIn.control.loginCode(person.id) });
      if (!session.ok) throw new Error(session.refusal.code);
      const { token } = session.value;
      expect(await world.call('person.me', {}, token)).toMatchObject({
        value: { name: '微信用户', policy: { agreed: false } },
      });
      expect(await world.call('order.list', {}, token)).toMatchObject({ value: { orders: [] } });
      expect(await world.call('person.delete', { confirm: 'delete' }, token)).toMatchObject({ ok: true });
    }
    expect(await world.app.store.users.countDocuments({ erasedAt: { $exists: true } })).toBeGreaterThanOrEqual(3);
  });

  it('lets nobody write with a token that is still good', async () => {
    const { person, name } = await ended();
    await remove(person);
    const address = { name, phone: '13800001111', region: ['江苏省', '无锡市', '滨湖区'], detail: '桃源路 1 号' };
    expect(await person.call('address.save', { requestId: 'after-the-end', address })).not.toMatchObject({ ok: true });
    expect(await person.call('person.saveProfile', { name })).not.toMatchObject({ ok: true });
    expect(await person.call('person.consent', { edition: POLICY_EDITION, answer: 'agree' })).toMatchObject({
      status: 401,
    });
    const lines = [{ skuId: SKU, quantity: 1 }];
    const placed = await person.call('order.place', { requestId: 'after-the-end', lines, seenTotal: 3990 });
    expect(placed).not.toMatchObject({ ok: true });
    expect(await everything()).not.toContain(name);
  });

  it('leaves the tree whole: the share stands in it without a person, and opens no more', async () => {
    const { shares, visits } = world.app.store;
    const [above, sharer, below] = [await world.person('上家'), await world.person('中间'), await world.person('下家')];
    const target = { kind: 'product', id: PRODUCT } as const;
    const root = await shareBy(above);
    await sharer.call('share.open', { token: root, scene: 1007 });
    const shared = await sharer.call('share.create', { target, from: root });
    const token = shared.ok ? shared.value.token : '';
    await below.call('share.open', { token, scene: 1007 });
    const last = await below.call('share.create', { target, from: token });
    const before = await visits.find().sort({ _id: 1 }).toArray();
    expect(before.map(({ userId }) => userId).sort()).toEqual([sharer.userId, below.userId].sort());
    expect(await remove(sharer)).toMatchObject({ ok: true });
    // Every visit counts as it did; of one, nobody knows any more who made it.
    const gone = before.map(({ userId, ...visit }) => (userId === sharer.userId ? visit : { ...visit, userId }));
    expect(await visits.find().sort({ _id: 1 }).toArray()).toEqual(gone);
    const node = await shares.findOne({ _id: token });
    expect(node).toMatchObject({ parent: root, root, depth: 1, erased: true });
    expect(await shares.findOne({ _id: last.ok ? last.value.token : '' })).toMatchObject({ parent: token, root });
    const tree = await above.call('promoter.tree', { share: root });
    expect(tree).toMatchObject({
      value: { below: [{ parent: root, sharer: { name: '已注销的用户', avatar: '' } }] },
    });
    expect(await below.call('share.open', { token, scene: 1007 })).toMatchObject({
      refusal: { code: 'shareUnknown' },
    });
  });

  it('changes no figure, also where its days are counted again', async () => {
    const { figures, shares } = world.app.store;
    const [sharer, friend] = [await world.person('分享者'), await world.person('朋友')];
    const [token, day] = [await shareBy(sharer), dayOf(world.now())];
    const chat = chatTicket(world, friend, 'opengid of a chat');
    await friend.call('share.open', { token, scene: 1007, chat });
    await world.settle();
    const counted = async () => [
      await figures.find().sort({ _id: 1 }).toArray(),
      await shares.find({}, { projection: { own: 1, branch: 1, children: 1 } }).toArray(),
    ];
    const before = await counted();
    expect(before[0]).toContainEqual(
      expect.objectContaining({ by: 'chat', measures: expect.objectContaining({ visits: 1, fresh: 1, binds: 1 }) }),
    );
    for (const person of [friend, sharer]) expect(await remove(person)).toMatchObject({ ok: true });
    await touchDay(world.app.store, MERCHANT, day, world.now());
    await touchTrees(world.app.store, new Map([[token, MERCHANT]]), world.now());
    await world.settle();
    expect(await counted()).toEqual(before);
  });

  it('takes along what members of a shop wrote about the person', async () => {
    const [operator, person] = [await member('shipper'), await world.person('林姐')];
    await world.app.store.memberships.updateOne(
      { _id: `${MERCHANT}/${operator.userId}` },
      { $set: { role: 'operator' } },
    );
    const code = await shareBy(await world.person('分享者'));
    await person.call('share.open', { token: code, scene: 1007 });
    const about = { merchantId: MERCHANT, userId: person.userId };
    const asked = { reason: '林姐来电说扫错了码', requestId: 'correct-once' };
    expect(await operator.call('referral.correct', { ...about, ...asked })).toMatchObject({ ok: true });
    const suspension = { ...about, suspended: true, reason: '林姐自己刷单' };
    expect(await operator.call('referral.suspend', suspension)).toMatchObject({ ok: true });
    expect(await everything()).toContain('林姐来电');
    expect(await remove(person)).toMatchObject({ ok: true });
    const left = await everything();
    for (const words of ['林姐来电', '林姐自己']) expect(left).not.toContain(words);
    // Nobody brings them back: who is gone earns nothing.
    const lifted = await operator.call('referral.suspend', { ...about, suspended: false, reason: '查清楚了' });
    expect(lifted).toMatchObject({ ok: true, value: { suspended: true } });
    const visitor = await world.app.store.visitors.findOne({ _id: `${MERCHANT}/${person.userId}` });
    expect(visitor).toMatchObject({ suspended: true, history: [{ shareId: code }, { reason: '' }] });
  });

  it('ends what was shared, and whom they have brought brings them nothing more', async () => {
    const [sharer, buyer] = [await world.person('分享者'), await world.person('买家')];
    const token = await shareBy(sharer);
    await buyer.call('share.open', { token, scene: 1007 });
    expect(await remove(sharer)).toMatchObject({ ok: true });
    expect(await buyer.call('share.open', { token, scene: 1007 })).toMatchObject({ refusal: { code: 'shareUnknown' } });
    const orderId = await buy(buyer, token);
    expect((await world.app.store.orders.findOne({ _id: orderId }))?.attribution).not.toHaveProperty('openedShareId');
    await world.settle();
    expect(await world.app.store.commissions.countDocuments({ userId: sharer.userId, amount: { $gt: 0 } })).toBe(0);
    expect(await world.differences()).toEqual([]);
  });

  it('that a crash has cut short is finished by cron, and doing it again changes nothing', async () => {
    const { person, words } = await ended();
    const { erasures, users } = world.app.store;
    // The process died right after the claim.
    await erasures.insertOne({ _id: person.userId, startedAt: world.now(), dueAt: world.now() + MINUTE });
    await world.advance(MINUTE);
    expect(await world.cron()).toMatchObject({ erasures: 1 });
    expect(await users.findOne({ _id: person.userId })).toMatchObject({ name: '已注销的用户' });
    const gone = await everything();
    for (const word of words) expect([word, gone.includes(word)]).toEqual([word, false]);
    const orders = await world.app.store.orders.find().toArray();
    const erasure = await erasures.findOne({ _id: person.userId });
    await erase(world.app.store, erasure!, world.now());
    const same = (await world.app.store.orders.find().toArray()).map(({ version: _, ...order }) => order);
    expect(same).toEqual(orders.map(({ version: _, ...order }) => order));
  });

  it('is gone over once more when the last token has ended, and then no more', async () => {
    const { person } = await ended();
    await remove(person);
    const { erasures, carts } = world.app.store;
    // A request that was under way has still written something.
    const late = { skuId: SKU, quantity: 1, price: 3990, at: world.now() };
    await carts.insertOne({ _id: `${MERCHANT}/${person.userId}`, lines: [late] } as never);
    await world.advance(2 * HOUR);
    expect(await world.cron()).toMatchObject({ erasures: 0 });
    await world.advance(HOUR);
    expect(await world.cron()).toMatchObject({ erasures: 1 });
    expect(await carts.countDocuments({ _id: `${MERCHANT}/${person.userId}` })).toBe(0);
    expect(await erasures.findOne({ _id: person.userId })).not.toHaveProperty('dueAt');
    await world.advance(DAY);
    expect(await world.cron()).toMatchObject({ erasures: 0 });
    expect(await world.differences()).toEqual([]);
  });

  it('waits for an order that slipped in beside it', async () => {
    const { person, orders, name } = await ended();
    await remove(person);
    await world.app.store.orders.updateOne({ _id: orders[0]! }, { $set: { status: 'toShip', userName: name } });
    await world.advance(3 * HOUR);
    expect(await world.cron()).toMatchObject({ erasures: 1 });
    expect(await world.app.store.orders.findOne({ _id: orders[0]! })).toMatchObject({ userName: name });
    await world.app.store.orders.updateOne({ _id: orders[0]! }, { $set: { status: 'completed' } });
    await world.advance(HOUR);
    expect(await world.cron()).toMatchObject({ erasures: 1 });
    expect(await everything()).not.toContain(name);
  });

  it('leaves a withdrawal that slipped in beside it whole until it has ended', async () => {
    await payoutsOf(world, { risk: { mutual: false, refundSpikeOrders: 5 } });
    const { erasures, intents, withdrawals } = world.app.store;
    const person = await world.person('要提现的林晓梅');
    await owed(person, 5000);
    const id = await asked(world, person, 5000);
    await withdrawals.updateOne({ _id: id }, { $set: { status: 'paid' } });
    expect(await remove(person)).toMatchObject({ ok: true });
    // As it would be, had it come between the question and the deletion.
    const seen = { userName: '要提现的林晓梅', openid: person.openid };
    const number = transferNumber(await withdrawalOf(world, id), 1);
    await withdrawals.updateOne({ _id: id }, { $set: { status: 'sending', ...seen } });
    await intents.updateOne({ _id: number }, { $set: { 'request.openid': person.openid } });
    await world.advance(4 * HOUR);
    const erasure = await erasures.findOne({ _id: person.userId });
    await erase(world.app.store, erasure!, world.now());
    expect(await withdrawalOf(world, id)).toMatchObject(seen);
    expect(await intents.findOne({ _id: number })).toMatchObject({ request: { openid: person.openid } });
    expect(await erasures.findOne({ _id: person.userId })).toHaveProperty('dueAt');
    await confirmed(world, id);
    expect(await withdrawalOf(world, id)).toMatchObject({ status: 'paid' });
    await erase(world.app.store, erasure!, world.now());
    expect(await everything()).not.toContain(person.openid);
    expect(await erasures.findOne({ _id: person.userId })).not.toHaveProperty('dueAt');
  });
});
