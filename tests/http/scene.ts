/** What the HTTP tests share: an input for each endpoint, and the shop in the state that an answer needs. */
import { randomBytes } from 'node:crypto';
import { raiseAlarm, raiseTask } from '../../functions/store/alarm';
import { changeCommission, insertCommission } from '../../functions/store/commission';
import { settleMembers } from '../../functions/store/member';
import { release } from '../../functions/store/settlement';
import { stockOf } from '../../functions/store/stock';
import { runDay } from '../../functions/usecases/reconciliation';
import { contracts, type EndpointName, type Input, type Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import type { AfterSaleKind } from '../../shared/domain/afterSale';
import type { BargainTerms } from '../../shared/domain/bargain';
import { POLICY_EDITION } from '../../shared/domain/consent';
import type { GroupBuyTerms } from '../../shared/domain/groupBuy';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DEFAULT_PAYOUT_RULES } from '../../shared/domain/withdrawal';
import { type RefusalCode, refusals } from '../../shared/refusals';
import { DAY, dayOf } from '../../shared/time';
import { BARGAIN_CAMPAIGN, BARGAIN_TERMS, bargainOf, offerBargain, orderByBargain } from '../support/bargaining';
import { ticksFor } from '../support/ticks';
import { ACCOUNT, CAMPAIGN, MERCHANT, type Person, PRODUCT, SKU, START, type World } from '../support/world';

export const NAMES = Object.keys(contracts) as EndpointName[];

/** Another shop, of which somebody else is the owner, and what it sells. */
export const OTHER_MERCHANT = 'mer_other';
export const OTHER_SKU = 'sku_other';

/** Where our shop's goods can be picked up, and where they are not sent to. */
export const PICK_UP = 'pup_lake';
export const NOT_TO = '新疆维吾尔自治区';

const address = { name: '林姐', phone: '13800001111', region: ['江苏省', '无锡市', '滨湖区'], detail: '桃源路 1 号' };
const purchase = {
  lines: [{ skuId: SKU, quantity: 1 }],
  campaignId: CAMPAIGN,
  groupId: 'grp_nowhere',
  chat: 'nowhere',
  addressId: 'adr_nowhere',
  pickupPointId: 'pup_nowhere',
};
const noOrder = { merchantId: MERCHANT, orderId: 'ord_nowhere' };
const noBargain = { bargainId: 'brg_nowhere' };
const noAfterSale = { merchantId: MERCHANT, afterSaleId: 'aft_nowhere' };
const onePiece = [{ lineId: '1', quantity: 1 }];
const parcel = { company: '顺丰', trackingNumber: 'SF123456' };
const find = {
  merchantId: MERCHANT,
  status: 'all',
  text: '13800001111',
  delivery: 'express',
  from: 0,
  before: 4_000_000_000_000,
} as const;
const noCampaign = { merchantId: MERCHANT, campaignId: 'cmp_nowhere' };
const cursor = '1700000000000_ord_nowhere';
/** Before the day on which a world begins: its bills are there. */
const DATE = '2036-02-28';
/** What an app is known by where nobody is signed in. */
const DEVICE = '0123456789abcdef';
/** From a month before a world begins until its end. */
const DAYS = { from: '2036-02-01', until: '2036-12-31' };
const noDay = { merchantId: MERCHANT, accountId: 'pac_nowhere', date: DATE };
const noWithdrawal = { withdrawalId: 'wdr_nowhere' };
const noPayout = { merchantId: MERCHANT, ...noWithdrawal, reason: '等他来电话' };
const noMonth = { merchantId: MERCHANT, month: '2036-03' };
const payoutRules = { min: 100, max: 50_000, perDay: 3, perDayFen: 100_000, fee: 60 };
const riskRules = {
  newAccountDays: 3,
  mutual: true,
  refundSpike: 4_000,
  refundSpikeOrders: 5,
  sameAddress: 3,
  sameDevice: 3,
  largeAmount: 20_000,
};
const shopPolicy = { rates: [500], cap: 3_000, holdDays: 7, grades: [{ name: '掌柜', merit: 100_000, bonus: 100 }] };

const noProduct = { merchantId: MERCHANT, productId: 'prd_nowhere' };

/** A product as a form sends it, with every optional part. */
const PRODUCT_WISH = {
  title: '阳山水蜜桃',
  caption: '现摘现发',
  description: '树上熟的桃子',
  categoryId: 'fruit',
  promises: ['坏果包赔'],
  pictures: [`/media/${'0'.repeat(64)}.webp`],
  freightId: 'frt_free',
  afterSaleDays: 3,
  skus: [{ id: SKU, name: '5 斤装', price: 3990, cost: 2000, weight: 2500, stock: 10 }],
};

/** Our shop's product over the version that stands there, with this much of it changed. */
export async function rewriting({ world: { app } }: Scene, part: object = {}): Promise<Input<'product.save'>> {
  const product = await app.store.products.findOne({ _id: PRODUCT });
  if (!product) throw new Error('the shop sells nothing');
  const { title, caption, description, categoryId, freightId, promises, pictures, version = 0 } = product;
  const skus = product.skus.flatMap(({ id, name, price, weight, archived }) =>
    archived ? [] : [{ id, name, price, ...(weight === undefined ? {} : { weight }) }],
  );
  const texts = { title, caption, description, categoryId, promises: [...promises], pictures: [...pictures] };
  const freight = freightId === undefined ? {} : { freightId };
  return {
    merchantId: MERCHANT,
    requestId: newRequest(),
    productId: PRODUCT,
    seenVersion: version,
    product: { ...texts, ...freight, skus, ...part },
  };
}

const noDraft = { merchantId: MERCHANT, draftId: 'drf_nowhere' };

/** What somebody has typed of a campaign. */
const chances = {
  visitors: 500,
  conversion: 800,
  shareRate: 2_000,
  friends: 150,
  successRate: 7_000,
  refundRate: 200,
};

const draftBody = {
  title: '水蜜桃砍价',
  startsAt: '2036-03-01T12:00',
  endsAt: '',
  values: [{ term: 'helpers', typed: '8' }],
  prices: { [SKU]: '9.9' },
  steps: [{ members: '5', prices: { [SKU]: '9' } }],
  forecast: chances,
};

/** A draft of the shop's operator. @returns its id */
export async function drafted({ members }: Scene): Promise<string> {
  const body = { merchantId: MERCHANT, requestId: newRequest(), kind: 'bargain', productId: PRODUCT } as const;
  const kept = await members.operator.call('draft.save', { ...body, body: draftBody });
  if (!kept.ok) throw new Error(kept.refusal.code);
  return kept.value.draftId;
}

/** What a bargain campaign is published with. */
const published = {
  productId: PRODUCT,
  title: '水蜜桃砍价',
  startsAt: START,
  endsAt: START + 30 * DAY,
  terms: { kind: 'bargain', ...BARGAIN_TERMS },
} as const;

/** After a journal that is not there. */
const JOURNALS = '1700000000000_nowhere';

const returnTo = { name: '山野集', phone: '13800003333', address: '江苏省无锡市桃源路 3 号' };

const noShop = { merchantId: 'mer_nowhere' };

