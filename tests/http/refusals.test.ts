/**
 * Every no of every endpoint, over HTTP. The cases are made from the contracts: an endpoint or a refusal without a case
 * here fails.
 */

import { generateKeyPairSync } from 'node:crypto';
import type { UpdateFilter } from 'mongodb';
import { createApi } from '../../functions/http/api';
import { refusalsOf } from '../../functions/http/openapi';
import { raiseTask } from '../../functions/store/alarm';
import { Busy } from '../../functions/store/change';
import { type Collections, collectionsOf, type MerchantDoc } from '../../functions/store/collections';
import { connect } from '../../functions/store/mongo';
import { sealApiV3Key, sealPrivateKey } from '../../functions/store/paymentAccount';
import { quotaOf, stockOf } from '../../functions/store/stock';
import type { Operation } from '../../scripts/wechatStandIn/types';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Endpoint } from '../../shared/contracts/endpoint';
import type { WalletBooks } from '../../shared/domain/ledger';
import { INVITE_LIFE, INVITES_OPEN } from '../../shared/domain/member';
import { type Limits, USUAL_LIMITS } from '../../shared/domain/platform';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { DAY, dayOf, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, BARGAIN_TERMS, granted, offerBargain, orderByBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { ACCOUNT, CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import {
  ASKING_NOTHING,
  type Ask,
  BY_BARGAIN,
  drafted,
  expectHead,
  expectRefusal,
  GOOD,
  givenBack,
  INPUTS,
  LIMITS,
  NAMES,
  NOT_TO,
  newRequest,
  OTHER_MERCHANT,
  OTHER_SKU,
  openedShop,
  openScene,
  promoter,
  requestOf,
  rewriting,
  type Scene,
  stopPayouts,
} from './scene';

const database = useDatabase();
// A database that is not there: nothing listens on this port.
const gone = connect('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 1, directConnection: true });
let world: World;
let scene: Scene;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  scene = await openScene(world);
});
afterAll(async () => {
  await gone.close();
  await world.close();
});
beforeEach(() => world.reset());

/** The API over another store. */
const apiOver = (store: Collections, rateLimit = async () => true) =>
  createApi({ ...world.app, store }, { addressOf: () => '127.0.0.1', rateLimit });
/** A store of which every use throws. */
const throwing = (error: () => unknown): Collections =>
  new Proxy({} as Collections, {
    get() {
      throw error();
    },
  });

const SECRET = 'a word of the inside';

async function good(name: EndpointName): Promise<Ask> {
  const { input, token } = await GOOD[name](scene);
  return { name, body: input, token };
}

/** What every endpoint can answer. */
const COMMON: Partial<Record<RefusalCode, (name: EndpointName) => Promise<Response>>> = {
  badRequest: async (name) => scene.ask({ ...(await good(name)), body: '{"half": ' }),
  bodyTooLarge: async (name) => scene.ask({ ...(await good(name)), body: { text: 'x'.repeat(64 * 1024) } }),
  tooOften: async (name) => apiOver(world.app.store, async () => false).fetch(requestOf(await good(name))),
  internal: async (name) => apiOver(throwing(() => new Error(SECRET))).fetch(requestOf(await good(name))),
  busy: async (name) => apiOver(throwing(() => new Busy(SECRET))).fetch(requestOf(await good(name))),
  unavailable: async (name) => {
    const ask = await good(name);
    return apiOver(collectionsOf(gone, gone.db('nowhere'))).fetch(requestOf(ask));
  },
  unauthenticated: async (name) => scene.ask({ name, body: INPUTS[name], token: 'not.a.token' }),
  // Where roles are asked for: a member of another shop.
  forbidden: async (name) => scene.ask({ name, body: INPUTS[name], token: scene.stranger.token }),
};

type Own = { readonly [pair: string]: () => Promise<Response> };

const asBuyer = (name: EndpointName, body: object) => scene.ask({ name, body, token: scene.buyer.token });
const asMember = (name: EndpointName, body: object) => scene.ask({ name, body, token: scene.members.operator.token });
const asOwner = (name: EndpointName, body: object) => scene.ask({ name, body, token: scene.members.owner.token });
const noSuch = (name: EndpointName) => () => asOwner(name, INPUTS[name]);
const placing = (body: object) => asBuyer('order.place', { ...scene.joining(), ...body });
const quoting = (body: object) => asBuyer('order.quote', { lines: [{ skuId: SKU, quantity: 1 }], ...body });
const nowhere = (name: EndpointName) => () => asBuyer(name, INPUTS[name]);

/** An order of the buyer's that was paid a moment ago, or (`told` false) of which WeChat has not told yet. */
async function paidOrder(told = true): Promise<string> {
  const orderId = await scene.alone(scene.buyer);
  await world.pay(scene.buyer, orderId);
  if (told) await world.standIn.control.flush();
  return orderId;
}

/** The buyer wants to leave a group that they lead. */
async function leaving(terms: Parameters<Scene['open']>[1], meanwhile: (groupId: string) => Promise<unknown>) {
  const { groupId } = await scene.open(scene.buyer, terms);
  await meanwhile(groupId);
  return asBuyer('group.leave', { groupId });
}

/** Somebody joins and pays. */
async function joined(person: Person, groupId: string): Promise<void> {
  const { orderId } = await world.place(person, { groupId });
  await scene.paid(person, orderId);
}

/** A purchase by the buyer, who has bought here before, in a group for newcomers. */
async function returning(buy: (body: object) => Promise<Response>): Promise<Response> {
  await scene.toShip(scene.buyer);
  const { groupId } = await scene.open(scene.stranger, { audience: 'newcomers' });
  return buy({ campaignId: CAMPAIGN, groupId });
}

/** A purchase by the buyer, who has come from no chat, in a group that belongs to one. */
async function fromNoChat(buy: (body: object) => Promise<Response>): Promise<Response> {
  const { groupId } = await scene.open(scene.stranger);
  const chat = { 'terms.chatOnly': true, chat: 'opengid of a chat' };
  await world.app.store.groups.updateOne({ _id: groupId }, { $set: chat });
  return buy({ campaignId: CAMPAIGN, groupId });
}

/** A new person, so that nothing of theirs stands in another case's way. */
async function asSomebody(
  name: EndpointName,
  body: object,
  meanwhile: (person: Person) => Promise<unknown> = async () => {},
) {
  const person = await world.person('某人');
  await meanwhile(person);
  return scene.ask({ name, body, token: person.token });
}

const saving = (more: object) => ({ ...INPUTS['address.save'], id: undefined, ...more });
const { address } = INPUTS['address.save'];

/** An order of the buyer's that was received a month ago. */
async function longAgo(): Promise<string> {
  const orderId = await scene.shipped(scene.buyer);
  await scene.buyer.call('order.receive', { orderId });
  const receivedAt = world.now() - 30 * DAY;
  await world.app.store.orders.updateOne({ _id: orderId }, { $set: { receivedAt } });
  return orderId;
}

const TWO_SHOPS = [SKU, OTHER_SKU].map((skuId) => ({ skuId, quantity: 1 }));
const TWO = { lines: [{ lineId: '1', quantity: 2 }] };
const asking = (orderId: string, more: object = {}) =>
  asBuyer('afterSale.ask', { ...INPUTS['afterSale.ask'], orderId, pictures: [], ...more });
const quotingBack = (orderId: string, more: object = {}) =>
  asBuyer('afterSale.quote', { ...INPUTS['afterSale.quote'], orderId, ...more });
const givingBack = (orderId: string, more: object = {}) =>
  asOwner('shopOrder.refund', { ...INPUTS['shopOrder.refund'], orderId, seenAmount: 3990, ...more });
const shipping = (orderId: string, more: object = {}) =>
  asOwner('shopOrder.ship', { ...INPUTS['shopOrder.ship'], orderId, ...more });
const answering = async (name: EndpointName, status: 'cancelled' | 'asked') => {
  const afterSaleId = await scene.asked(scene.buyer);
  if (status === 'cancelled') await scene.buyer.call('afterSale.cancel', { afterSaleId });
  return asOwner(name, { ...INPUTS[name], afterSaleId });
};

/** A shipped order whose payment is so old that WeChat gives none of it back. */
async function paidLongAgo(): Promise<string> {
  const _id = await scene.shipped(scene.buyer);
  await world.app.store.orders.updateOne({ _id }, { $inc: { 'payments.0.captured.at': -365 * DAY } });
  return _id;
}

/** A paid order whose buyer wants the money back before it is sent. */
async function askedBefore(orderId: string): Promise<string> {
  await asking(orderId);
  return orderId;
}

const MORE_THAN_A_YEAR = { from: '2036-01-01', until: '2037-01-01' };

/** WeChat does not answer when it is asked for what an endpoint gives out. */
async function fromWechat(operation: Operation, name: EndpointName): Promise<Response> {
  const ask = await good(name);
  await world.standIn.control.addFault({ match: { operation }, effect: { kind: 'fail', status: 500 } });
  return scene.ask(ask);
}

/** A correction of the referrer of somebody whom the buyer has brought. */
async function correcting(how: (friend: Person) => Promise<object>): Promise<Response> {
  const { friend } = await scene.brought(scene.buyer);
  const body = { merchantId: MERCHANT, userId: friend.userId, reason: '扫错了码', requestId: newRequest() };
  return asMember('referral.correct', { ...body, ...(await how(friend)) });
}

/** Somebody who has earned something asks for ¥1.00, or for something else. */
async function withdrawing(more: object = {}, meanwhile: (sharer: Person) => Promise<unknown> = async () => {}) {
  const sharer = await promoter(scene);
  await scene.earned(sharer);
  await meanwhile(sharer);
  const body = { requestId: newRequest(), merchantId: MERCHANT, amount: 100, seenNet: 100, ...more };
  return scene.ask({ name: 'withdrawal.ask', body, token: sharer.token });
}

/** Their wallet is another one meanwhile. */
const withWallet = (books: Partial<WalletBooks>) => (sharer: Person) =>
  world.app.store.accounts.updateOne({ _id: `${MERCHANT}/wallet/${sharer.userId}` }, { $set: books });

/** So much that WeChat wants a name. */
async function withdrawingMuch(): Promise<Response> {
  const { merchants } = world.app.store;
  const payout = { version: 1, min: 100, max: 300_000, perDay: 3, perDayFen: 300_000, fee: 0 };
  await merchants.updateOne({ _id: MERCHANT }, { $set: { payout } });
  const response = await withdrawing({ amount: 200_000, seenNet: 200_000 }, withWallet({ available: 200_000 }));
  await merchants.updateOne({ _id: MERCHANT }, { $unset: { payout: '' } });
  return response;
}

/** About a withdrawal in some state, as its promoter or as the shop. */
async function aboutWithdrawal(
  name: EndpointName,
  state: 'inReview' | 'lapsed',
  meanwhile: (withdrawalId: string) => Promise<unknown> = async () => {},
): Promise<Response> {
  const sharer = await promoter(scene);
  const withdrawalId = await scene[state](sharer);
  await meanwhile(withdrawalId);
  const { token } = name.startsWith('payout.') ? scene.members.operator : sharer;
  return scene.ask({ name, body: { ...INPUTS[name], withdrawalId }, token });
}

/** Its promoter owes by now. */
async function owed(_id: string): Promise<void> {
  const { userId } = (await world.app.store.withdrawals.findOne({ _id })) ?? {};
  await world.app.store.accounts.updateOne({ _id: `${MERCHANT}/wallet/${userId}` }, { $set: { debt: 1 } });
}

const ofOperator = (_id: string) =>
  world.app.store.withdrawals.updateOne({ _id }, { $set: { userId: scene.members.operator.userId } });

const ended = (_id: string) => world.app.store.withdrawals.updateOne({ _id }, { $set: { status: 'paid' } });

/** Somebody who is a member of a shop that is not there. */
async function ofNoShop(name: EndpointName): Promise<Response> {
  const [merchantId, { userId }] = ['mer_gone', scene.members.owner];
  const _id = `${merchantId}/${userId}`;
  const membership = { merchantId, userId, role: 'owner' } as const;
  await world.app.store.memberships.updateOne({ _id }, { $setOnInsert: membership }, { upsert: true });
  return asOwner(name, { ...INPUTS[name], merchantId });
}

/** Starting a bargain in this campaign, once the shop or the person is so. */
async function starting(more: object = {}, meanwhile: (person: Person) => Promise<unknown> = async () => {}) {
  await offerBargain(world);
  const body = { requestId: newRequest(), campaignId: BARGAIN_CAMPAIGN, skuId: SKU, ...more };
  return asSomebody('bargain.start', body, meanwhile);
}

/** What can become of a bargain before a friend, its owner or an order comes; each is somebody's own. */
const FATES = {
  async bargainAtFloor() {
    return scene.atFloor();
  },
  async bargainOrdered() {
    return scene.ordered();
  },
  async bargainBought() {
    const bargain = await scene.ordered();
    await scene.paid(bargain.owner, bargain.orderId);
    return bargain;
  },
  async bargainExpired() {
    const bargain = await scene.bargaining({ life: HOUR });
    await world.advance(HOUR);
    return bargain;
  },
  async bargainCancelled() {
    const bargain = await scene.bargaining();
    await bargain.owner.call('bargain.cancel', { bargainId: bargain.bargainId });
    return bargain;
  },
  async bargainEndedEarly() {
    const bargain = await scene.bargaining();
    await asOwner('campaign.end', { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'endNow' });
    return bargain;
  },
} satisfies Partial<Record<RefusalCode, () => Promise<{ owner: Person; bargainId: string }>>>;

type Fate = keyof typeof FATES;

/** A friend's help, by then. */
const helping = async (fate: Fate) => asSomebody('bargain.help', { bargainId: (await FATES[fate]()).bargainId });

/** Its owner's cancellation, by then. */
async function cancelling(fate: Fate): Promise<Response> {
  const { owner, bargainId } = await FATES[fate]();
  return scene.ask({ name: 'bargain.cancel', body: { bargainId }, token: owner.token });
}

/** Its owner's purchase by it, by then. */
async function buyingBy(
  name: 'order.quote' | 'order.place',
  { owner, bargainId }: { owner: Person; bargainId: string },
) {
  const bargain = await world.app.store.bargains.findOne({ _id: bargainId });
  const body = { ...BY_BARGAIN[name], requestId: newRequest(), bargainId, lines: [{ skuId: SKU, quantity: 1 }] };
  return scene.ask({ name, body: { ...body, seenTotal: bargain?.price }, token: owner.token });
}

/** Its owner's purchase at the floor, when the product costs less than that alone. */
async function dearer(name: 'order.quote' | 'order.place'): Promise<Response> {
  const { products } = world.app.store;
  const bargain = await FATES.bargainAtFloor();
  await products.updateOne({ 'skus.id': SKU }, { $set: { 'skus.0.price': 500 } });
  const response = await buyingBy(name, bargain);
  await products.updateOne({ 'skus.id': SKU }, { $set: { 'skus.0.price': 3990 } });
  return response;
}

/** A friend who has helped as often as may be, and another bargain. */
async function helpedOften(terms: Parameters<Scene['bargaining']>[0]): Promise<Response> {
  const [first, second] = [await scene.bargaining(terms), await scene.bargaining(terms)];
  return asSomebody('bargain.help', { bargainId: second.bargainId }, ({ call }) =>
    call('bargain.help', { bargainId: first.bargainId }),
  );
}

async function pausingEnded(name: 'campaign.pause' | 'campaign.resume'): Promise<Response> {
  await asOwner('campaign.end', { ...INPUTS['campaign.end'], campaignId: CAMPAIGN, groups: 'letRun' });
  return asOwner(name, { merchantId: MERCHANT, campaignId: CAMPAIGN });
}

const publishing = async (more: object) =>
  asOwner('campaign.publish', { ...(await GOOD['campaign.publish'](scene)).input, ...more });

const settingPolicy = async (more: object) =>
  asOwner('commissionPolicy.set', { ...(await GOOD['commissionPolicy.set'](scene)).input, ...more });
const settingOwn = async (more: object) =>
  asOwner('commissionPolicy.setOwn', { ...(await GOOD['commissionPolicy.setOwn'](scene)).input, ...more });

/** A call while our shop is another one. */
async function withShop(change: UpdateFilter<MerchantDoc>, call: () => Promise<Response>): Promise<Response> {
  const { merchants } = world.app.store;
  const before = await merchants.findOne({ _id: MERCHANT });
  if (!before) throw new Error('our shop is not there');
  await merchants.updateOne({ _id: MERCHANT }, change);
  const response = await call();
  await merchants.replaceOne({ _id: MERCHANT }, before);
  return response;
}

const whileFrozen = (call: () => Promise<Response>) =>
  withShop({ $set: { frozen: { by: 'usr_nobody', at: 1, reason: '查一查' } } }, call);
const whileUnready = (call: () => Promise<Response>) => withShop({ $unset: { paymentAccountId: '' } }, call);
const whileLimited = (limits: Partial<Limits>, call: () => Promise<Response>) =>
  withShop({ $set: { limits: { ...USUAL_LIMITS, ...limits, version: 1 } } }, call);

const asPlatform = (name: EndpointName, body: object = INPUTS[name]) =>
  scene.ask({ name, body, token: scene.platform.token });

const inviting = (requestId: string) => ({ ...INPUTS['member.invite'], requestId });

/** An RSA pair that WeChat has never seen. */
const otherKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const OTHER_KEY = 'otherKeyOfThirtyTwoCharacters012';

/** The owner gives the shop's own keys, but for these. */
const givingKeys = async (more: object) =>
  asOwner('paymentAccount.set', { ...(await GOOD['paymentAccount.set'](scene)).input, ...more });

/** The shop's account is another one while this is asked. */
async function meanwhileAccount<T>(change: object, ask: () => Promise<T>): Promise<T> {
  const { paymentAccounts } = world.app.store;
  const before = await paymentAccounts.findOne({ _id: ACCOUNT });
  if (!before) throw new Error('the account is gone');
  await paymentAccounts.updateOne({ _id: ACCOUNT }, { $set: change });
  try {
    return await ask();
  } finally {
    await paymentAccounts.replaceOne({ _id: ACCOUNT }, before);
    await world.app.payOf(ACCOUNT, 'again');
  }
}
const checkingAccount = (change: object) => () =>
  meanwhileAccount(change, async () =>
    asOwner('paymentAccount.check', { ...INPUTS['paymentAccount.check'], accountId: ACCOUNT }),
  );
const sealedKey = (key: string) => sealApiV3Key(ACCOUNT, key, world.app.settings.dataSecret);

/** WeChat's books have certificates for the shop while this is asked, and they are encrypted. */
async function withCertificates<T>(ask: () => Promise<T>): Promise<T> {
  const { mchid } = world.credentials;
  await world.standIn.control.changeKeys(mchid, { keyMode: 'migrating' });
  try {
    return await ask();
  } finally {
    await world.standIn.control.changeKeys(mchid, { keyMode: 'publicKey' });
  }
}

/** WeChat answers the question about an order that cannot exist with this. */
async function answeringProof<T>(status: number, code: string, ask: () => Promise<T>): Promise<T> {
  await world.standIn.control.addFault({ match: { operation: 'query' }, effect: { kind: 'fail', status, code } });
  return ask();
}

const setting = async (to: object) => asOwner('shopSettings.set', { merchantId: MERCHANT, version: 0, to });
const FACE = { name: '山野集', logo: '/pictures/1f33f.webp', accent: '#C43D14' };

/** What single endpoints refuse: `endpoint code`. */
const OWN: Own = {
  'session.create loginCodeInvalid': () => scene.ask({ name: 'session.create', body: INPUTS['session.create'] }),
  'session.create loginRiskUser': async () => {
    const body = { errcode: 40226, errmsg: 'high risk user is blocked' };
    await world.standIn.control.addFault({
      match: { operation: 'code2session' },
      effect: { kind: 'fail', status: 200, body },
    });
    return scene.ask({ name: 'session.create', body: { code: 'of-a-risky-person' } });
  },
  'session.endOther notFound': nowhere('session.endOther'),
  'desk.poll deskCodeGone': nowhere('desk.poll'),
  'desk.scan deskCodeGone': nowhere('desk.scan'),
  'desk.scan deskCodeTaken': async () => {
    const { code } = await scene.scanned(scene.members.owner);
    return asBuyer('desk.scan', { code });
  },
  'desk.approve deskCodeGone': () => asMember('desk.approve', INPUTS['desk.approve']),
  'desk.approve deskCodeTaken': async () => {
    const { code, number } = await scene.scanned(scene.buyer);
    return asMember('desk.approve', { code, number });
  },
  'desk.approve deskNumberWrong': async () => {
    const { code, number } = await scene.scanned(scene.members.operator);
    return asMember('desk.approve', { code, number: number === '0000' ? '0001' : '0000' });
  },
  'desk.approve notAMember': async () => {
    const { code, number } = await scene.scanned(scene.buyer);
    return asBuyer('desk.approve', { code, number });
  },
  'desk.approve forbidden': async () => {
    const { code, number } = await scene.desk();
    return asMember('desk.approve', { code, number });
  },
  'desk.deny deskCodeGone': nowhere('desk.deny'),
  'desk.deny deskCodeTaken': async () => {
    const { code } = await scene.scanned(scene.members.owner);
    return asBuyer('desk.deny', { code });
  },
  'desk.deny forbidden': async () => {
    const { code } = await scene.desk();
    return asBuyer('desk.deny', { code });
  },

  'session.renew unauthenticated': () => scene.ask({ name: 'session.renew', body: INPUTS['session.renew'] }),

  'person.saveProfile consentMissing': async () => {
    const someone = await world.person('没同意');
    await world.app.store.users.updateOne({ _id: someone.userId }, { $unset: { consents: '' } });
    return scene.ask({ name: 'person.saveProfile', body: { name: '小林' }, token: someone.token });
  },
  'person.saveProfile pictureUnknown': nowhere('person.saveProfile'),
  'person.consent policyChanged': () => asBuyer('person.consent', { edition: '2020-01', answer: 'agree' }),
  'person.delete accountBusy': async () => {
    await scene.toShip(scene.buyer);
    return asBuyer('person.delete', INPUTS['person.delete']);
  },

  'address.save notFound': nowhere('address.save'),
  'address.save addressTooLong': () =>
    asBuyer('address.save', saving({ address: { ...address, detail: '长'.repeat(101) } })),
  'address.save addressUnprintable': () => asBuyer('address.save', saving({ address: { ...address, name: '小桃🍑' } })),
  'address.save regionUnknown': () =>
    asBuyer('address.save', saving({ address: { ...address, region: ['新疆', '乌鲁木齐市', '天山区'] } })),
  'address.save addressesFull': () =>
    asSomebody('address.save', saving({ requestId: 'one-too-many' }), async (person) => {
      for (let at = 0; at < 20; at++) await person.call('address.save', { requestId: `address-number-${at}`, address });
    }),
  'address.save consentMissing': () =>
    asSomebody('address.save', saving({}), ({ userId: _id }) =>
      world.app.store.users.updateOne({ _id }, { $unset: { consents: '' } }),
    ),

  'cart.get notFound': () => asBuyer('cart.get', { merchantId: 'mer_nowhere' }),
  'cart.put notFound': () => asBuyer('cart.put', { merchantId: 'mer_nowhere', skuId: SKU, quantity: 0 }),
  'cart.put productGone': nowhere('cart.put'),
  'cart.put otherShop': () => asBuyer('cart.put', { ...INPUTS['cart.put'], skuId: OTHER_SKU }),
  'cart.put cartFull': () =>
    asSomebody('cart.put', { ...INPUTS['cart.put'], skuId: SKU }, async ({ userId }) => {
      const lines = Array.from({ length: 50 }, (_, at) => ({ skuId: `sku_${at}`, quantity: 1, price: 1, at: 0 }));
      await world.app.store.carts.insertOne({ _id: `${MERCHANT}/${userId}`, lines });
    }),

  'shop.home notFound': () => asBuyer('shop.home', { merchantId: 'mer_nowhere' }),
  'chat.enter chatUnknown': nowhere('chat.enter'),

  'product.get notFound': nowhere('product.get'),
  'product.inspect notFound': noSuch('product.inspect'),
  'product.save notFound': noSuch('product.save'),
  'product.save conflict': async () => asOwner('product.save', { ...(await rewriting(scene)), seenVersion: 7 }),
  'product.save requestIdReused': async () => {
    const input = await rewriting(scene);
    await asOwner('product.save', input);
    return asOwner('product.save', { ...input, product: { ...input.product, title: '别的名字' } });
  },
  'product.save productUnfit': async () => asOwner('product.save', await rewriting(scene, { title: '' })),
  'product.save productsFull': async () => {
    const { products } = world.app.store;
    const product = await products.findOne({ _id: PRODUCT });
    const { seenVersion, productId, ...fresh } = await rewriting(scene);
    if (!product || seenVersion === undefined) throw new Error('the shop sells nothing');
    const [sku] = fresh.product.skus;
    const mine = `/media/${'1'.repeat(64)}.webp`;
    const sender = { merchantId: MERCHANT, purpose: 'product' as const, at: 0 };
    await world.app.store.media.insertOne({ _id: '1'.repeat(64), senders: [sender] });
    await products.insertMany(
      Array.from({ length: 2_000 }, (_, at) => ({
        ...product,
        _id: `prd_full${at}`,
        skus: [{ id: `sku_full${at}`, name: '一份', price: 100 }],
        status: 'archived' as const,
        rank: 1_000 + at,
      })),
    );
    const wish = { ...fresh.product, pictures: [mine], skus: [{ ...sku, id: undefined }] };
    const answer = await asOwner('product.save', { ...fresh, product: wish });
    await products.deleteMany({ _id: /^prd_full/ });
    await world.app.store.media.deleteMany({});
    return answer;
  },
  'product.save skusFull': async () => {
    const { products } = world.app.store;
    const before = await products.findOne({ _id: PRODUCT });
    if (!before) throw new Error('the shop sells nothing');
    const wish = await rewriting(scene);
    const gone = Array.from({ length: 300 }, (_, at) => ({
      id: `sku_gone${at}`,
      name: '旧的',
      price: 1,
      archived: true,
    }));
    await products.updateOne({ _id: PRODUCT }, { $push: { skus: { $each: gone } } });
    const answer = await asOwner('product.save', wish);
    await products.updateOne({ _id: PRODUCT }, { $set: { skus: before.skus } });
    return answer;
  },
  'product.save skuInCampaign': async () => {
    await world.offer();
    return asOwner('product.save', await rewriting(scene, { skus: [{ name: '新规格', price: 100 }] }));
  },
  'product.save wordingInCampaign': async () => {
    await world.offer();
    return asOwner('product.save', await rewriting(scene, { caption: '免费拿' }));
  },
  'product.save categoryGone': async () => asOwner('product.save', await rewriting(scene, { categoryId: 'nowhere' })),
  'product.save freightGone': async () => asOwner('product.save', await rewriting(scene, { freightId: 'nowhere' })),
  'product.save pictureUnknown': async () =>
    asOwner('product.save', await rewriting(scene, { pictures: [`/media/${'0'.repeat(64)}.webp`] })),
  'product.archive notFound': noSuch('product.archive'),
  'product.archive productInCampaign': async () => {
    await world.offer();
    return asOwner('product.archive', { merchantId: MERCHANT, productId: PRODUCT });
  },
  'product.restore notFound': noSuch('product.restore'),
  'product.setStock notFound': noSuch('product.setStock'),
  'product.setStock stockChanged': async () =>
    asOwner('product.setStock', { ...INPUTS['product.setStock'], productId: PRODUCT, skuId: SKU, seen: 9_999_999 }),
  'product.setCategories conflict': noSuch('product.setCategories'),
  'product.setCategories categoryUnfit': () =>
    asOwner('product.setCategories', {
      merchantId: MERCHANT,
      version: 0,
      categories: [{ id: 'nowhere', name: '水果' }],
    }),
  'product.setCategories categoryInUse': () =>
    asOwner('product.setCategories', { merchantId: MERCHANT, version: 0, categories: [] }),
  'group.get notFound': nowhere('group.get'),
  'group.leave notFound': nowhere('group.leave'),
  'group.leave leaveNotAllowed': () => leaving({ mayLeave: false }, async () => {}),
  'group.leave notInGroup': async () => {
    const { groupId } = await scene.open(scene.stranger, { mayLeave: true });
    return asBuyer('group.leave', { groupId });
  },
  'group.leave groupFormed': () =>
    leaving({ mayLeave: true, size: 2 }, (groupId) => joined(scene.members.owner, groupId)),
  'group.leave groupFailed': () =>
    leaving({ mayLeave: true, life: HOUR }, async () => {
      await world.advance(HOUR + 10 * MINUTE);
      await world.cron();
    }),
  'group.leave groupExpired': () => leaving({ mayLeave: true, life: HOUR }, () => world.advance(HOUR)),
  'bargain.offer notFound': nowhere('bargain.offer'),
  'bargain.start campaignNotLive': () => starting({ campaignId: CAMPAIGN }),
  'bargain.start campaignPaused': () =>
    starting({}, () => asOwner('campaign.pause', { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN })),
  'bargain.start shopFrozen': () => whileFrozen(() => starting()),
  'bargain.start shopUnready': () => whileUnready(() => starting()),
  'bargain.start productGone': () => starting({ skuId: OTHER_SKU }),
  'bargain.start soldOut': () =>
    starting({}, () => world.app.store.counters.updateOne({ _id: stockOf(SKU) }, { $set: { max: 0 } })),
  'bargain.start quotaUsedUp': () =>
    starting({}, () => world.app.store.counters.updateOne({ _id: quotaOf(BARGAIN_CAMPAIGN) }, { $set: { max: 0 } })),
  'bargain.start bargainStale': async () => {
    const { products } = world.app.store;
    await products.updateOne({ 'skus.id': SKU }, { $set: { 'skus.0.price': 3989 } });
    const response = await starting();
    await products.updateOne({ 'skus.id': SKU }, { $set: { 'skus.0.price': 3990 } });
    return response;
  },
  'bargain.start bargainsUsedUp': async () => {
    const { owner, bargainId } = await scene.bargaining({ perPerson: 1 });
    await owner.call('bargain.cancel', { bargainId });
    const body = { requestId: newRequest(), campaignId: BARGAIN_CAMPAIGN, skuId: SKU };
    return scene.ask({ name: 'bargain.start', body, token: owner.token });
  },
  'bargain.start requestIdReused': () => {
    const requestId = newRequest();
    return starting({ requestId, skuId: OTHER_SKU }, ({ call }) =>
      call('bargain.start', { requestId, campaignId: BARGAIN_CAMPAIGN, skuId: SKU }),
    );
  },
  'bargain.get notFound': nowhere('bargain.get'),
  'bargain.help notFound': nowhere('bargain.help'),
  'bargain.help bargainOwn': async () => {
    const { owner, bargainId } = await scene.bargaining();
    return scene.ask({ name: 'bargain.help', body: { bargainId }, token: owner.token });
  },
  'bargain.help bargainHelped': async () => {
    const { bargainId } = await scene.bargaining();
    return asSomebody('bargain.help', { bargainId }, ({ call }) => call('bargain.help', { bargainId }));
  },
  'bargain.help bargainAtFloor': () => helping('bargainAtFloor'),
  'bargain.help bargainOrdered': async () => {
    const { owner, bargainId } = await scene.bargaining({ buyAt: 'anyPrice' });
    await orderByBargain(world, owner, bargainId);
    return asSomebody('bargain.help', { bargainId });
  },
  'bargain.help bargainBought': () => helping('bargainBought'),
  'bargain.help bargainExpired': () => helping('bargainExpired'),
  'bargain.help bargainCancelled': () => helping('bargainCancelled'),
  'bargain.help bargainEndedEarly': () => helping('bargainEndedEarly'),
  'bargain.help helpsToday': () => helpedOften({ helpsPerDay: 1 }),
  'bargain.help helpsUsedUp': () => helpedOften({ helpsPerDay: 1, helpsPerCampaign: 1 }),
  'bargain.cancel notFound': nowhere('bargain.cancel'),
  'bargain.cancel bargainOrdered': () => cancelling('bargainOrdered'),
  'bargain.cancel bargainBought': () => cancelling('bargainBought'),
  'bargain.cancel bargainExpired': () => cancelling('bargainExpired'),
  'bargain.cancel bargainEndedEarly': () => cancelling('bargainEndedEarly'),
  'bargain.proof notFound': nowhere('bargain.proof'),
  'bargain.proof bargainNotOver': async () => {
    const { bargainId } = await scene.bargaining();
    return asBuyer('bargain.proof', { bargainId });
  },
  'share.create notFound': nowhere('share.create'),
  'share.open shareUnknown': nowhere('share.open'),
  // Somebody else's.
  'share.code shareUnknown': async () => asBuyer('share.code', { token: await scene.share(scene.stranger) }),
  'share.code codeUnavailable': () => fromWechat('code', 'share.code'),
  'share.link shareUnknown': async () => asBuyer('share.link', { token: await scene.share(scene.stranger) }),
  'share.link codeUnavailable': () => fromWechat('urllink', 'share.link'),
  'share.activity notFound': nowhere('share.activity'),
  'share.activity groupNotOpen': async () => {
    const { groupId } = await world.place(scene.buyer);
    return asBuyer('share.activity', { groupId });
  },
  'share.activity groupFormed': async () => {
    const { groupId } = await scene.open(scene.buyer, { size: 2 });
    await joined(scene.stranger, groupId);
    return asBuyer('share.activity', { groupId });
  },
  'share.activity groupFailed': async () => {
    const { groupId } = await scene.open(scene.buyer, { life: HOUR });
    await world.advance(HOUR + 10 * MINUTE);
    await world.cron();
    return asBuyer('share.activity', { groupId });
  },
  'share.activity groupExpired': async () => {
    const { groupId } = await scene.open(scene.buyer, { life: HOUR });
    await world.advance(HOUR);
    return asBuyer('share.activity', { groupId });
  },
  'share.activity codeUnavailable': () => fromWechat('activity', 'share.activity'),

  'promoter.summary notFound': () =>
    asBuyer('promoter.summary', { ...INPUTS['promoter.summary'], merchantId: 'mer_nowhere' }),
  'promoter.summary rangeTooLong': () =>
    asBuyer('promoter.summary', { ...INPUTS['promoter.summary'], ...MORE_THAN_A_YEAR }),
  'promoter.tree shareUnknown': async () => asBuyer('promoter.tree', { share: await scene.share(scene.stranger) }),
  // The buyer of an order is not told who earns from it.
  'commission.explain notFound': async () => {
    const { friend, orderId } = await scene.brought(scene.buyer);
    return scene.ask({ name: 'commission.explain', body: { orderId }, token: friend.token });
  },
  'commission.inspect notFound': noSuch('commission.inspect'),

  'referral.setPolicy conflict': () => asOwner('referral.setPolicy', INPUTS['referral.setPolicy']),
  'referral.setPolicy referralTermsUnfit': async () => {
    const { input } = await GOOD['referral.setPolicy'](scene);
    return asOwner('referral.setPolicy', { ...input, terms: { ...input.terms, replaced: 'afterExpiry' } });
  },
  'referral.get notFound': noSuch('referral.get'),
  'referral.correct notFound': noSuch('referral.correct'),
  'referral.correct shareUnknown': () => correcting(async () => ({ code: 'nowhere' })),
  'referral.correct referrerOwn': () => correcting(async (friend) => ({ code: await scene.share(friend) })),
  'referral.correct referrerCycle': () =>
    correcting(async (friend) => ({ code: await scene.share((await scene.brought(friend)).friend) })),
  'referral.correct referrerSuspended': () =>
    correcting(async () => {
      const code = await scene.share(scene.stranger);
      const suspension = { ...INPUTS['referral.suspend'], userId: scene.stranger.userId };
      await asMember('referral.suspend', suspension);
      return { code };
    }),
  'referral.correct requestIdReused': () =>
    correcting(async ({ userId }) => {
      const requestId = newRequest();
      await asMember('referral.correct', { merchantId: MERCHANT, userId, reason: '没有推荐人', requestId });
      return { requestId };
    }),
  'referral.suspend notFound': noSuch('referral.suspend'),

  'fission.board notFound': noSuch('fission.board'),
  'fission.board rangeTooLong': () => asMember('fission.board', { merchantId: MERCHANT, ...MORE_THAN_A_YEAR }),
  'fission.export notFound': noSuch('fission.export'),
  'fission.export rangeTooLong': () => asMember('fission.export', { merchantId: MERCHANT, ...MORE_THAN_A_YEAR }),
  'bargainFigures.board notFound': noSuch('bargainFigures.board'),
  'campaignFigures.board notFound': noSuch('campaignFigures.board'),
  'campaignFigures.money notFound': noSuch('campaignFigures.money'),
  'bargainFigures.board rangeTooLong': () =>
    asMember('bargainFigures.board', { ...INPUTS['bargainFigures.board'], ...MORE_THAN_A_YEAR }),
  'fission.tree notFound': noSuch('fission.tree'),
  'fission.tree shareUnknown': () => asMember('fission.tree', { merchantId: MERCHANT, share: 'nowhere' }),

  'order.quote shopFrozen': () => whileFrozen(() => quoting({})),
  'order.quote shopUnready': () => whileUnready(() => quoting({})),
  'order.place shopFrozen': () => whileFrozen(() => placing({})),
  'order.place shopUnready': () => whileUnready(() => placing({})),
  'order.quote productGone': () => quoting({ lines: [{ skuId: 'sku_nowhere', quantity: 1 }] }),
  'order.quote quantityLimit': () => quoting({ campaignId: CAMPAIGN, lines: [{ skuId: SKU, quantity: 6 }] }),
  'order.quote otherShop': () => quoting({ lines: TWO_SHOPS }),
  'order.quote campaignNotLive': () => quoting({ campaignId: 'cmp_nowhere' }),
  'order.quote newcomersOnly': () => returning(quoting),
  'order.quote chatOnly': () => fromNoChat(quoting),
  'order.quote chatNeeded': async () => {
    await world.offer({ chatOnly: true });
    return quoting({ campaignId: CAMPAIGN });
  },
  'order.quote notFound': () => quoting({ campaignId: CAMPAIGN, groupId: 'grp_nowhere' }),

  'order.quote bargainNotAtFloor': async () => buyingBy('order.quote', await scene.bargaining()),
  'order.quote bargainOrdered': async () => buyingBy('order.quote', await FATES.bargainOrdered()),
  'order.quote bargainBought': async () => buyingBy('order.quote', await FATES.bargainBought()),
  'order.quote bargainExpired': async () => buyingBy('order.quote', await FATES.bargainExpired()),
  'order.quote bargainCancelled': async () => buyingBy('order.quote', await FATES.bargainCancelled()),
  'order.quote bargainEndedEarly': async () => buyingBy('order.quote', await FATES.bargainEndedEarly()),
  'order.quote bargainDearer': () => dearer('order.quote'),
  'order.place bargainNotAtFloor': async () => buyingBy('order.place', await scene.bargaining()),
  'order.place bargainOrdered': async () => buyingBy('order.place', await FATES.bargainOrdered()),
  'order.place bargainBought': async () => buyingBy('order.place', await FATES.bargainBought()),
  'order.place bargainExpired': async () => buyingBy('order.place', await FATES.bargainExpired()),
  'order.place bargainCancelled': async () => buyingBy('order.place', await FATES.bargainCancelled()),
  'order.place bargainEndedEarly': async () => buyingBy('order.place', await FATES.bargainEndedEarly()),
  'order.place bargainDearer': () => dearer('order.place'),

  'order.place productGone': () => placing({ lines: [{ skuId: 'sku_nowhere', quantity: 1 }] }),
  'order.place quantityLimit': () => placing({ lines: [{ skuId: SKU, quantity: 6 }], seenTotal: 6 * 2990 }),
  'order.place otherShop': () => placing({ campaignId: undefined, lines: TWO_SHOPS }),
  'order.place regionNotDelivered': () => {
    const away = {
      requestId: 'moved-away',
      address: { ...address, region: [NOT_TO, '伊犁州', '霍城县'] },
      usual: true,
    };
    return asSomebody('order.place', scene.joining(), (person) => person.call('address.save', away));
  },
  'order.place campaignNotLive': async () => {
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'ended' } });
    return placing({});
  },
  'order.place campaignPaused': async () => {
    await asOwner('campaign.pause', { merchantId: MERCHANT, campaignId: CAMPAIGN });
    return placing({});
  },
  'order.quote campaignPaused': async () => {
    await asOwner('campaign.pause', { merchantId: MERCHANT, campaignId: CAMPAIGN });
    return quoting({ campaignId: CAMPAIGN });
  },
  'order.place notFound': () => placing({ groupId: 'grp_nowhere' }),
  'order.place newcomersOnly': () => returning(placing),
  'order.place chatOnly': () => fromNoChat(placing),
  'order.place chatNeeded': async () => {
    await world.offer({ chatOnly: true });
    return placing({});
  },
  'order.place campaignEnded': async () => {
    const { groupId } = await scene.open(scene.stranger);
    await asOwner('campaign.end', { ...INPUTS['campaign.end'], campaignId: CAMPAIGN, groups: 'endNow' });
    return placing({ groupId });
  },
  'order.place priceChanged': () => placing({ seenTotal: 2989 }),
  'order.place addressMissing': async () => {
    const someone = await world.person('没有地址');
    await world.app.store.users.updateOne({ _id: someone.userId }, { $unset: { addresses: '' } });
    return scene.ask({ name: 'order.place', body: scene.joining(), token: someone.token });
  },
  'order.place consentMissing': () =>
    asSomebody('order.place', scene.joining(), ({ userId: _id }) =>
      world.app.store.users.updateOne({ _id }, { $unset: { consents: '' } }),
    ),
  'order.place forbidden': async () => {
    const someone = await world.person('公众号来的');
    await world.app.store.users.updateOne({ _id: someone.userId }, { $set: { 'identities.0.appid': 'wx_other' } });
    return scene.ask({ name: 'order.place', body: scene.joining(), token: someone.token });
  },
  'order.place soldOut': async () => {
    await world.offer({}, { stock: 0 });
    return placing({});
  },
  'order.place quotaUsedUp': async () => {
    await world.offer({}, { quota: 0 });
    return placing({});
  },
  'order.place personLimit': async () => {
    await world.offer({ perPerson: 1 });
    await placing({});
    return placing({});
  },
  'order.place groupNotOpen': async () => {
    const { groupId } = await world.place(scene.stranger);
    return placing({ groupId });
  },
  'order.place groupFull': async () => {
    const { groupId } = await scene.open(scene.stranger, { size: 2 });
    await world.place(scene.members.owner, { groupId });
    return placing({ groupId });
  },
  'order.place groupFormed': async () => {
    const { groupId } = await scene.open(scene.stranger, { size: 2 });
    const { orderId } = await world.place(scene.members.owner, { groupId });
    await scene.paid(scene.members.owner, orderId);
    return placing({ groupId });
  },
  'order.place groupExpired': async () => {
    const { groupId } = await scene.open(scene.stranger, { life: HOUR });
    await world.advance(HOUR - MINUTE / 2);
    return placing({ groupId });
  },
  'order.place groupFailed': async () => {
    const { groupId } = await scene.open(scene.stranger, { life: HOUR });
    await world.advance(HOUR + 10 * MINUTE);
    await world.cron();
    return placing({ groupId });
  },
  'order.place alreadyInGroup': async () => {
    const { groupId } = await scene.open(scene.buyer);
    return placing({ groupId });
  },
  'order.place requestIdReused': async () => {
    const body = scene.joining();
    await asBuyer('order.place', body);
    return asBuyer('order.place', { ...body, lines: [{ skuId: SKU, quantity: 2 }] });
  },
  'order.place orderNotPayable': async () => {
    const body = scene.joining();
    const placed = (await (await asBuyer('order.place', body)).json()) as { orderId: string };
    await scene.buyer.call('order.cancel', { orderId: placed.orderId });
    return asBuyer('order.place', body);
  },
  'order.place orderAlreadyPaid': async () => {
    const body = scene.joining();
    const { orderId } = (await (await asBuyer('order.place', body)).json()) as { orderId: string };
    await scene.paid(scene.buyer, orderId);
    return asBuyer('order.place', body);
  },

  'order.pay notFound': nowhere('order.pay'),
  'order.pay orderAlreadyPaid': async () => asBuyer('order.pay', { orderId: await paidOrder() }),
  'order.pay orderNotPayable': async () => {
    const orderId = await scene.alone(scene.buyer);
    await world.advance(HOUR);
    return asBuyer('order.pay', { orderId });
  },
  'order.pay shopUnready': async () => {
    const orderId = await scene.alone(scene.buyer);
    // As if the first prepay had never been answered.
    await world.app.store.orders.updateOne({ _id: orderId }, { $unset: { 'payments.0.prepayId': '' } });
    const effect = { kind: 'fail', status: 400, code: 'APPID_MCHID_NOT_MATCH' } as const;
    await world.standIn.control.addFault({ match: { operation: 'prepay' }, effect });
    const answer = await asBuyer('order.pay', { orderId });
    await world.standIn.control.clearFaults();
    return answer;
  },
  'order.checkPayment notFound': nowhere('order.checkPayment'),
  'order.get notFound': nowhere('order.get'),
  'order.cancel notFound': nowhere('order.cancel'),
  'order.cancel orderNotCancellable': async () => asBuyer('order.cancel', { orderId: await paidOrder() }),
  'order.cancel orderAlreadyPaid': async () => asBuyer('order.cancel', { orderId: await paidOrder(false) }),
  'order.receive notFound': nowhere('order.receive'),
  'order.receive orderNotReceivable': async () => asBuyer('order.receive', { orderId: await paidOrder() }),

  'afterSale.quote notFound': nowhere('afterSale.quote'),
  'afterSale.quote afterSaleNotAllowed': async () => quotingBack(await scene.alone(scene.buyer)),
  'afterSale.quote afterSaleOver': async () => quotingBack(await longAgo()),
  'afterSale.quote afterSaleNotSent': async () =>
    quotingBack(await scene.toShip(scene.buyer), { kind: 'returnAndRefund' }),
  'afterSale.quote afterSaleTooMuch': async () => quotingBack(await scene.shipped(scene.buyer), TWO),
  'afterSale.ask notFound': () => asking('ord_nowhere'),
  'afterSale.ask afterSaleNotAllowed': async () => asking(await scene.alone(scene.buyer)),
  'afterSale.ask afterSaleOver': async () => asking(await longAgo()),
  'afterSale.ask afterSaleNotSent': async () => asking(await scene.toShip(scene.buyer), { kind: 'returnAndRefund' }),
  'afterSale.ask afterSaleTooMuch': async () => asking(await scene.shipped(scene.buyer), TWO),
  'afterSale.ask consentMissing': async () => {
    const someone = await world.person('没同意');
    const orderId = await scene.toShip(someone);
    await world.app.store.users.updateOne({ _id: someone.userId }, { $unset: { consents: '' } });
    const body = { ...INPUTS['afterSale.ask'], orderId, kind: 'refundOnly', pictures: [] };
    return scene.ask({ name: 'afterSale.ask', body, token: someone.token });
  },
  'afterSale.ask refundsUsedUp': async () => asking(await paidLongAgo()),
  'afterSale.ask pictureUnknown': async () =>
    asking(await scene.shipped(scene.buyer), { pictures: INPUTS['afterSale.ask'].pictures }),
  'afterSale.ask requestIdReused': async () => {
    const orderId = await scene.shipped(scene.buyer);
    await asking(orderId);
    return asking(orderId, { kind: 'returnAndRefund' });
  },
  'afterSale.get notFound': nowhere('afterSale.get'),
  'afterSale.cancel notFound': nowhere('afterSale.cancel'),
  'afterSale.cancel afterSaleMoved': async () =>
    asBuyer('afterSale.cancel', { afterSaleId: await scene.sentBack(scene.buyer) }),
  'afterSale.sendBack notFound': nowhere('afterSale.sendBack'),
  'afterSale.sendBack afterSaleMoved': async () =>
    asBuyer('afterSale.sendBack', { ...INPUTS['afterSale.sendBack'], afterSaleId: await scene.asked(scene.buyer) }),
  'afterSale.inspect notFound': noSuch('afterSale.inspect'),
  'afterSale.agree notFound': noSuch('afterSale.agree'),
  'afterSale.agree afterSaleMoved': () => answering('afterSale.agree', 'cancelled'),
  'afterSale.refuse notFound': noSuch('afterSale.refuse'),
  'afterSale.refuse afterSaleMoved': () => answering('afterSale.refuse', 'cancelled'),
  'afterSale.confirmReturn notFound': noSuch('afterSale.confirmReturn'),
  'afterSale.confirmReturn afterSaleMoved': () => answering('afterSale.confirmReturn', 'asked'),

  'shopOrder.get notFound': noSuch('shopOrder.get'),
  'shopOrder.ship notFound': noSuch('shopOrder.ship'),
  'shopOrder.ship orderNotShippable': async () => shipping(await scene.alone(scene.buyer)),
  'shopOrder.ship orderHasAfterSale': async () => shipping(await askedBefore(await scene.toShip(scene.buyer))),
  'shopOrder.ship parcelTooMuch': async () => shipping(await scene.toShip(scene.buyer), TWO),
  'shopOrder.ship parcelKnown': async () => {
    const orderId = await scene.toShip(scene.buyer);
    await shipping(orderId);
    return shipping(orderId, TWO);
  },
  'shopOrder.findPickUp pickUpCodeWrong': noSuch('shopOrder.findPickUp'),
  'shopOrder.pickUp pickUpCodeWrong': noSuch('shopOrder.pickUp'),
  'shopOrder.pickUp orderNotShippable': async () => {
    const code = await scene.toPickUp(scene.buyer);
    await world.app.store.orders.updateOne({ 'pickUp.code': code }, { $set: { status: 'awaitingPayment' } });
    return asOwner('shopOrder.pickUp', { ...INPUTS['shopOrder.pickUp'], code });
  },
  'shopOrder.pickUp orderHasAfterSale': async () => {
    const code = await scene.toPickUp(scene.buyer);
    const order = await world.app.store.orders.findOne({ 'pickUp.code': code });
    await askedBefore(order?._id ?? '');
    return asOwner('shopOrder.pickUp', { ...INPUTS['shopOrder.pickUp'], code });
  },
  'shopOrder.refund notFound': noSuch('shopOrder.refund'),
  'shopOrder.refund orderNotRefundable': async () => givingBack(await scene.alone(scene.buyer)),
  'shopOrder.refund refundTooMuch': async () => givingBack(await scene.toShip(scene.buyer), TWO),
  'shopOrder.refund refundsUsedUp': async () => givingBack(await paidLongAgo()),
  'shopOrder.refund priceChanged': async () => givingBack(await scene.toShip(scene.buyer), { seenAmount: 3989 }),
  'shopOrder.refund requestIdReused': async () => {
    const orderId = await scene.toShip(scene.buyer);
    await givingBack(orderId);
    return givingBack(orderId, TWO);
  },
  'shopOrder.quoteRefund notFound': noSuch('shopOrder.quoteRefund'),
  'shopOrder.quoteRefund orderNotRefundable': async () =>
    asOwner('shopOrder.quoteRefund', {
      ...INPUTS['shopOrder.quoteRefund'],
      orderId: await scene.alone(scene.buyer),
    }),
  'shopOrder.quoteRefund refundTooMuch': async () =>
    asOwner('shopOrder.quoteRefund', {
      ...INPUTS['shopOrder.quoteRefund'],
      orderId: await scene.toShip(scene.buyer),
      ...TWO,
    }),
  'shopOrder.quoteRefund refundsUsedUp': async () =>
    asOwner('shopOrder.quoteRefund', { ...INPUTS['shopOrder.quoteRefund'], orderId: await paidLongAgo() }),
  'shopOrder.note notFound': noSuch('shopOrder.note'),

  'reconciliation.get notFound': noSuch('reconciliation.get'),
  'reconciliation.run notFound': noSuch('reconciliation.run'),
  'reconciliation.run billsNotThere': () =>
    asOwner('reconciliation.run', { ...INPUTS['reconciliation.run'], accountId: ACCOUNT, date: '2036-03-01' }),

  'task.close notFound': noSuch('task.close'),
  'refund.payByHand notFound': noSuch('refund.payByHand'),
  'refund.payByHand refundNotAbnormal': async () =>
    asOwner('refund.payByHand', { ...INPUTS['refund.payByHand'], refundId: await givenBack(scene, 'underWay') }),

  'campaign.get notFound': noSuch('campaign.get'),
  'campaign.listGroups notFound': noSuch('campaign.listGroups'),
  'campaign.inspectGroup notFound': noSuch('campaign.inspectGroup'),
  'campaign.listBargains notFound': noSuch('campaign.listBargains'),
  'campaign.publish notFound': noSuch('campaign.publish'),
  'campaign.publish conflict': () => publishing({ seenEdition: 0 }),
  'campaign.publish productGone': async () => {
    const { products } = world.app.store;
    const { input } = await GOOD['campaign.publish'](scene);
    await products.updateOne({ _id: PRODUCT }, { $set: { status: 'archived' } });
    const answer = await asOwner('campaign.publish', input);
    await products.updateOne({ _id: PRODUCT }, { $set: { status: 'onSale' } });
    return answer;
  },
  'campaign.publish campaignTermsUnfit': () =>
    publishing({ terms: { kind: 'bargain', ...BARGAIN_TERMS, helpers: 101 } }),
  'campaign.publish shopFrozen': () => whileFrozen(() => publishing({})),
  'campaign.publish shopUnready': () => whileUnready(() => publishing({})),
  'campaign.publish campaignsFull': () =>
    whileLimited({ campaigns: 1 }, () => publishing({ campaignId: undefined, seenEdition: undefined })),
  'campaign.publish campaignBlocked': () => publishing({ title: '水蜜桃免费拿' }),
  'campaign.publish campaignUnacknowledged': () => publishing({ ticked: [] }),
  'campaign.publish campaignNotEditable': async () => {
    const { input } = await GOOD['campaign.publish'](scene);
    await asOwner('campaign.end', { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'letRun' });
    return asOwner('campaign.publish', input);
  },
  'campaign.publish requestIdReused': async () => {
    const { input } = await GOOD['campaign.publish'](scene);
    await asOwner('campaign.publish', input);
    return asOwner('campaign.publish', { ...input, title: '换个名字' });
  },
  'campaign.listPayments notFound': noSuch('campaign.listPayments'),
  'campaign.previewEnd notFound': noSuch('campaign.previewEnd'),
  'campaign.previewEnd campaignNotEndable': async () => {
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'draft' } });
    return asOwner('campaign.previewEnd', { ...INPUTS['campaign.previewEnd'], campaignId: CAMPAIGN });
  },
  'campaign.listVersions notFound': noSuch('campaign.listVersions'),
  'preflight.facts notFound': noSuch('preflight.facts'),
  'draft.get notFound': noSuch('draft.get'),
  'draft.remove notFound': noSuch('draft.remove'),
  'draft.save notFound': noSuch('draft.save'),
  'draft.save conflict': async () =>
    asOwner('draft.save', { ...INPUTS['draft.save'], draftId: await drafted(scene), seenVersion: 7 }),
  'draft.save draftsFull': async () => {
    const draftId = await drafted(scene);
    const draft = await world.app.store.drafts.findOne({ _id: draftId });
    const { drafts } = world.app.store;
    if (!draft) throw new Error('it was drafted');
    await drafts.insertMany(Array.from({ length: 50 }, (_, at) => ({ ...draft, _id: `drf_full${at}` })));
    const answer = await asOwner('draft.save', {
      merchantId: MERCHANT,
      requestId: newRequest(),
      kind: 'bargain',
      productId: PRODUCT,
      body: INPUTS['draft.save'].body,
    });
    await drafts.deleteMany({});
    return answer;
  },
  'campaign.pause notFound': noSuch('campaign.pause'),
  'campaign.pause campaignNotPausable': () => pausingEnded('campaign.pause'),
  'campaign.resume notFound': noSuch('campaign.resume'),
  'campaign.resume campaignNotPausable': () => pausingEnded('campaign.resume'),
  'campaign.end notFound': noSuch('campaign.end'),
  'campaign.end campaignNotEndable': async () => {
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { endsAt: world.now() } });
    return asOwner('campaign.end', { ...INPUTS['campaign.end'], campaignId: CAMPAIGN, groups: 'letRun' });
  },

  'withdrawal.quote notFound': () => asBuyer('withdrawal.quote', { merchantId: 'mer_nowhere', amount: 100 }),
  'withdrawal.ask notFound': () => withdrawing({ merchantId: 'mer_nowhere' }),
  'withdrawal.ask requestIdReused': () => {
    const requestId = newRequest();
    const first = { requestId, merchantId: MERCHANT, amount: 101, seenNet: 101 };
    return withdrawing({ requestId }, (sharer) => sharer.call('withdrawal.ask', first));
  },
  'withdrawal.ask payoutStopped': () => withdrawing({}, () => stopPayouts(scene)),
  'withdrawal.ask realNameMissing': withdrawingMuch,
  'withdrawal.ask wechatMissing': () =>
    withdrawing({}, ({ userId: _id }) =>
      world.app.store.users.updateOne({ _id }, { $set: { 'identities.0.appid': 'wx_other' } }),
    ),
  'withdrawal.ask withdrawalTooLittle': () => withdrawing({ amount: 99, seenNet: 99 }),
  'withdrawal.ask withdrawalTooMuch': () => withdrawing({ amount: 20_001, seenNet: 20_001 }),
  'withdrawal.ask withdrawalNotEnough': () => withdrawing({ amount: 20_000, seenNet: 20_000 }),
  'withdrawal.ask withdrawalDayLimit': () =>
    withdrawing({}, withWallet({ asked: { day: dayOf(world.now()), count: 3, fen: 300 } })),
  'withdrawal.ask withdrawalDebt': () => withdrawing({}, withWallet({ debt: 1 })),
  'withdrawal.ask withdrawalChanged': () => withdrawing({ seenNet: 99 }),
  'withdrawal.get notFound': nowhere('withdrawal.get'),
  'withdrawal.check notFound': nowhere('withdrawal.check'),
  'withdrawal.confirm notFound': nowhere('withdrawal.confirm'),
  'withdrawal.confirm withdrawalMoved': () => aboutWithdrawal('withdrawal.confirm', 'inReview'),
  'withdrawal.renew notFound': nowhere('withdrawal.renew'),
  'withdrawal.renew withdrawalMoved': () => aboutWithdrawal('withdrawal.renew', 'inReview'),
  'withdrawal.renew payoutStopped': () => aboutWithdrawal('withdrawal.renew', 'lapsed', () => stopPayouts(scene)),
  'withdrawal.renew withdrawalDebt': () => aboutWithdrawal('withdrawal.renew', 'lapsed', owed),
  'withdrawal.cancel notFound': nowhere('withdrawal.cancel'),
  'withdrawal.cancel withdrawalMoved': () => aboutWithdrawal('withdrawal.cancel', 'inReview', ended),

  'payout.get notFound': noSuch('payout.get'),
  'payout.approve notFound': noSuch('payout.approve'),
  'payout.approve withdrawalMoved': () => aboutWithdrawal('payout.approve', 'inReview', ended),
  'payout.approve payoutStopped': () => aboutWithdrawal('payout.approve', 'inReview', () => stopPayouts(scene)),
  'payout.approve ownPayout': () => aboutWithdrawal('payout.approve', 'inReview', ofOperator),
  'payout.approve withdrawalDebt': () => aboutWithdrawal('payout.approve', 'inReview', owed),
  'payout.refuse notFound': noSuch('payout.refuse'),
  'payout.refuse withdrawalMoved': () => aboutWithdrawal('payout.refuse', 'inReview', ended),
  'payout.settings notFound': () => ofNoShop('payout.settings'),
  'payout.setSettings notFound': () => ofNoShop('payout.setSettings'),
  'payout.setSettings conflict': noSuch('payout.setSettings'),
  'payout.setSettings payoutRulesUnfit': async () => {
    const { input } = await GOOD['payout.setSettings'](scene);
    return asOwner('payout.setSettings', { ...input, rules: { ...input.rules, max: input.rules.min - 1 } });
  },
  'shopSettings.set conflict': noSuch('shopSettings.set'),
  'shopSettings.set pictureUnknown': () =>
    setting({ section: 'face', face: { ...FACE, logo: `/media/${'0'.repeat(64)}.webp` } }),
  'shopSettings.set accentUnfit': () => setting({ section: 'face', face: { ...FACE, accent: '#FFCC00' } }),
  'shopSettings.set freightUnfit': () =>
    setting({ section: 'freight', templates: [{ name: '包邮', by: 'piece', rules: [], notTo: [] }] }),
  'shopSettings.set freightInUse': () => setting({ section: 'freight', templates: [] }),
  'paymentAccount.check notFound': noSuch('paymentAccount.check'),
  'paymentAccount.check paymentSignature': () =>
    checkingAccount({ privateKey: sealPrivateKey(ACCOUNT, otherKeys.privateKey, world.app.settings.dataSecret) })(),
  'paymentAccount.check paymentSerialUnknown': checkingAccount({ serialNo: 'F'.repeat(40) }),
  'paymentAccount.check paymentMchidUnknown': checkingAccount({ mchid: '19999999' }),
  'paymentAccount.check paymentPublicKeyWrong': checkingAccount({ publicKey: otherKeys.publicKey }),
  'paymentAccount.check paymentApiKeyWrong': () =>
    withCertificates(() => checkingAccount({ apiV3Key: sealedKey(OTHER_KEY) })()),
  'paymentAccount.check paymentRefused': () => answeringProof(403, 'NO_AUTH', checkingAccount({ version: 0 })),
  'paymentAccount.check paymentUnreachable': () => answeringProof(500, 'SYSTEM_ERROR', checkingAccount({ version: 0 })),
  'paymentAccount.set notFound': noSuch('paymentAccount.set'),
  'paymentAccount.set conflict': () => givingKeys({ version: 1_000_000, apiV3Key: OTHER_KEY }),
  'paymentAccount.set paymentKeysUnfit': () => givingKeys({ mchid: '16' }),
  'paymentAccount.set paymentPrivateKeyUnfit': () =>
    givingKeys({ privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' }),
  'paymentAccount.set paymentPublicKeyUnfit': () =>
    givingKeys({ publicKey: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' }),
  'paymentAccount.set paymentSignature': () => givingKeys({ privateKey: otherKeys.privateKey }),
  'paymentAccount.set paymentSerialUnknown': () => givingKeys({ serialNo: 'F'.repeat(40) }),
  'paymentAccount.set paymentMchidUnknown': () => givingKeys({ mchid: '19999999' }),
  'paymentAccount.set paymentPublicKeyWrong': () => givingKeys({ publicKey: otherKeys.publicKey }),
  'paymentAccount.set paymentApiKeyWrong': () => withCertificates(() => givingKeys({ apiV3Key: OTHER_KEY })),
  'paymentAccount.set paymentRefused': () => answeringProof(403, 'NO_AUTH', () => givingKeys({ apiV3Key: OTHER_KEY })),
  'paymentAccount.set paymentUnreachable': () =>
    answeringProof(500, 'SYSTEM_ERROR', () => givingKeys({ apiV3Key: OTHER_KEY })),
  'paymentAccount.set paymentMchidTaken': async () => {
    const { paymentAccounts } = world.app.store;
    const theirs = { merchantId: OTHER_MERCHANT };
    await paymentAccounts.updateOne({ _id: ACCOUNT }, { $set: theirs });
    const response = await givingKeys({ accountId: undefined, version: 0 });
    await paymentAccounts.updateOne({ _id: ACCOUNT }, { $set: { merchantId: MERCHANT } });
    return response;
  },
  'paymentAccount.set paymentKeyChanging': () =>
    meanwhileAccount({ nextApiV3Key: sealedKey('n'.repeat(32)), nextKeyUsedAt: world.now() }, () =>
      givingKeys({ apiV3Key: OTHER_KEY }),
    ),
  'payout.liftStop notFound': () => ofNoShop('payout.liftStop'),
  'payout.liftStop conflict': async () => {
    await stopPayouts(scene);
    return asOwner('payout.liftStop', INPUTS['payout.liftStop']);
  },

  'settlement.get notFound': noSuch('settlement.get'),
  'finance.board rangeTooLong': () => asMember('finance.board', { ...INPUTS['finance.board'], ...MORE_THAN_A_YEAR }),

  'commissionPolicy.set conflict': noSuch('commissionPolicy.set'),
  'commissionPolicy.set commissionLevels': () => settingPolicy({ rates: [300, 200] }),
  'commissionPolicy.set commissionRateRange': () => settingPolicy({ rates: [10_001] }),
  'commissionPolicy.set commissionHoldRange': () => settingPolicy({ holdDays: 366 }),
  'commissionPolicy.set commissionOverLimit': () =>
    whileLimited({ commissionCap: 499 }, () => settingPolicy({ rates: [100], cap: 500 })),
  'commissionPolicy.set commissionOverCap': () => settingPolicy({ rates: [500], cap: 499 }),
  'commissionPolicy.set commissionGrades': () => {
    const grade = { name: '掌柜', merit: 100, bonus: 0 };
    return settingPolicy({ grades: [grade, grade] });
  },
  'commissionPolicy.setOwn notFound': noSuch('commissionPolicy.setOwn'),
  'commissionPolicy.setOwn conflict': () => settingOwn({ version: 1_000_000 }),
  'commissionPolicy.setOwn commissionLevels': () => settingOwn({ rates: [300, 200] }),
  'commissionPolicy.setOwn commissionRateRange': () => settingOwn({ rates: [10_001] }),
  'commissionPolicy.setOwn commissionOverCap': () => settingOwn({ rates: [9_999] }),

  'member.setRole notFound': noSuch('member.setRole'),
  'member.setRole conflict': async () =>
    asOwner('member.setRole', {
      ...INPUTS['member.setRole'],
      userId: (await scene.came()).userId,
      seenRole: 'operator',
    }),
  'member.setRole lastOwner': () =>
    asOwner('member.setRole', {
      ...INPUTS['member.setRole'],
      userId: scene.members.owner.userId,
      role: 'viewer',
      seenRole: 'owner',
    }),
  'member.remove notFound': noSuch('member.remove'),
  'member.remove lastOwner': () =>
    asOwner('member.remove', { ...INPUTS['member.remove'], userId: scene.members.owner.userId }),
  'member.invite requestIdReused': async () => {
    const { input } = await GOOD['member.invite'](scene);
    await asOwner('member.invite', input);
    return asOwner('member.invite', { ...input, role: 'viewer' });
  },
  'member.invite invitesFull': async () => {
    for (let at = 0; at < INVITES_OPEN; at++) await asOwner('member.invite', inviting(`invite-number-${at}`));
    return asOwner('member.invite', inviting('one-too-many'));
  },
  'member.invite membersFull': async () => {
    await world.app.store.invites.deleteMany({});
    return whileLimited({ members: 1 }, () => asOwner('member.invite', inviting('one-too-many')));
  },
  'platform.getMerchant notFound': () => asPlatform('platform.getMerchant'),
  'platform.addMerchant requestIdReused': async () => {
    const { input } = await GOOD['platform.addMerchant'](scene);
    await asPlatform('platform.addMerchant', input);
    return asPlatform('platform.addMerchant', { ...input, name: '别的名字' });
  },
  'platform.inviteOwner notFound': () => asPlatform('platform.inviteOwner'),
  'platform.inviteOwner invitesFull': async () => {
    const merchantId = await openedShop(scene);
    const invite = () => asPlatform('platform.inviteOwner', { requestId: newRequest(), merchantId });
    for (let at = 0; at < INVITES_OPEN; at++) await invite();
    return invite();
  },
  'platform.inviteOwner membersFull': async () => {
    await world.app.store.invites.deleteMany({});
    const wish = { requestId: newRequest(), merchantId: MERCHANT };
    return whileLimited({ members: 1 }, () => asPlatform('platform.inviteOwner', wish));
  },
  'platform.linkOwner notFound': () => asPlatform('platform.linkOwner'),
  'platform.linkOwner codeUnavailable': () => fromWechat('urllink', 'platform.linkOwner'),
  'platform.revokeInvite notFound': () => asPlatform('platform.revokeInvite'),
  'platform.revokeInvite inviteUsed': async () => {
    const merchantId = await openedShop(scene);
    const made = granted(await scene.platform.call('platform.inviteOwner', { requestId: newRequest(), merchantId }));
    await asSomebody('member.accept', { code: made.code });
    return asPlatform('platform.revokeInvite', { merchantId, inviteId: made.id });
  },
  'platform.setLimits notFound': () => asPlatform('platform.setLimits'),
  'platform.setLimits conflict': async () => {
    const { input } = await GOOD['platform.setLimits'](scene);
    await asPlatform('platform.setLimits', input);
    return asPlatform('platform.setLimits', { ...input, limits: { ...LIMITS, products: 7 } });
  },
  'platform.freeze notFound': () => asPlatform('platform.freeze'),
  'platform.unfreeze notFound': () => asPlatform('platform.unfreeze'),
  'platform.unfreeze conflict': async () => {
    const { input } = await GOOD['platform.unfreeze'](scene);
    return asPlatform('platform.unfreeze', { ...input, since: 1 });
  },
  'platform.closeAlarm notFound': () => asPlatform('platform.closeAlarm'),
  'platform.closeAlarm conflict': async () => {
    const { input } = await GOOD['platform.closeAlarm'](scene);
    return asPlatform('platform.closeAlarm', { ...input, count: 2 });
  },
  'platform.closeAlarm alarmIsTask': async () => {
    await raiseTask(world.app.store, 'refundRefused', { _id: 'rfd_nowhere', merchantId: MERCHANT }, {}, world.now());
    return asPlatform('platform.closeAlarm', {
      ...INPUTS['platform.closeAlarm'],
      alarmId: 'refundRefused/rfd_nowhere',
    });
  },
  'member.link notFound': noSuch('member.link'),
  'member.link codeUnavailable': () => fromWechat('urllink', 'member.link'),
  'member.revoke notFound': noSuch('member.revoke'),
  'member.revoke inviteUsed': async () => {
    const { id: inviteId, code } = await scene.invited();
    await asSomebody('member.accept', { code });
    return asOwner('member.revoke', { merchantId: MERCHANT, inviteId });
  },
  'member.invitation notFound': nowhere('member.invitation'),
  'member.accept notFound': nowhere('member.accept'),
  'member.accept inviteOwn': async () => asOwner('member.accept', { code: (await scene.invited()).code }),
  'member.accept alreadyMember': async () => asMember('member.accept', { code: (await scene.invited()).code }),
  'member.accept inviteUsed': async () => {
    const { code } = await scene.invited();
    await asSomebody('member.accept', { code });
    return asSomebody('member.accept', { code });
  },
  'member.accept inviteExpired': async () => {
    const { code } = await scene.invited();
    await world.advance(INVITE_LIFE);
    return asSomebody('member.accept', { code });
  },
  'member.accept inviteRevoked': async () => {
    const { id: inviteId, code } = await scene.invited();
    await asOwner('member.revoke', { merchantId: MERCHANT, inviteId });
    return asSomebody('member.accept', { code });
  },
};

/** What only a database that is asked can bring about. */
const OF_THE_DATABASE: readonly RefusalCode[] = ['internal', 'busy', 'unavailable'];

const declared = NAMES.flatMap((name) =>
  refusalsOf(contracts[name] as Endpoint)
    .filter((code) => !(ASKING_NOTHING.includes(name) && OF_THE_DATABASE.includes(code)))
    .map((code) => [name, code, refusals[code].status] as const),
);

describe('every no that the contracts name', () => {
  it.each(declared)('%s %s %d', async (name, code) => {
    const ask = OWN[`${name} ${code}`] ?? (COMMON[code] && (() => COMMON[code]!(name)));
    if (!ask) throw new Error(`no case reaches ${code} of ${name}: write one in this file`);
    const response = await ask();
    const said = await response.clone().text();
    await expectRefusal(response, code);
    expect(said).not.toContain(SECRET);
  });

  it('no case is for an endpoint or a refusal that is not there', () => {
    const pairs = declared.map(([name, code]) => `${name} ${code}`);
    expect(Object.keys(OWN).filter((pair) => !pairs.includes(pair))).toEqual([]);
    expect(declared.length).toBeGreaterThan(150);
  });
});

describe('every endpoint answers 200, with what its contract says and nothing more', () => {
  it.each(NAMES)('%s', async (name) => {
    const response = await scene.ask(await good(name));
    expectHead(response);
    const body = await response.json();
    expect({ status: response.status, body }).toEqual({ status: 200, body: contracts[name].output.parse(body) });
  });
});

it('a bug is logged once, with the number that its answer carries and nothing of it in the answer', async () => {
  const response = await COMMON.internal!('person.me');
  const { requestId } = (await response.json()) as { requestId: string };
  expect(world.errors).toHaveLength(1);
  expect(world.errors[0]).toContain(requestId);
  expect(world.errors[0]).toContain(SECRET);
});
