/** What the HTTP tests share: an input for each endpoint, and the shop in the state that an answer needs. */
import { randomBytes } from 'node:crypto';
import { runDay } from '../../functions/usecases/reconciliation';
import { contracts, type EndpointName, type Input, type Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import { POLICY_EDITION } from '../../shared/domain/consent';
import type { GroupBuyTerms } from '../../shared/domain/groupBuy';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { ACCOUNT, CAMPAIGN, MERCHANT, type Person, PRODUCT, SKU, type World } from '../support/world';

export const NAMES = Object.keys(contracts) as EndpointName[];

/** Another shop, of which somebody else is the owner. */
export const OTHER_MERCHANT = 'mer_other';

const address = { name: '林姐', phone: '13800001111', region: ['江苏省', '无锡市', '滨湖区'], detail: '桃源路 1 号' };
const purchase = {
  lines: [{ skuId: SKU, quantity: 1 }],
  campaignId: CAMPAIGN,
  groupId: 'grp_nowhere',
  chat: 'nowhere',
};
const noCampaign = { merchantId: MERCHANT, campaignId: 'cmp_nowhere' };
const cursor = '1700000000000_ord_nowhere';
/** Before the day on which a world begins: its bills are there. */
const DATE = '2036-02-28';
const noDay = { merchantId: MERCHANT, accountId: 'pac_nowhere', date: DATE };

/** A well-formed input for each endpoint, with every optional part; the things that it names need not be there. */
export const INPUTS: { readonly [K in EndpointName]: Input<K> } = {
  'session.create': { code: 'code-of-nobody' },
  'session.renew': { renewal: 'secret-of-nobody' },
  'session.end': {},
  'session.list': {},
  'session.endOther': { sessionId: 'ses_nowhere' },
  'desk.start': {},
  'desk.poll': { secret: 'secret-of-nobody' },
  'desk.scan': { code: 'code-of-nobody' },
  'desk.approve': { code: 'code-of-nobody', number: '0000' },
  'desk.deny': { code: 'code-of-nobody' },
  'person.me': {},
  'person.memberships': {},
  'person.saveProfile': { name: '小林', avatar: `/media/${'0'.repeat(64)}.webp` },
  'person.consent': { edition: POLICY_EDITION, answer: 'agree' },
  'person.export': { section: 'orders', cursor },
  'person.previewDelete': {},
  'person.delete': { confirm: 'delete' },
  'address.list': {},
  'address.save': { requestId: 'request-of-nobody', id: 'adr_nowhere', address, usual: true },
  'address.remove': { id: 'adr_nowhere' },
  'shop.home': { merchantId: MERCHANT, categoryId: 'fruit', cursor: '0', chat: 'nowhere' },
  'product.get': { productId: 'prd_nowhere', chat: 'nowhere' },
  'group.get': { groupId: 'grp_nowhere', chat: 'nowhere' },
  'group.leave': { groupId: 'grp_nowhere', myOrderId: 'ord_nowhere' },
  'group.listMine': { state: 'all', cursor },
  'share.create': { target: { kind: 'group', id: 'grp_nowhere' }, from: 'nowhere' },
  'share.open': { token: 'nowhere', scene: 1007 },
  'order.quote': purchase,
  'order.place': { requestId: 'request-of-nobody', ...purchase, seenTotal: 1, shareToken: 'nowhere' },
  'order.pay': { orderId: 'ord_nowhere' },
  'order.checkPayment': { orderId: 'ord_nowhere' },
  'order.get': { orderId: 'ord_nowhere' },
  'order.list': { filter: 'all', cursor },
  'order.cancel': { orderId: 'ord_nowhere' },
  'order.receive': { orderId: 'ord_nowhere' },
  'shopOrder.ship': { merchantId: MERCHANT, orderId: 'ord_nowhere', company: '顺丰', trackingNumber: 'SF123456' },
  'campaign.list': { merchantId: MERCHANT, state: 'all', words: '水蜜桃', cursor },
  'campaign.get': noCampaign,
  'campaign.listGroups': { ...noCampaign, state: 'all', cursor },
  'campaign.inspectGroup': { merchantId: MERCHANT, groupId: 'grp_nowhere' },
  'campaign.listPayments': { ...noCampaign, outcome: 'all', cursor },
  'campaign.previewEnd': noCampaign,
  'campaign.end': { ...noCampaign, groups: 'letRun' },
  'earnings.get': { merchantId: MERCHANT },
  'earnings.list': { merchantId: MERCHANT, cursor },
  'reconciliation.list': { merchantId: MERCHANT, cursor: '1700000000000_pac_nowhere' },
  'reconciliation.get': noDay,
  'reconciliation.run': noDay,
  'chat.enter': { encryptedData: 'A'.repeat(24), iv: `${'A'.repeat(22)}==` },
  'message.templates': {},
};

/** Endpoints that ask nothing of the database: an outage is none of theirs. */
export const ASKING_NOTHING: readonly EndpointName[] = ['message.templates'];

/** A request as it goes over the wire; `body` is sent as it is if it is a text. */
export interface Ask {
  readonly name: EndpointName;
  readonly body: unknown;
  readonly token?: string | undefined;
}

export const requestOf = ({ name, body, token }: Ask, base = 'http://shop'): Request =>
  new Request(`${base}/api/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Every answer carries its number and the server's time, and is kept nowhere. */
export function expectHead(response: Response): string {
  const requestId = response.headers.get('x-request-id') ?? '';
  expect(requestId).toMatch(/^[0-9A-Za-z]{12}$/);
  expect(response.headers.get('x-server-time')).toMatch(/^\d{13}$/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return requestId;
}

/** The answer is this no: status, code, the sentence, the request's number, and nothing else. */
export async function expectRefusal(response: Response, code: RefusalCode, field?: string): Promise<void> {
  const requestId = expectHead(response);
  const body = await response.json();
  const { status, message } = refusals[code];
  expect({ status: response.status, body }).toEqual({
    status,
    body: { code, message, requestId, ...(field === undefined ? {} : { field }) },
  });
}

const BUYING_ALONE = { lines: [{ skuId: SKU, quantity: 1 }], seenTotal: 3990 };

export interface Scene {
  readonly world: World;
  readonly buyer: Person;
  /** Members of the shop by role. */
  readonly members: Readonly<Record<Role, Person>>;
  /** Owns another shop. */
  readonly stranger: Person;
  /** Sends a request over HTTP. */
  ask(ask: Ask): Promise<Response>;
  /** An unpaid order of one piece at the shop's price. */
  alone(person: Person): Promise<string>;
  /** One that is paid and ready to ship. */
  toShip(person: Person): Promise<string>;
  shipped(person: Person): Promise<string>;
  /** A group that its leader has paid for. */
  open(leader: Person, terms?: Partial<GroupBuyTerms>): Promise<{ groupId: string; orderId: string }>;
  /** Pays an order and lets WeChat tell. */
  paid(person: Person, orderId: string): Promise<void>;
  /** The wish to buy one piece in a group, or to start one. */
  joining(groupId?: string): Input<'order.place'>;
  /** A desk that waits to be signed in. */
  desk(): Promise<Output<'desk.start'>>;
  /** One whose code this person has scanned. */
  scanned(person: Person): Promise<Output<'desk.start'>>;
}

/** The session that a token names. */
export const sessionOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;

export const newRequest = (): string => randomBytes(8).toString('hex');

export async function openScene(world: World): Promise<Scene> {
  const member = async (role: Role, merchantId: string): Promise<Person> => {
    const person = await world.person(role);
    const _id = `${merchantId}/${person.userId}`;
    await world.app.store.memberships.insertOne({ _id, merchantId, userId: person.userId, role });
    return person;
  };
  const members = {
    owner: await member('owner', MERCHANT),
    operator: await member('operator', MERCHANT),
    shipper: await member('shipper', MERCHANT),
    viewer: await member('viewer', MERCHANT),
  };
  const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
    if (!answer.ok) throw new Error(`the scene is refused: ${answer.refusal.code}`);
    return answer.value;
  };
  const scene: Scene = {
    world,
    buyer: await world.person('林姐'),
    members,
    stranger: await member('owner', OTHER_MERCHANT),
    ask: (ask) => fetch(requestOf(ask, world.url)),
    alone: async (person) =>
      granted(await person.call('order.place', { requestId: newRequest(), ...BUYING_ALONE })).orderId,
    async paid(person, orderId) {
      await world.pay(person, orderId);
      await world.standIn.control.flush();
    },
    async toShip(person) {
      const orderId = await scene.alone(person);
      await scene.paid(person, orderId);
      return orderId;
    },
    async shipped(person) {
      const orderId = await scene.toShip(person);
      const parcel = { company: '顺丰', trackingNumber: 'SF123456' };
      granted(await members.owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel }));
      return orderId;
    },
    async open(leader, terms = {}) {
      await world.offer(terms);
      const { orderId, groupId = '' } = await world.place(leader);
      await scene.paid(leader, orderId);
      return { orderId, groupId };
    },
    joining: (groupId) => ({
      requestId: newRequest(),
      lines: [{ skuId: SKU, quantity: 1 }],
      campaignId: CAMPAIGN,
      groupId,
      seenTotal: 2990,
    }),
    desk: async () => granted(await world.call('desk.start', {})),
    async scanned(person) {
      const desk = await scene.desk();
      granted(await person.call('desk.scan', { code: desk.code }));
      return desk;
    },
  };
  return scene;
}

const ourCampaign = { merchantId: MERCHANT, campaignId: CAMPAIGN };

/** As a viewer of the campaign asks, once there is a group in it. */
async function seen<I>(scene: Scene, input: I): Promise<{ input: I; token: string }> {
  await scene.open(scene.buyer);
  return { input, token: scene.members.viewer.token };
}

/** What each endpoint answers 200 to, and who says it. */
/** A day that was compared. */
async function reconciled({ app }: World): Promise<Input<'reconciliation.get'>> {
  const day = { merchantId: MERCHANT, accountId: ACCOUNT, date: DATE };
  const run = await runDay(app, day);
  if (!run.ok) throw new Error(`${DATE} cannot be compared: ${run.refusal}`);
  return day;
}

export const GOOD: {
  readonly [K in EndpointName]: (scene: Scene) => Promise<{ input: Input<K>; token?: string }>;
} = {
  'session.create': async ({ world }) => ({ input: { code: await world.standIn.control.loginCode('somebody') } }),
  'session.renew': async ({ world }) => {
    const session = await world.call('session.create', { code: await world.standIn.control.loginCode('somebody') });
    return { input: { renewal: session.ok ? session.value.renewal : '' } };
  },
  'session.end': async ({ world }) => ({ input: {}, token: (await world.person('临别')).token }),
  'session.list': async ({ buyer }) => ({ input: {}, token: buyer.token }),
  'session.endOther': async ({ world }) => {
    const { token } = await world.person('两处');
    return { input: { sessionId: sessionOf(token) }, token };
  },
  'desk.start': async () => ({ input: {} }),
  'desk.poll': async ({ members, scanned }) => {
    const { code, secret, number } = await scanned(members.owner);
    await members.owner.call('desk.approve', { code, number });
    return { input: { secret } };
  },
  'desk.scan': async ({ buyer, desk }) => ({ input: { code: (await desk()).code }, token: buyer.token }),
  'desk.approve': async ({ members, scanned }) => {
    const { code, number } = await scanned(members.viewer);
    return { input: { code, number }, token: members.viewer.token };
  },
  'desk.deny': async ({ buyer, scanned }) => ({
    input: { code: (await scanned(buyer)).code },
    token: buyer.token,
  }),
  'person.me': async ({ buyer }) => ({ input: {}, token: buyer.token }),
  'person.memberships': async ({ members }) => ({ input: {}, token: members.owner.token }),
  'person.saveProfile': async ({ world }) => ({ input: { name: '小林' }, token: (await world.person('改名')).token }),
  'person.consent': async ({ buyer }) => ({
    input: { edition: POLICY_EDITION, answer: 'agree' },
    token: buyer.token,
  }),
  'person.export': async (scene) => {
    await scene.toShip(scene.buyer);
    return { input: { section: 'orders' }, token: scene.buyer.token };
  },
  'person.previewDelete': async (scene) => {
    await scene.toShip(scene.buyer);
    return { input: {}, token: scene.buyer.token };
  },
  'person.delete': async ({ world }) => ({ input: { confirm: 'delete' }, token: (await world.person('告别')).token }),
  'address.save': async ({ buyer }) => ({ input: { requestId: newRequest(), address }, token: buyer.token }),
  'shop.home': async ({ buyer }) => ({ input: { merchantId: MERCHANT }, token: buyer.token }),
  'product.get': async () => ({ input: { productId: PRODUCT } }),
  'group.get': async (scene) => ({ input: { groupId: (await scene.open(scene.buyer)).groupId } }),
  'group.leave': async (scene) => {
    const { groupId } = await scene.open(scene.buyer, { mayLeave: true });
    return { input: { groupId }, token: scene.buyer.token };
  },
  'group.listMine': async (scene) => {
    await scene.open(scene.buyer);
    return { input: { state: 'open' }, token: scene.buyer.token };
  },
  'share.create': async ({ buyer }) => ({ input: { target: { kind: 'shop', id: MERCHANT } }, token: buyer.token }),
  'share.open': async ({ buyer, stranger }) => {
    const share = await stranger.call('share.create', { target: { kind: 'product', id: PRODUCT } });
    return { input: { token: share.ok ? share.value.token : '' }, token: buyer.token };
  },
  'order.quote': async ({ buyer }) => ({ input: { lines: [{ skuId: SKU, quantity: 2 }] }, token: buyer.token }),
  'order.place': async ({ buyer, joining }) => ({ input: joining(), token: buyer.token }),
  'order.pay': async (scene) => ({ input: { orderId: await scene.alone(scene.buyer) }, token: scene.buyer.token }),
  'order.checkPayment': async (scene) => ({
    input: { orderId: await scene.alone(scene.buyer) },
    token: scene.buyer.token,
  }),
  'order.get': async (scene) => ({ input: { orderId: await scene.alone(scene.buyer) }, token: scene.buyer.token }),
  'order.list': async (scene) => {
    await scene.toShip(scene.buyer);
    return { input: { filter: 'toShip' }, token: scene.buyer.token };
  },
  'order.cancel': async (scene) => ({ input: { orderId: await scene.alone(scene.buyer) }, token: scene.buyer.token }),
  'order.receive': async (scene) => ({
    input: { orderId: await scene.shipped(scene.buyer) },
    token: scene.buyer.token,
  }),
  'shopOrder.ship': async (scene) => ({
    input: {
      merchantId: MERCHANT,
      orderId: await scene.toShip(scene.buyer),
      company: '顺丰',
      trackingNumber: 'SF123456',
    },
    token: scene.members.shipper.token,
  }),
  'campaign.list': async ({ members }) => ({
    input: { merchantId: MERCHANT, state: 'live', words: '水蜜桃' },
    token: members.viewer.token,
  }),
  'campaign.get': async (scene) => seen(scene, ourCampaign),
  'campaign.listGroups': async (scene) => seen(scene, { ...ourCampaign, state: 'open' }),
  'campaign.inspectGroup': async (scene) => {
    const { groupId } = await scene.open(scene.buyer);
    return { input: { merchantId: MERCHANT, groupId }, token: scene.members.viewer.token };
  },
  'campaign.listPayments': async (scene) => seen(scene, { ...ourCampaign, outcome: 'seat' }),
  'campaign.previewEnd': async (scene) => {
    await scene.open(scene.buyer);
    return { input: ourCampaign, token: scene.members.operator.token };
  },
  'campaign.end': async (scene) => {
    await scene.open(scene.buyer);
    return { input: { ...ourCampaign, groups: 'endNow' }, token: scene.members.operator.token };
  },
  'earnings.get': async ({ buyer }) => ({ input: { merchantId: MERCHANT }, token: buyer.token }),
  'earnings.list': async ({ buyer }) => ({ input: { merchantId: MERCHANT }, token: buyer.token }),
  'reconciliation.list': async ({ world, members }) => {
    await reconciled(world);
    return { input: { merchantId: MERCHANT }, token: members.operator.token };
  },
  'reconciliation.get': async ({ world, members }) => ({
    input: await reconciled(world),
    token: members.operator.token,
  }),
  'reconciliation.run': async ({ world, members }) => ({
    input: await reconciled(world),
    token: members.owner.token,
  }),
  'chat.enter': async ({ world }) => {
    const { control } = world.standIn;
    const session = await world.call('session.create', { code: await control.loginCode('群友') });
    const { encryptedData, iv } = await control.enterChat('群友', '阳山邻里群');
    return { input: { encryptedData, iv }, ...(session.ok ? { token: session.value.token } : {}) };
  },
  'message.templates': async () => ({ input: {} }),
};