export const LIMITS = { products: 100, campaigns: 20, members: 10, commissionCap: 3_000 };

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
  'product.search': { merchantId: MERCHANT, text: '水蜜桃', cursor: '0' },
  'product.get': { productId: 'prd_nowhere', chat: 'nowhere' },
  'product.listShop': { merchantId: MERCHANT, show: 'onSale', text: '水蜜桃', categoryId: 'fruit', cursor: '0' },
  'product.inspect': noProduct,
  'product.export': { merchantId: MERCHANT, status: 'onSale', cursor: '0' },
  'product.choices': { merchantId: MERCHANT },
  'product.save': { ...noProduct, requestId: 'request-of-nobody', seenVersion: 1, product: PRODUCT_WISH },
  'product.archive': noProduct,
  'product.restore': noProduct,
  'product.setStock': {
    ...noProduct,
    requestId: 'request-of-nobody',
    skuId: 'sku_nowhere',
    seen: 10,
    seenLeft: 8,
    left: 9,
  },
  'product.setCategories': {
    merchantId: MERCHANT,
    version: 1_000_000,
    categories: [{ id: 'fruit', name: '水果' }],
  },
  'group.get': { groupId: 'grp_nowhere', chat: 'nowhere' },
  'group.leave': { groupId: 'grp_nowhere', myOrderId: 'ord_nowhere' },
  'group.listMine': { state: 'all', cursor },
  'bargain.listOffers': { merchantId: MERCHANT, cursor: '1700000000000_cmp_nowhere' },
  'bargain.offer': { campaignId: 'cmp_nowhere' },
  'bargain.start': { requestId: 'request-of-nobody', campaignId: 'cmp_nowhere', skuId: 'sku_nowhere' },
  'bargain.get': noBargain,
  'bargain.help': noBargain,
  'bargain.cancel': noBargain,
  'bargain.listMine': { cursor: '1700000000000_brg_nowhere' },
  'bargain.proof': noBargain,
  'share.create': {
    target: { kind: 'group', id: 'grp_nowhere' },
    channel: 'poster',
    from: 'nowhere',
    chat: 'nowhere',
  },
  'share.open': { token: 'nowhere', scene: 1007, device: DEVICE, chat: 'nowhere' },
  'share.claim': { device: DEVICE },
  'share.code': { token: 'nowhere' },
  'share.link': { token: 'nowhere' },
  'share.activity': { groupId: 'grp_nowhere' },
  'promoter.summary': { merchantId: MERCHANT, ...DAYS },
  'promoter.shares': { merchantId: MERCHANT, cursor: '1700000000000_nowhere' },
  'promoter.people': { merchantId: MERCHANT, cursor: '1700000000000_bnd_nowhere' },
  'promoter.tree': { share: 'nowhere' },
  'commission.explain': { orderId: 'ord_nowhere' },
  'commission.inspect': noOrder,
  'referral.policy': { merchantId: MERCHANT },
  'referral.setPolicy': {
    merchantId: MERCHANT,
    seenVersion: 1_000_000,
    terms: { whom: 'newcomers', when: 'firstOrder', days: 30, replaced: 'lastClick', protectedDays: 7 },
  },
  'referral.get': { merchantId: MERCHANT, of: { by: 'person', userId: 'usr_nowhere' } },
  'referral.correct': {
    merchantId: MERCHANT,
    userId: 'usr_nowhere',
    code: 'nowhere',
    reason: '扫错了码',
    requestId: 'request-of-nobody',
  },
  'referral.suspend': { merchantId: MERCHANT, userId: 'usr_nowhere', suspended: true, reason: '刷单' },
  'fission.board': { ...noCampaign, ...DAYS },
  'fission.export': { ...noCampaign, ...DAYS, after: 'nowhere' },
  'fission.tree': { ...noCampaign, share: 'nowhere', levels: 1, cursor: 'nowhere' },
  'bargainFigures.board': { ...noCampaign, ...DAYS },
  'campaignFigures.board': noCampaign,
  'campaignFigures.money': noCampaign,
  'cart.get': { merchantId: MERCHANT },
  'cart.put': { merchantId: MERCHANT, skuId: 'sku_nowhere', quantity: 1 },
  'cart.count': { merchantId: MERCHANT },
  'order.quote': purchase,
  'order.place': {
    requestId: 'request-of-nobody',
    ...purchase,
    seenTotal: 1,
    shareToken: 'nowhere',
    remark: '放在门口',
    fromCart: true,
  },
  'order.pay': { orderId: 'ord_nowhere' },
  'order.checkPayment': { orderId: 'ord_nowhere' },
  'order.get': { orderId: 'ord_nowhere' },
  'order.list': { filter: 'all', cursor },
  'order.cancel': { orderId: 'ord_nowhere' },
  'order.receive': { orderId: 'ord_nowhere' },
  'afterSale.quote': { orderId: 'ord_nowhere', kind: 'refundOnly', lines: onePiece },
  'afterSale.ask': {
    requestId: 'request-of-nobody',
    orderId: 'ord_nowhere',
    kind: 'refundOnly',
    lines: onePiece,
    reason: 'damaged',
    text: '压坏了',
    pictures: [`/media/${'0'.repeat(64)}.webp`],
  },
  'afterSale.get': { afterSaleId: 'aft_nowhere' },
  'afterSale.listMine': { cursor },
  'afterSale.cancel': { afterSaleId: 'aft_nowhere' },
  'afterSale.sendBack': { afterSaleId: 'aft_nowhere', ...parcel },
  'afterSale.list': { merchantId: MERCHANT, filter: 'all', cursor },
  'afterSale.inspect': noAfterSale,
  'afterSale.agree': { ...noAfterSale, withFreight: true },
  'afterSale.refuse': { ...noAfterSale, reason: '请先拍一张照片' },
  'afterSale.confirmReturn': { ...noAfterSale, withFreight: true },
  'shopOrder.list': { ...find, cursor },
  'shopOrder.counts': { merchantId: MERCHANT },
  'shopOrder.get': noOrder,
  'shopOrder.ship': { ...noOrder, ...parcel, lines: onePiece },
  'shopOrder.shipMany': {
    merchantId: MERCHANT,
    rows: [{ row: 1, order: 'ord_nowhere', company: '顺丰', number: 'SF123456' }],
  },
  'shopOrder.export': { ...find, cursor },
  'shopOrder.findPickUp': { merchantId: MERCHANT, code: '00000000' },
  'shopOrder.pickUp': { merchantId: MERCHANT, code: '00000000' },
  'shopOrder.refund': {
    requestId: 'request-of-nobody',
    ...noOrder,
    lines: onePiece,
    withFreight: true,
    seenAmount: 1,
  },
  'shopOrder.quoteRefund': { ...noOrder, lines: onePiece, withFreight: true },
  'shopOrder.note': { ...noOrder, text: '老客，送一个' },
  'campaign.list': { merchantId: MERCHANT, state: 'all', words: '水蜜桃', cursor },
  'campaign.get': noCampaign,
  'campaign.listGroups': { ...noCampaign, state: 'all', cursor },
  'campaign.inspectGroup': { merchantId: MERCHANT, groupId: 'grp_nowhere' },
  'campaign.listBargains': { ...noCampaign, state: 'all', cursor },
  'campaign.publish': {
    ...noCampaign,
    requestId: 'request-of-nobody',
    seenEdition: 1,
    draftId: 'drf_nowhere',
    draftVersion: 1,
    ...published,
    ticked: ['5 斤装没填成本，算不出赚不赚'],
    forecast: chances,
  },
  'campaign.listPayments': { ...noCampaign, outcome: 'all', cursor },
  'campaign.previewEnd': noCampaign,
  'campaign.listVersions': noCampaign,
  'preflight.facts': { merchantId: MERCHANT, productId: 'prd_nowhere', campaignId: 'cmp_nowhere' },
  'simulator.past': { merchantId: MERCHANT, kind: 'groupBuy' },
  'draft.list': { merchantId: MERCHANT },
  'draft.get': noDraft,
  'draft.save': {
    ...noDraft,
    requestId: 'request-of-nobody',
    seenVersion: 1,
    kind: 'bargain',
    productId: PRODUCT,
    campaignId: 'cmp_nowhere',
    seenEdition: 1,
    body: draftBody,
  },
  'draft.remove': noDraft,
  'campaign.pause': noCampaign,
  'campaign.resume': noCampaign,
  'campaign.end': { ...noCampaign, groups: 'letRun' },
  'earnings.get': { merchantId: MERCHANT },
  'earnings.list': { merchantId: MERCHANT, cursor },
  'reconciliation.list': { merchantId: MERCHANT, cursor: '1700000000000_pac_nowhere' },
  'reconciliation.get': noDay,
  'reconciliation.run': noDay,
  'chat.enter': { encryptedData: 'A'.repeat(24), iv: `${'A'.repeat(22)}==` },
  'message.templates': {},
  'task.list': { merchantId: MERCHANT },
  'task.close': { merchantId: MERCHANT, kind: 'shippingRejected', orderId: 'ord_nowhere' },
  'refund.payByHand': { merchantId: MERCHANT, refundId: 'rfd_nowhere' },
  'withdrawal.quote': { merchantId: MERCHANT, amount: 100 },
  'withdrawal.ask': {
    requestId: 'request-of-nobody',
    merchantId: MERCHANT,
    amount: 100,
    seenNet: 100,
    realName: '林小满',
  },
  'withdrawal.get': noWithdrawal,
  'withdrawal.list': { merchantId: MERCHANT, cursor: '1700000000000_wdr_nowhere' },
  'withdrawal.check': noWithdrawal,
  'withdrawal.confirm': noWithdrawal,
  'withdrawal.renew': noWithdrawal,
  'withdrawal.cancel': noWithdrawal,
  'payout.list': { merchantId: MERCHANT, status: 'review', cursor: '1700000000000_wdr_nowhere' },
  'payout.get': { merchantId: MERCHANT, ...noWithdrawal },
  'payout.approve': noPayout,
  'payout.refuse': noPayout,
  'shopSettings.get': { merchantId: MERCHANT },
  'shopSettings.set': {
    merchantId: MERCHANT,
    version: 1_000_000,
    to: {
      section: 'face',
      face: {
        name: '山野集',
        caption: '产地直发',
        logo: '/pictures/1f33f.webp',
        accent: '#1F6B4F',
        notice: '周日不发货',
        servicePhone: '0510-12345678',
      },
    },
  },
  'paymentAccount.get': { merchantId: MERCHANT },
  'paymentAccount.check': { merchantId: MERCHANT, accountId: 'pac_nowhere' },
  'paymentAccount.set': {
    merchantId: MERCHANT,
    accountId: 'pac_nowhere',
    version: 1_000_000,
    mchid: '1600000000',
    serialNo: 'F'.repeat(40),
    privateKey: '-----BEGIN PRIVATE KEY-----',
    apiV3Key: 'k'.repeat(32),
    publicKeyId: 'PUB_KEY_ID_00000000',
    publicKey: '-----BEGIN PUBLIC KEY-----',
  },
  'payout.settings': { merchantId: MERCHANT },
  'payout.setSettings': { merchantId: MERCHANT, version: 1_000_000, rules: payoutRules, risk: riskRules },
  'payout.liftStop': { merchantId: MERCHANT, since: 1, reason: '账单已经补齐' },
  'settlement.owed': { merchantId: MERCHANT },
  'settlement.run': { merchantId: MERCHANT, requestId: 'request-of-nobody' },
  'settlement.get': { merchantId: MERCHANT, settlementId: 'stl_nowhere' },
  'settlement.list': { merchantId: MERCHANT, cursor: '1700000000000_stl_nowhere' },
  'today.board': { merchantId: MERCHANT },
  'finance.board': { merchantId: MERCHANT, ...DAYS, by: 'day' },
  'finance.journals': { merchantId: MERCHANT, period: '2036-03-01', figure: 'sales', cursor: JOURNALS },
  'statement.list': { merchantId: MERCHANT },
  'statement.get': { ...noMonth, cursor: JOURNALS },
  'commissionPolicy.get': { merchantId: MERCHANT },
  'commissionPolicy.set': { merchantId: MERCHANT, version: 1_000_000, ...shopPolicy },
  'commissionPolicy.listOwn': { merchantId: MERCHANT, of: 'product', cursor: '1700000000000_prd_nowhere' },
  'commissionPolicy.setOwn': { merchantId: MERCHANT, of: { productId: 'prd_nowhere' }, version: 0, rates: [800] },
  'member.list': { merchantId: MERCHANT },
  'member.setRole': { merchantId: MERCHANT, userId: 'usr_nowhere', role: 'viewer', seenRole: 'shipper' },
  'member.remove': { merchantId: MERCHANT, userId: 'usr_nowhere' },
  'member.invite': { merchantId: MERCHANT, requestId: 'request-of-nobody', role: 'shipper' },
  'member.link': { merchantId: MERCHANT, inviteId: 'inv_nowhere', code: '0'.repeat(22) },
  'member.invites': { merchantId: MERCHANT },
  'member.revoke': { merchantId: MERCHANT, inviteId: 'inv_nowhere' },
  'member.invitation': { code: '0'.repeat(22) },
  'member.accept': { code: '0'.repeat(22) },
  'platform.listMerchants': { state: 'all', words: '山野', cursor: 'mer_nowhere' },
  'platform.getMerchant': noShop,
  'platform.addMerchant': { requestId: 'request-of-nobody', name: '新开的店' },
  'platform.inviteOwner': { ...noShop, requestId: 'request-of-nobody' },
  'platform.linkOwner': { ...noShop, inviteId: 'inv_nowhere', code: '0'.repeat(22) },
  'platform.revokeInvite': { ...noShop, inviteId: 'inv_nowhere' },
  'platform.setLimits': { ...noShop, version: 0, limits: LIMITS },
  'platform.freeze': { ...noShop, reason: '被投诉卖假货' },
  'platform.unfreeze': { ...noShop, since: 1, reason: '查过了，是误会' },
  'platform.listAlarms': { state: 'open', kind: 'auditDiffers', merchantId: MERCHANT, cursor: JOURNALS },
  'platform.closeAlarm': { alarmId: 'auditDiffers/mer_nowhere', count: 1, reason: '查过了，是误会' },
  'changeLog.list': { merchantId: MERCHANT, by: 'usr_nowhere', noun: 'member', cursor: '1700000000000_log_nowhere' },
};

/** A purchase by a bargain, which a purchase in a group cannot be as well. */
export const BY_BARGAIN: { readonly [K in EndpointName]?: Input<K> } = {
  'order.quote': { lines: purchase.lines, ...noBargain },
  'order.place': { requestId: 'request-of-nobody', lines: purchase.lines, ...noBargain, seenTotal: 1 },
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

/** The shop delivers free of charge, though not everywhere; one may also pick up. The other shop sells something too. */
async function furnish({ app: { store } }: World): Promise<void> {
  const template = {
    id: 'frt_free',
    name: '包邮',
    by: 'piece',
    rules: [{ regions: [], first: 1, firstFee: 0, more: 1, moreFee: 0 }],
    notTo: [NOT_TO],
  } as const;
  const point = { id: PICK_UP, name: '湖边自提点', address: '桃源路 2 号', hours: '9:00–18:00', phone: '13800002222' };
  const shop = { freight: [template], pickupPoints: [point], returnTo };
  await store.merchants.updateOne({ _id: MERCHANT }, { $set: shop });
  const product = await store.products.findOneAndUpdate({ _id: PRODUCT }, { $set: { freightId: template.id } });
  if (!product) throw new Error('the shop sells nothing');
  await store.products.insertOne({
    ...product,
    _id: 'prd_other',
    merchantId: OTHER_MERCHANT,
    skus: [{ id: OTHER_SKU, name: '一箱', price: 100 }],
  });
  const merchant = await store.merchants.findOne({ _id: MERCHANT });
  if (!merchant) throw new Error('there is no shop');
  await store.merchants.insertOne({ ...merchant, _id: OTHER_MERCHANT, name: '隔壁家', paymentAccountId: 'pac_other' });
}

export interface Scene {
  readonly world: World;
  readonly buyer: Person;
  /** Members of the shop by role. */
  readonly members: Readonly<Record<Role, Person>>;
  /** Owns another shop. */
  readonly stranger: Person;
  /** An operator of the platform, and a member of no shop. */
  readonly platform: Person;
  /** Sends a request over HTTP. */
  ask(ask: Ask): Promise<Response>;
  /** An unpaid order of one piece at the shop's price. */
  alone(person: Person): Promise<string>;
  /** One that is paid and ready to ship. */
  toShip(person: Person): Promise<string>;
  shipped(person: Person): Promise<string>;
  /** The code of a paid order that is picked up. */
  toPickUp(person: Person): Promise<string>;
  /** An after-sale for the one piece of an order that was sent. */
  asked(person: Person, kind?: AfterSaleKind): Promise<string>;
  /** One whose goods are on their way back. */
  sentBack(person: Person): Promise<string>;
  /** A group that its leader has paid for. */
  open(leader: Person, terms?: Partial<GroupBuyTerms>): Promise<{ groupId: string; orderId: string }>;
  /** Pays an order and lets WeChat tell. */
  paid(person: Person, orderId: string): Promise<void>;
  /** The wish to buy one piece in a group, or to start one. */
  joining(groupId?: string): Input<'order.place'>;
  /** A bargain of somebody new, under these terms where they are not the usual ones. */
  bargaining(terms?: Partial<BargainTerms>): Promise<{ owner: Person; bargainId: string }>;
  /** One that a friend has helped to the floor. */
  atFloor(): Promise<{ owner: Person; bargainId: string; friend: Person }>;
  /** One whose order waits for payment. */
  ordered(): Promise<{ owner: Person; bargainId: string; orderId: string }>;
  /** The token of a share of the shop's product by this person; asking again gives the same. */
  share(person: Person): Promise<string>;
  /** Somebody new whom this person has brought, and an order of theirs that is paid. */
  brought(sharer: Person): Promise<{ friend: Person; token: string; orderId: string }>;
  /** ¥5.00 of commission that this person may withdraw. */
  earned(sharer: Person): Promise<void>;
  /** A withdrawal of ¥1.00 by this person; it waits for the shop, since the account is new. */
  inReview(sharer: Person): Promise<string>;
  /** One that WeChat waits for this person to confirm. */
  toConfirm(sharer: Person): Promise<string>;
  /** One that nobody has confirmed in time. */
  lapsed(sharer: Person): Promise<string>;
  /** An invite to ship for the shop, the only one that is open. */
  invited(): Promise<Output<'member.invite'>>;
  /** Somebody new who came by one. */
  came(): Promise<Person>;
  /** A desk that waits to be signed in. */
  desk(): Promise<Output<'desk.start'>>;
  /** One whose code this person has scanned. */
  scanned(person: Person): Promise<Output<'desk.start'>>;
}

/** The session that a token names. */
export const sessionOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;

export const newRequest = (): string => randomBytes(8).toString('hex');

async function operatorOfPlatform(world: World): Promise<Person> {
  const person = await world.person('平台');
  await world.app.store.users.updateOne({ _id: person.userId }, { $set: { operatesPlatform: true } });
  return person;
}

const granted = <T>(answer: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!answer.ok) throw new Error(`the scene is refused: ${answer.refusal.code}`);
  return answer.value;
};

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
  await furnish(world);
  const scene: Scene = {
    world,
    buyer: await world.person('林姐'),
    members,
    stranger: await member('owner', OTHER_MERCHANT),
    platform: await operatorOfPlatform(world),
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
      granted(await members.owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel }));
      return orderId;
    },
    async toPickUp(person) {
      const wish = { requestId: newRequest(), ...BUYING_ALONE, pickupPointId: PICK_UP };
      const { orderId } = granted(await person.call('order.place', wish));
      await scene.paid(person, orderId);
      return granted(await person.call('order.get', { orderId })).pickUp?.code ?? '';
    },
    async asked(person, kind = 'refundOnly') {
      const orderId = await scene.shipped(person);
      const question = { requestId: newRequest(), orderId, kind, lines: onePiece, reason: 'damaged' } as const;
      return granted(await person.call('afterSale.ask', question)).id;
    },
    async sentBack(person) {
      const afterSaleId = await scene.asked(person, 'returnAndRefund');
      granted(await members.owner.call('afterSale.agree', { merchantId: MERCHANT, afterSaleId }));
      granted(await person.call('afterSale.sendBack', { afterSaleId, ...parcel }));
      return afterSaleId;
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
    async bargaining(terms = {}) {
      await offerBargain(world, { ...terms, quota: 1000 });
      const owner = await world.person('砍价的');
      return { owner, bargainId: await bargainOf(owner) };
    },
    async atFloor() {
      const bargain = await scene.bargaining({ helpers: 1 });
      const friend = await world.person('帮砍的');
      granted(await friend.call('bargain.help', { bargainId: bargain.bargainId }));
      return { ...bargain, friend };
    },
    async ordered() {
      const { owner, bargainId } = await scene.atFloor();
      const { orderId } = granted(await orderByBargain(world, owner, bargainId));
      return { owner, bargainId, orderId };
    },
    share: async (person) => {
      const target = { kind: 'product', id: PRODUCT } as const;
      return granted(await person.call('share.create', { target })).token;
    },
    async brought(sharer) {
      const [token, friend] = [await scene.share(sharer), await world.person('新朋友')];
      granted(await friend.call('share.open', { token }));
      const wish = { requestId: newRequest(), ...BUYING_ALONE, shareToken: token };
      const { orderId } = granted(await friend.call('order.place', wish));
      await scene.paid(friend, orderId);
      return { friend, token, orderId };
    },
    async earned({ userId }) {
      const { app } = world;
      const [now, buyer] = [world.now(), { buyerId: 'usr_nowhere', buyerName: '新朋友' }];
      const of = { merchantId: MERCHANT, orderId: 'ord_nowhere', lineId: '1', title: '水蜜桃', quantity: 1, ...buyer };
      const terms = { level: 1, base: 10_000, rate: 500, amount: 500, policyVersion: 1, holdDays: 0 } as const;
      const _id = `com_${newRequest()}`;
      const doc = await insertCommission(app.store, { ...of, ...terms, _id, userId, createdAt: now }, now);
      if (!doc) throw new Error('nothing is earned');
      await app.drain([{ name: 'commissions', doc }]);
      await changeCommission(app.store, _id, { type: 'due', at: now }, { now });
      await release(app.store, [_id], { now, settlementOf: () => undefined });
    },
    async inReview(sharer) {
      await scene.earned(sharer);
      const wish = { requestId: newRequest(), merchantId: MERCHANT, amount: 100, seenNet: 100 };
      const { id, status } = granted(await sharer.call('withdrawal.ask', wish));
      if (status !== 'review') throw new Error(`${id} is ${status}`);
      return id;
    },
    async toConfirm(sharer) {
      const _id = await scene.inReview(sharer);
      const waiting = { status: 'sending', attempt: 1, wechat: 'WAIT_USER_CONFIRM', packageInfo: 'package' } as const;
      await world.app.store.withdrawals.updateOne({ _id }, { $set: waiting });
      return _id;
    },
    async lapsed(sharer) {
      const _id = await scene.inReview(sharer);
      const lapsed = { status: 'lapsed', attempt: 1, lapsedAt: world.now() } as const;
      await world.app.store.withdrawals.updateOne({ _id }, { $set: lapsed });
      return _id;
    },
    desk: async () => granted(await world.call('desk.start', {})),
    async scanned(person) {
      const desk = await scene.desk();
      granted(await person.call('desk.scan', { code: desk.code }));
      return desk;
    },
    async invited() {
      await world.app.store.invites.deleteMany({ status: 'open' });
      const wish = { merchantId: MERCHANT, requestId: newRequest(), role: 'shipper' } as const;
      return granted(await members.owner.call('member.invite', wish));
    },
    async came() {
      const [{ code }, person] = [await scene.invited(), await world.person('新同事')];
      granted(await person.call('member.accept', { code }));
      return person;
    },
  };
  for (const merchantId of [MERCHANT, OTHER_MERCHANT]) await settleMembers(world.app.store, merchantId);
  return scene;
}

/** A shop that the platform has opened, without owner and payment account. @returns its id */
export async function openedShop({ platform }: Scene): Promise<string> {
  const input = { requestId: newRequest(), name: '新开的店' };
  return granted(await platform.call('platform.addMerchant', input)).merchantId;
}

/** An alarm that came up once, about a shop. @returns its id */
export async function alarmed({ world: { app } }: Scene): Promise<string> {
  const about = newRequest();
  await raiseAlarm(app.store, 'refundTwice', about, { merchantId: MERCHANT }, app.now());
  return `refundTwice/${about}`;
}

/** A refund that is on its way, or that WeChat could not bring to the buyer. */
export async function givenBack(scene: Scene, how: 'underWay' | 'abnormal'): Promise<string> {
  const { world, members, buyer } = scene;
  const orderId = await scene.toShip(buyer);
  const given = { requestId: newRequest(), merchantId: MERCHANT, orderId, lines: onePiece, withFreight: true };
  const refunded = await members.operator.call('shopOrder.refund', { ...given, seenAmount: 3990 });
  if (!refunded.ok) throw new Error(`nothing is refunded: ${refunded.refusal.code}`);
  if (how === 'abnormal') {
    await world.standIn.control.addFault({ match: { operation: 'refund' }, times: 1, effect: { kind: 'abnormal' } });
    await world.cron();
    await world.standIn.control.flush();
  }
  const order = await world.app.store.orders.findOne({ _id: orderId });
  return order?.refunds[0]?.id ?? '';
}

const ourCampaign = { merchantId: MERCHANT, campaignId: CAMPAIGN };

/** As a viewer of the campaign asks, once there is a group in it. */
async function seen<I>(scene: Scene, input: I): Promise<{ input: I; token: string }> {
  await scene.open(scene.buyer);
  return { input, token: scene.members.viewer.token };
}

/** A day that was compared. */
async function reconciled({ app }: World): Promise<Input<'reconciliation.get'>> {
  const day = { merchantId: MERCHANT, accountId: ACCOUNT, date: DATE };
  const run = await runDay(app, day);
  if (!run.ok) throw new Error(`${DATE} cannot be compared: ${run.refusal}`);
  return day;
}

/** Somebody new who shares, while payouts go on. */
export async function promoter({ world }: Scene): Promise<Person> {
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '' } });
  return world.person('掌柜');
}

/** @returns since when */
export async function stopPayouts({ world }: Scene): Promise<number> {
  const since = world.now();
  const payoutStop = { since, causes: [{ since, reason: 'reconciliation', date: DATE } as const] };
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { payoutStop, payoutStopHistory: [] } });
  return since;
}

/** A withdrawal in some state, as its promoter asks about it. */
async function withdrawal(scene: Scene, state: 'inReview' | 'toConfirm' | 'lapsed') {
  const sharer = await promoter(scene);
  return { input: { withdrawalId: await scene[state](sharer) }, token: sharer.token };
}

/** One that the shop looks at. */
async function payout(scene: Scene, reason: string) {
  const { input } = await withdrawal(scene, 'inReview');
  return { input: { merchantId: MERCHANT, ...input, reason }, token: scene.members.operator.token };
}

async function settlement({ members }: Scene): Promise<string> {
  const run = await members.operator.call('settlement.run', { merchantId: MERCHANT, requestId: newRequest() });
  if (!run.ok) throw new Error(`nothing is settled: ${run.refusal.code}`);
  return run.value.id;
}

/** What each endpoint answers 200 to, and who says it. */
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
  'address.list': async ({ buyer }) => ({ input: {}, token: buyer.token }),
  'address.save': async ({ world }) => ({
    input: { requestId: newRequest(), address },
    token: (await world.person('搬家')).token,
  }),
  'address.remove': async ({ world }) => ({ input: { id: 'adr_nowhere' }, token: (await world.person('搬家')).token }),
  'shop.home': async ({ buyer }) => ({ input: { merchantId: MERCHANT }, token: buyer.token }),
  'product.search': async () => ({ input: { merchantId: MERCHANT, text: '水蜜桃' } }),
  'product.get': async () => ({ input: { productId: PRODUCT } }),
  'product.listShop': async (scene) => seen(scene, { merchantId: MERCHANT, show: 'onSale' }),
  'product.inspect': async ({ members }) => ({
    input: { merchantId: MERCHANT, productId: PRODUCT },
    token: members.operator.token,
  }),
  'product.export': async ({ members }) => ({
    input: { merchantId: MERCHANT, status: 'onSale' },
    token: members.operator.token,
  }),
  'product.choices': async (scene) => seen(scene, { merchantId: MERCHANT }),
  'product.save': async (scene) => ({ input: await rewriting(scene), token: scene.members.operator.token }),
  'product.archive': async ({ world, members }) => {
    await world.app.store.campaigns.deleteMany({ productId: PRODUCT });
    return { input: { merchantId: MERCHANT, productId: PRODUCT }, token: members.operator.token };
  },
  'product.restore': async ({ members }) => ({
    input: { merchantId: MERCHANT, productId: PRODUCT },
    token: members.operator.token,
  }),
  'product.setStock': async ({ world, members }) => {
    const max = (await world.app.store.counters.findOne({ _id: stockOf(SKU) }))?.max ?? 0;
    const input = {
      merchantId: MERCHANT,
      productId: PRODUCT,
      skuId: SKU,
      requestId: newRequest(),
      seen: max,
      seenLeft: 0,
      left: 5,
    };
    return { input, token: members.operator.token };
  },
  'product.setCategories': async ({ world, members }) => {
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    const categories = (merchant?.categories ?? []).map(({ id, name }) => ({ id, name }));
    const input = { merchantId: MERCHANT, version: merchant?.settings?.categories ?? 0, categories };
    return { input, token: members.owner.token };
  },
  'group.get': async (scene) => ({ input: { groupId: (await scene.open(scene.buyer)).groupId } }),
  'group.leave': async (scene) => {
    const { groupId } = await scene.open(scene.buyer, { mayLeave: true });
    return { input: { groupId }, token: scene.buyer.token };
  },
  'group.listMine': async (scene) => {
    await scene.open(scene.buyer);
    return { input: { state: 'open' }, token: scene.buyer.token };
  },
  'bargain.listOffers': async ({ world }) => {
    await offerBargain(world);
    return { input: { merchantId: MERCHANT } };
  },
  'bargain.offer': async ({ bargaining }) => {
    const { owner } = await bargaining();
    return { input: { campaignId: BARGAIN_CAMPAIGN }, token: owner.token };
  },
  'bargain.start': async ({ world }) => {
    await offerBargain(world);
    const input = { requestId: newRequest(), campaignId: BARGAIN_CAMPAIGN, skuId: SKU };
    return { input, token: (await world.person('砍价的')).token };
  },
  'bargain.get': async ({ atFloor }) => ({ input: { bargainId: (await atFloor()).bargainId } }),
  'bargain.help': async ({ world, bargaining }) => {
    const { bargainId } = await bargaining();
    return { input: { bargainId }, token: (await world.person('帮砍的')).token };
  },
  'bargain.cancel': async ({ bargaining }) => {
    const { bargainId, owner } = await bargaining();
    return { input: { bargainId }, token: owner.token };
  },
  'bargain.listMine': async ({ ordered }) => ({ input: {}, token: (await ordered()).owner.token }),
  'bargain.proof': async ({ atFloor }) => ({ input: { bargainId: (await atFloor()).bargainId } }),
  'share.create': async ({ buyer }) => ({ input: { target: { kind: 'shop', id: MERCHANT } }, token: buyer.token }),
  'share.open': async ({ buyer, stranger, share }) => ({
    input: { token: await share(stranger) },
    token: buyer.token,
  }),
  'share.claim': async ({ buyer, stranger, share, world }) => {
    await world.call('share.open', { token: await share(stranger), device: DEVICE });
    return { input: { device: DEVICE }, token: buyer.token };
  },
  'share.code': async ({ buyer, share }) => ({ input: { token: await share(buyer) }, token: buyer.token }),
  'share.link': async ({ buyer, share }) => ({ input: { token: await share(buyer) }, token: buyer.token }),
  'share.activity': async (scene) => ({
    input: { groupId: (await scene.open(scene.buyer)).groupId },
    token: scene.buyer.token,
  }),
  'promoter.summary': async (scene) => {
    await scene.brought(scene.buyer);
    return { input: { merchantId: MERCHANT, ...DAYS }, token: scene.buyer.token };
  },
  'promoter.shares': async (scene) => {
    await scene.brought(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.buyer.token };
  },
  'promoter.people': async (scene) => {
    await scene.brought(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.buyer.token };
  },
  'promoter.tree': async (scene) => {
    const { friend, token } = await scene.brought(scene.buyer);
    const { token: below } = await scene.brought(friend);
    await scene.world.app.store.shares.updateOne({ _id: below }, { $set: { parent: token } });
    return { input: { share: token }, token: scene.buyer.token };
  },
  'commission.explain': async (scene) => {
    const { orderId } = await scene.brought(scene.buyer);
    return { input: { orderId }, token: scene.buyer.token };
  },
  'commission.inspect': async (scene) => {
    const { orderId } = await scene.brought(scene.buyer);
    return { input: { merchantId: MERCHANT, orderId }, token: scene.members.viewer.token };
  },
  'referral.policy': async ({ members }) => ({ input: { merchantId: MERCHANT }, token: members.viewer.token }),
  'referral.setPolicy': async ({ world, members }) => {
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    const terms = { whom: 'everyone', when: 'firstOpen', replaced: 'never' } as const;
    const input = { merchantId: MERCHANT, seenVersion: merchant?.referral.version ?? 0, terms };
    return { input, token: members.owner.token };
  },
  'referral.get': async (scene) => {
    const { friend } = await scene.brought(scene.buyer);
    const of = { by: 'person', userId: friend.userId } as const;
    return { input: { merchantId: MERCHANT, of }, token: scene.members.viewer.token };
  },
  'referral.correct': async (scene) => {
    const [{ friend }, code] = [await scene.brought(scene.buyer), await scene.share(scene.members.viewer)];
    const input = { merchantId: MERCHANT, userId: friend.userId, code, reason: '扫错了码', requestId: newRequest() };
    return { input, token: scene.members.operator.token };
  },
  'referral.suspend': async (scene) => {
    const { friend } = await scene.brought(scene.buyer);
    const input = { merchantId: MERCHANT, userId: friend.userId, suspended: true, reason: '刷单' };
    return { input, token: scene.members.operator.token };
  },
  'fission.board': async (scene) => {
    await scene.brought(scene.buyer);
    return { input: { ...ourCampaign, ...DAYS }, token: scene.members.viewer.token };
  },
  'fission.export': async (scene) => {
    await scene.brought(scene.buyer);
    return { input: { ...ourCampaign, ...DAYS }, token: scene.members.viewer.token };
  },
  'fission.tree': async (scene) => {
    const { token } = await scene.brought(scene.buyer);
    return { input: { ...ourCampaign, share: token }, token: scene.members.viewer.token };
  },
  'cart.get': async ({ buyer }) => {
    await buyer.call('cart.put', { merchantId: MERCHANT, skuId: SKU, quantity: 2 });
    return { input: { merchantId: MERCHANT }, token: buyer.token };
  },
  'cart.put': async ({ buyer }) => ({
    input: { merchantId: MERCHANT, skuId: SKU, quantity: 2 },
    token: buyer.token,
  }),
  'cart.count': async ({ buyer }) => ({ input: { merchantId: MERCHANT }, token: buyer.token }),
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
  'afterSale.quote': async (scene) => ({
    input: { orderId: await scene.shipped(scene.buyer), kind: 'returnAndRefund', lines: onePiece },
    token: scene.buyer.token,
  }),
  'afterSale.ask': async (scene) => ({
    input: {
      requestId: newRequest(),
      orderId: await scene.shipped(scene.buyer),
      kind: 'returnAndRefund',
      lines: onePiece,
      reason: 'notAsDescribed',
      text: '不甜',
    },
    token: scene.buyer.token,
  }),
  'afterSale.get': async (scene) => ({
    input: { afterSaleId: await scene.sentBack(scene.buyer) },
    token: scene.buyer.token,
  }),
  'afterSale.listMine': async (scene) => {
    await scene.asked(scene.buyer);
    return { input: {}, token: scene.buyer.token };
  },
  'afterSale.cancel': async (scene) => ({
    input: { afterSaleId: await scene.asked(scene.buyer) },
    token: scene.buyer.token,
  }),
  'afterSale.sendBack': async (scene) => ({
    input: { afterSaleId: await scene.sentBack(scene.buyer), company: '顺丰', trackingNumber: 'SF654321' },
    token: scene.buyer.token,
  }),
  'afterSale.list': async (scene) => {
    await scene.asked(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.members.viewer.token };
  },
  'afterSale.inspect': async (scene) => ({
    input: { merchantId: MERCHANT, afterSaleId: await scene.asked(scene.buyer) },
    token: scene.members.viewer.token,
  }),
  'afterSale.agree': async (scene) => ({
    input: { merchantId: MERCHANT, afterSaleId: await scene.asked(scene.buyer) },
    token: scene.members.operator.token,
  }),
  'afterSale.refuse': async (scene) => ({
    input: { merchantId: MERCHANT, afterSaleId: await scene.asked(scene.buyer), reason: '照片里是好的' },
    token: scene.members.operator.token,
  }),
  'afterSale.confirmReturn': async (scene) => ({
    input: { merchantId: MERCHANT, afterSaleId: await scene.sentBack(scene.buyer), withFreight: true },
    token: scene.members.operator.token,
  }),
  'shopOrder.list': async (scene) => {
    await scene.shipped(scene.buyer);
    return { input: { ...find, status: 'shipped' }, token: scene.members.viewer.token };
  },
  'shopOrder.counts': async (scene) => {
    await scene.toShip(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.members.viewer.token };
  },
  'shopOrder.get': async (scene) => ({
    input: { merchantId: MERCHANT, orderId: await scene.shipped(scene.buyer) },
    token: scene.members.viewer.token,
  }),
  'shopOrder.ship': async (scene) => ({
    input: { merchantId: MERCHANT, orderId: await scene.toShip(scene.buyer), ...parcel },
    token: scene.members.shipper.token,
  }),
  'shopOrder.shipMany': async (scene) => {
    const order = await scene.toShip(scene.buyer);
    const rows = [{ row: 2, order, company: '顺丰', number: 'SF123456' }];
    return { input: { merchantId: MERCHANT, rows }, token: scene.members.shipper.token };
  },
  'shopOrder.export': async (scene) => {
    await scene.shipped(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.members.shipper.token };
  },
  'shopOrder.findPickUp': async (scene) => ({
    input: { merchantId: MERCHANT, code: await scene.toPickUp(scene.buyer) },
    token: scene.members.shipper.token,
  }),
  'shopOrder.pickUp': async (scene) => ({
    input: { merchantId: MERCHANT, code: await scene.toPickUp(scene.buyer) },
    token: scene.members.shipper.token,
  }),
  'shopOrder.refund': async (scene) => {
    const order = { merchantId: MERCHANT, orderId: await scene.toShip(scene.buyer) };
    const input = { requestId: newRequest(), ...order, lines: onePiece, seenAmount: 3990 };
    return { input, token: scene.members.operator.token };
  },
  'shopOrder.quoteRefund': async (scene) => ({
    input: { merchantId: MERCHANT, orderId: await scene.toShip(scene.buyer), lines: onePiece },
    token: scene.members.operator.token,
  }),
  'shopOrder.note': async (scene) => ({
    input: { merchantId: MERCHANT, orderId: await scene.toShip(scene.buyer), text: '老客' },
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
  'campaign.listBargains': async ({ ordered, members }) => {
    await ordered();
    return { input: { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN }, token: members.viewer.token };
  },
  'campaign.publish': async (scene) => {
    const { world, members } = scene;
    await offerBargain(world);
    const campaign = await world.app.store.campaigns.findOne({ _id: BARGAIN_CAMPAIGN });
    const seen = { campaignId: BARGAIN_CAMPAIGN, seenEdition: campaign?.edition ?? 0 };
    const input = {
      merchantId: MERCHANT,
      requestId: newRequest(),
      draftId: await drafted(scene),
      draftVersion: 1,
      ...seen,
      ...published,
    };
    return { input: { ...input, ticked: await ticksFor(world, input) }, token: members.operator.token };
  },
  'campaign.listPayments': async (scene) => seen(scene, { ...ourCampaign, outcome: 'seat' }),
  'campaign.previewEnd': async (scene) => {
    await scene.open(scene.buyer);
    return { input: ourCampaign, token: scene.members.operator.token };
  },
  'campaign.listVersions': async (scene) => seen(scene, ourCampaign),
  'preflight.facts': async (scene) => {
    await offerBargain(scene.world);
    const input = { merchantId: MERCHANT, productId: PRODUCT, campaignId: BARGAIN_CAMPAIGN };
    return { input, token: scene.members.operator.token };
  },
  'simulator.past': async ({ members }) => ({
    input: { merchantId: MERCHANT, kind: 'bargain' },
    token: members.operator.token,
  }),
  'draft.list': async (scene) => {
    await drafted(scene);
    return { input: { merchantId: MERCHANT }, token: scene.members.operator.token };
  },
  'draft.get': async (scene) => ({
    input: { merchantId: MERCHANT, draftId: await drafted(scene) },
    token: scene.members.owner.token,
  }),
  'draft.save': async (scene) => {
    await offerBargain(scene.world);
    const about = { kind: 'bargain', productId: PRODUCT, campaignId: BARGAIN_CAMPAIGN } as const;
    const input = { merchantId: MERCHANT, requestId: newRequest(), draftId: await drafted(scene), seenVersion: 1 };
    return { input: { ...input, ...about, body: draftBody }, token: scene.members.owner.token };
  },
  'draft.remove': async (scene) => ({
    input: { merchantId: MERCHANT, draftId: await drafted(scene) },
    token: scene.members.operator.token,
  }),
  'campaign.pause': async ({ members }) => ({ input: ourCampaign, token: members.operator.token }),
  'campaign.resume': async ({ world, members }) => {
    await world.app.store.campaigns.updateOne({ _id: CAMPAIGN }, { $set: { status: 'paused' } });
    return { input: ourCampaign, token: members.operator.token };
  },
  'campaign.end': async (scene) => {
    await scene.open(scene.buyer);
    return { input: { ...ourCampaign, groups: 'endNow' }, token: scene.members.operator.token };
  },
  'bargainFigures.board': async ({ ordered, members }) => {
    await ordered();
    const input = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, ...DAYS };
    return { input, token: members.viewer.token };
  },
  'campaignFigures.board': async ({ ordered, members }) => {
    await ordered();
    return { input: { merchantId: MERCHANT, campaignId: CAMPAIGN }, token: members.viewer.token };
  },
  'campaignFigures.money': async ({ ordered, members }) => {
    await ordered();
    return { input: { merchantId: MERCHANT, campaignId: CAMPAIGN }, token: members.operator.token };
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
  'task.list': async (scene) => {
    await givenBack(scene, 'abnormal');
    return { input: { merchantId: MERCHANT }, token: scene.members.operator.token };
  },
  'task.close': async (scene) => {
    const { world, members } = scene;
    const orderId = await scene.toShip(scene.buyer);
    const kind = 'shippingRejected' as const;
    await raiseTask(world.app.store, kind, { _id: orderId, merchantId: MERCHANT }, { orderId }, world.now());
    return { input: { merchantId: MERCHANT, kind, orderId }, token: members.operator.token };
  },
  'refund.payByHand': async (scene) => {
    const refundId = await givenBack(scene, 'abnormal');
    return { input: { merchantId: MERCHANT, refundId }, token: scene.members.operator.token };
  },
  'withdrawal.quote': async (scene) => {
    const sharer = await promoter(scene);
    await scene.earned(sharer);
    return { input: { merchantId: MERCHANT, amount: 100 }, token: sharer.token };
  },
  'withdrawal.ask': async (scene) => {
    const sharer = await promoter(scene);
    await scene.earned(sharer);
    const input = { requestId: newRequest(), merchantId: MERCHANT, amount: 100, seenNet: 100 };
    return { input, token: sharer.token };
  },
  'withdrawal.get': (scene) => withdrawal(scene, 'inReview'),
  'withdrawal.list': async (scene) => {
    const { token } = await withdrawal(scene, 'inReview');
    return { input: { merchantId: MERCHANT }, token };
  },
  'withdrawal.check': (scene) => withdrawal(scene, 'inReview'),
  'withdrawal.confirm': (scene) => withdrawal(scene, 'toConfirm'),
  'withdrawal.renew': (scene) => withdrawal(scene, 'lapsed'),
  'withdrawal.cancel': (scene) => withdrawal(scene, 'inReview'),
  'payout.list': async (scene) => {
    await withdrawal(scene, 'inReview');
    return { input: { merchantId: MERCHANT, status: 'review' }, token: scene.members.operator.token };
  },
  'payout.get': async (scene) => {
    const { input } = await withdrawal(scene, 'inReview');
    return { input: { merchantId: MERCHANT, ...input }, token: scene.members.operator.token };
  },
  'payout.approve': (scene) => payout(scene, '打过电话'),
  'payout.refuse': (scene) => payout(scene, '刷单'),
  'payout.settings': async ({ members }) => ({ input: { merchantId: MERCHANT }, token: members.operator.token }),
  'payout.setSettings': async ({ world, members }) => {
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    const version = merchant?.payout?.version ?? DEFAULT_PAYOUT_RULES.version;
    const { version: _, ...rules } = DEFAULT_PAYOUT_RULES;
    const input = { merchantId: MERCHANT, version, rules, risk: DEFAULT_RISK_RULES };
    return { input, token: members.owner.token };
  },
  'shopSettings.get': async ({ members }) => ({ input: { merchantId: MERCHANT }, token: members.viewer.token }),
  'shopSettings.set': async ({ world, members }) => {
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    const to = { section: 'policies' as const, policies: { afterSaleDays: 7, receiptDays: 10, returnTo } };
    const input = { merchantId: MERCHANT, version: merchant?.settings?.policies ?? 0, to };
    return { input, token: members.owner.token };
  },
  'paymentAccount.get': async ({ members }) => ({ input: { merchantId: MERCHANT }, token: members.owner.token }),
  'paymentAccount.check': async ({ members }) => ({
    input: { merchantId: MERCHANT, accountId: ACCOUNT },
    token: members.owner.token,
  }),
  // The keys that it has.
  'paymentAccount.set': async ({ world, members }) => {
    const { mchid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey } = world.credentials;
    const keys = { mchid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey };
    const account = await world.app.store.paymentAccounts.findOne({ _id: ACCOUNT });
    const input = { merchantId: MERCHANT, accountId: ACCOUNT, version: account?.version ?? 0, ...keys };
    return { input, token: members.owner.token };
  },
  'payout.liftStop': async (scene) => {
    const since = await stopPayouts(scene);
    return { input: { merchantId: MERCHANT, since, reason: '账单已经补齐' }, token: scene.members.owner.token };
  },
  'settlement.owed': async (scene) => {
    await scene.earned(await promoter(scene));
    return { input: { merchantId: MERCHANT }, token: scene.members.operator.token };
  },
  'settlement.run': async ({ members }) => ({
    input: { merchantId: MERCHANT, requestId: newRequest() },
    token: members.operator.token,
  }),
  'settlement.get': async (scene) => ({
    input: { merchantId: MERCHANT, settlementId: await settlement(scene) },
    token: scene.members.operator.token,
  }),
  'settlement.list': async (scene) => {
    await settlement(scene);
    return { input: { merchantId: MERCHANT }, token: scene.members.operator.token };
  },
  'today.board': async (scene) => {
    await scene.open(scene.buyer);
    return { input: { merchantId: MERCHANT }, token: scene.members.owner.token };
  },
  'finance.board': async (scene) => {
    await scene.earned(await promoter(scene));
    return { input: { merchantId: MERCHANT, ...DAYS, by: 'month' }, token: scene.members.operator.token };
  },
  'finance.journals': async (scene) => {
    await scene.earned(await promoter(scene));
    const input = { merchantId: MERCHANT, period: dayOf(scene.world.now()), figure: 'net' } as const;
    return { input, token: scene.members.operator.token };
  },
  'statement.list': async (scene) => {
    const { token } = await withdrawal(scene, 'inReview');
    return { input: { merchantId: MERCHANT }, token };
  },
  'statement.get': async (scene) => {
    const { token } = await withdrawal(scene, 'inReview');
    return { input: { merchantId: MERCHANT, month: dayOf(scene.world.now()).slice(0, 7) }, token };
  },
  'commissionPolicy.get': async ({ members }) => ({
    input: { merchantId: MERCHANT },
    token: members.viewer.token,
  }),
  'commissionPolicy.set': async ({ world, members }) => {
    const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
    const input = { merchantId: MERCHANT, version: merchant?.commission.version ?? 0, ...shopPolicy };
    return { input, token: members.owner.token };
  },
  'commissionPolicy.listOwn': async ({ members }) => ({
    input: { merchantId: MERCHANT, of: 'campaign' },
    token: members.viewer.token,
  }),
  'commissionPolicy.setOwn': async ({ world, members }) => {
    const product = await world.app.store.products.findOne({ _id: PRODUCT });
    const version = product?.commission?.version ?? 0;
    const input = { merchantId: MERCHANT, of: { productId: PRODUCT }, version, rates: [800] };
    return { input, token: members.owner.token };
  },
  'member.list': async ({ members }) => ({ input: { merchantId: MERCHANT }, token: members.owner.token }),
  'member.setRole': async ({ came, members }) => {
    const { userId } = await came();
    return {
      input: { merchantId: MERCHANT, userId, role: 'viewer', seenRole: 'shipper' },
      token: members.owner.token,
    };
  },
  'member.remove': async ({ came, members }) => {
    const { userId } = await came();
    return { input: { merchantId: MERCHANT, userId }, token: members.owner.token };
  },
  'member.invite': async ({ invited, members }) => {
    await invited();
    const input = { merchantId: MERCHANT, requestId: newRequest(), role: 'owner' } as const;
    return { input, token: members.owner.token };
  },
  'member.link': async ({ invited, members }) => {
    const { id: inviteId, code } = await invited();
    return { input: { merchantId: MERCHANT, inviteId, code }, token: members.owner.token };
  },
  'member.invites': async ({ invited, members }) => {
    await invited();
    return { input: { merchantId: MERCHANT }, token: members.owner.token };
  },
  'member.revoke': async ({ invited, members }) => ({
    input: { merchantId: MERCHANT, inviteId: (await invited()).id },
    token: members.owner.token,
  }),
  'member.invitation': async ({ invited }) => ({ input: { code: (await invited()).code } }),
  'member.accept': async ({ invited, world }) => ({
    input: { code: (await invited()).code },
    token: (await world.person('新同事')).token,
  }),
  'changeLog.list': async ({ invited, members }) => {
    await invited();
    return { input: { merchantId: MERCHANT, noun: 'member' }, token: members.operator.token };
  },
  'platform.listMerchants': async ({ platform }) => ({ input: { state: 'all' }, token: platform.token }),
  'platform.getMerchant': async ({ platform }) => ({ input: { merchantId: MERCHANT }, token: platform.token }),
  'platform.addMerchant': async ({ platform }) => ({
    input: { requestId: newRequest(), name: '新开的店' },
    token: platform.token,
  }),
  'platform.inviteOwner': async (scene) => ({
    input: { requestId: newRequest(), merchantId: await openedShop(scene) },
    token: scene.platform.token,
  }),
  'platform.linkOwner': async (scene) => {
    const merchantId = await openedShop(scene);
    const made = granted(await scene.platform.call('platform.inviteOwner', { requestId: newRequest(), merchantId }));
    return { input: { merchantId, inviteId: made.id, code: made.code }, token: scene.platform.token };
  },
  'platform.revokeInvite': async (scene) => {
    const merchantId = await openedShop(scene);
    const made = granted(await scene.platform.call('platform.inviteOwner', { requestId: newRequest(), merchantId }));
    return { input: { merchantId, inviteId: made.id }, token: scene.platform.token };
  },
  'platform.setLimits': async (scene) => ({
    input: { merchantId: await openedShop(scene), version: 0, limits: LIMITS },
    token: scene.platform.token,
  }),
  'platform.freeze': async (scene) => ({
    input: { merchantId: await openedShop(scene), reason: '被投诉卖假货' },
    token: scene.platform.token,
  }),
  'platform.unfreeze': async (scene) => {
    const merchantId = await openedShop(scene);
    const frozen = granted(await scene.platform.call('platform.freeze', { merchantId, reason: '被投诉卖假货' }));
    return { input: { merchantId, since: frozen.at, reason: '查过了，是误会' }, token: scene.platform.token };
  },
  'platform.listAlarms': async (scene) => {
    await alarmed(scene);
    return { input: { state: 'open' }, token: scene.platform.token };
  },
  'platform.closeAlarm': async (scene) => ({
    input: { alarmId: await alarmed(scene), count: 1, reason: '查过了，是误会' },
    token: scene.platform.token,
  }),
};
