/**
 * WHO GETS A SEAT, AT WHICH PRICE, AND WHAT BECOMES OF A PAYMENT WITHOUT ONE. This file is the only answer.
 *  - A group is pending until its leader has paid; then it is open, and its life starts.
 *  - A seat is held when the order is made and taken when WeChat confirms the payment. Held seats count as full.
 *  - A held seat lapses five minutes after its hold has ended: until then WeChat may still capture the payment.
 *  - One person has one seat in a group. Who leaves is refunded; a leader is succeeded by the earliest paid member.
 *  - At its deadline an unfilled group waits for the seats that are still held. Then it is formed if the merchant lets
 *    so few succeed, else it has failed and every paid member is refunded.
 *  - A ladder lowers the price for all as members pay; whoever paid more is refunded the difference. It never rises again.
 * A group is a contended document: `functions/store/groupBuy.ts` turns these rules into conditional updates, and
 * `tests/store/groupBuy.test.ts` proves that both give the same answers. Times in ms, amounts in fen.
 */
import { type Fen, formatFen, isFen } from '../money';
import { no, ok, type Result } from '../result';
import { HOUR, MINUTE, type Ms } from '../time';
import { faultsIn, hours, lifeFault, type Offer, type Prices, type TermFault, type TermTable, within } from './terms';

/** What the merchant decided; frozen in a campaign's edition, and kept by the group that began under it. */
export interface GroupBuyTerms {
  readonly size: number;
  /** By SKU. One that is not named here is not part of the campaign. */
  readonly prices: Prices;
  readonly ladder: readonly LadderStep[];
  readonly least?: number | undefined;
  readonly life: Ms;
  readonly hold: Ms;
  readonly leaderDiscount: Fen;
  readonly audience: Audience;
  readonly overflow: Overflow;
  readonly perOrder: number;
  readonly perPerson: number;
  readonly quota: number;
  readonly mayLeave: boolean;
  readonly chatOnly: boolean;
}

/** From so many paid members on, one piece costs this. */
export interface LadderStep {
  readonly members: number;
  readonly prices: Prices;
}

/** newcomers: only who has never bought in this shop may join; anybody may lead. */
export type Audience = 'everyone' | 'newcomers';

/** refund: money back · anotherGroup: a free seat in another open group of the same terms · lead: a new group of its own. Where that cannot be, money back. */
export type Overflow = 'refund' | 'anotherGroup' | 'lead';

/** What a campaign begins with where the merchant says nothing else. */
export const USUAL_TERMS = {
  ladder: [],
  life: 24 * HOUR,
  hold: 15 * MINUTE,
  leaderDiscount: 0,
  audience: 'everyone',
  overflow: 'refund',
  perOrder: 5,
  perPerson: 20,
  mayLeave: false,
  chatOnly: false,
} as const satisfies Partial<GroupBuyTerms>;

/* ── the terms: what each means, and when it cannot stand ───────────────────────────────────────────────────────── */

const LIFE = { least: HOUR, most: 168 * HOUR };
const HOLD = { least: 5 * MINUTE, most: HOUR };
const LADDER_STEPS = 4;

const lowest = (prices: Prices): Fen => Math.min(...Object.values(prices));

/** `满 5 人 ¥27.90`, a step in words; the lowest price where SKUs differ. */
export const stepWords = ({ members, prices }: LadderStep): string =>
  `满 ${members} 人 ${formatFen(lowest(prices))}${Object.keys(prices).length > 1 ? ' 起' : ''}`;

/** EVERY TERM, in the order in which a merchant meets them. */
export const TERMS: TermTable<GroupBuyTerms> = {
  size: {
    name: '成团人数',
    meaning: '付款的人数到了这个数，团就成了，马上可以发货。有阶梯价时，这是最高一档的人数。',
    says: ({ size }) => `${size} 人`,
    fault: ({ size }) => (within(size, 2, 100) ? null : '成团人数要在 2 到 100 人之间'),
  },
  prices: {
    name: '团价',
    meaning: '参团时一件的价格，每个规格各定各的。没定价的规格不参加这场拼团。',
    says: ({ prices }) => `${formatFen(lowest(prices))}${Object.keys(prices).length > 1 ? ' 起' : ''}`,
    fault({ prices }, { skuPrices }) {
      const named = Object.entries(prices);
      if (named.length === 0) return '至少给一个规格定团价';
      if (named.some(([sku]) => !Object.hasOwn(skuPrices, sku))) return '团价里有这件商品没有的规格';
      if (named.some(([, price]) => !isFen(price) || price < 1)) return '团价至少 1 分';
      if (named.some(([sku, price]) => price > (skuPrices[sku] ?? 0))) return '团价不能比单买还贵';
      return null;
    },
  },
  ladder: {
    name: '阶梯价',
    meaning: '人越多越便宜：付款人数到一档，全团都按这一档的价，先付的人自动收到差价。降了不会再涨回去。',
    says: ({ ladder }) => (ladder.length === 0 ? '不设' : ladder.map(stepWords).join(' · ')),
    fault: ladderFault,
  },
  least: {
    name: '到期几人也算成',
    meaning: '到截止时间还没满员，但付款的人不少于这个数，也算成团。不设就是满员才成团。会写在卡片上。',
    says: ({ least }) => (least === undefined ? '不设，满员才成团' : `满 ${least} 人也成团`),
    fault({ least, size }) {
      if (least === undefined) return null;
      if (!within(least, 2, 100)) return '到期成团人数至少 2 人';
      return least < size ? null : '到期成团人数要比成团人数少';
    },
  },
  life: {
    name: '团的有效期',
    meaning: '从团长付款起算，多久之内要成团。过了这个时间没成，所有人自动退款。',
    says: ({ life }) => hours(life),
    fault: ({ life }, offer) => lifeFault(life, offer, '团', LIFE),
  },
  hold: {
    name: '付款保留时间',
    meaning: '下单后座位留多久等付款。这段时间里座位算坐满，别人坐不进来。',
    says: ({ hold }) => `${Math.round(hold / MINUTE)} 分钟`,
    fault({ hold, life }) {
      if (!within(hold, HOLD.least, HOLD.most)) return '付款保留时间要在 5 到 60 分钟之间';
      return hold <= life ? null : '付款保留时间不能比团的有效期长';
    },
  },
  leaderDiscount: {
    name: '团长优惠',
    meaning: '开团的那一单每件再减这么多。接任的团长和满员后另开新团的人按付款时的价，不另减。',
    says: ({ leaderDiscount }) => (leaderDiscount === 0 ? '没有' : `每件减 ${formatFen(leaderDiscount)}`),
    fault({ leaderDiscount, prices, ladder }) {
      if (!isFen(leaderDiscount)) return '团长优惠要是 0 或更多';
      const lowestPrice = Math.min(lowest(prices), ...ladder.map((step) => lowest(step.prices)));
      return leaderDiscount < lowestPrice ? null : '减掉团长优惠之后，每件至少要剩 1 分';
    },
  },
  audience: {
    name: '谁能参团',
    meaning: '所有人，或只限新客（老带新）：没在店里买过的人才能参团，开团不限。参团前就会说明。',
    says: ({ audience }) => (audience === 'newcomers' ? '只限新客，老客可以开团' : '所有人'),
    fault: ({ audience }) => (audience === 'everyone' || audience === 'newcomers' ? null : '没有这种参团范围'),
  },
  overflow: {
    name: '付了款没座位时',
    meaning: '最后一个座位被别人先付走了，这笔钱怎么办：退款、坐进另一个同条款的团，或自己另开一个新团。',
    says: ({ overflow }) =>
      ({ refund: '原路退款', anotherGroup: '坐进别的团，没有就退款', lead: '另开一个新团，开不了就退款' })[overflow],
    fault: ({ overflow }) => (['refund', 'anotherGroup', 'lead'].includes(overflow) ? null : '没有这种处理方式'),
  },
  perOrder: {
    name: '每单限购',
    meaning: '一单最多买几件。',
    says: ({ perOrder }) => `${perOrder} 件`,
    fault: ({ perOrder, quota }) => {
      if (!within(perOrder, 1, 99)) return '每单限购要在 1 到 99 件之间';
      return perOrder <= quota ? null : '每单限购比整场的名额还多';
    },
  },
  perPerson: {
    name: '每人限拼',
    meaning: '一个人在这场活动里最多几单。没付、退了的不算。',
    says: ({ perPerson }) => `${perPerson} 单`,
    fault: ({ perPerson }) => (within(perPerson, 1, 1000) ? null : '每人限拼要在 1 到 1000 单之间'),
  },
  quota: {
    name: '活动名额',
    meaning: '整场活动最多卖几件，和库存分开算。卖完就不能再开团参团。',
    says: ({ quota }) => `${quota} 件`,
    fault: ({ quota, size }) => {
      if (!within(quota, 1, 10_000_000)) return '活动名额至少 1 件';
      return quota >= size ? null : '活动名额连一个团都坐不满';
    },
  },
  mayLeave: {
    name: '能不能退团',
    meaning: '付了款、团还没成时，能不能自己退出来拿回钱。团长退了，最早付款的人接任。',
    says: ({ mayLeave }) => (mayLeave ? '成团前可以退' : '付款后等成团或截止'),
    fault: ({ mayLeave, ladder }) =>
      mayLeave && ladder.length > 0 ? '有阶梯价就不能允许退团：价降了，人又少了，差价就说不清了' : null,
  },
  chatOnly: {
    name: '只限本群',
    meaning: '从哪个微信群里开的团，只有从那个群打开的人能参加（社群团购）。',
    says: ({ chatOnly }) => (chatOnly ? '只限开团的那个群' : '不限'),
    fault: ({ chatOnly }) => (typeof chatOnly === 'boolean' ? null : '要说明限不限本群'),
  },
};

function ladderFault({ ladder, prices, least, size }: GroupBuyTerms): string | null {
  if (ladder.length === 0) return null;
  if (ladder.length > LADDER_STEPS) return `阶梯价最多再降 ${LADDER_STEPS} 档`;
  if (least === undefined) return '有阶梯价就要设到期几人也算成：那是第一档';
  const steps: readonly LadderStep[] = [{ members: least, prices }, ...ladder];
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before === undefined) continue;
    if (!within(step.members, 2, 100)) return '每一档的人数要在 2 到 100 人之间';
    if (step.members <= before.members) return '阶梯价一档要比一档人多';
    const skus = Object.keys(prices);
    if (skus.length !== Object.keys(step.prices).length || skus.some((sku) => !Object.hasOwn(step.prices, sku)))
      return '每一档都要给同样的规格定价';
    const of = (one: LadderStep, sku: string): Fen => one.prices[sku] ?? 0;
    if (skus.some((sku) => !isFen(of(step, sku)) || of(step, sku) < 1)) return '阶梯价至少 1 分';
    if (skus.some((sku) => of(step, sku) > of(before, sku))) return '阶梯价只能越来越低，不能涨';
    if (skus.every((sku) => of(step, sku) === of(before, sku))) return '每一档至少有一个规格更便宜';
  }
  return ladder.at(-1)?.members === size ? null : '最高一档的人数要等于成团人数';
}

/** Everything that keeps these terms from being published; empty when they stand. */
export const faultsOf = (terms: GroupBuyTerms, offer: Offer): TermFault<GroupBuyTerms>[] =>
  faultsIn(TERMS, terms, offer);

/* ── the price ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/** How many steps of the ladder so many paid members have reached; 0 is the first price. */
export const stepAt = ({ ladder }: Pick<GroupBuyTerms, 'ladder'>, members: number): number =>
  ladder.filter((step) => step.members <= members).length;

/** The prices at a step. */
export const pricesAt = ({ prices, ladder }: Pick<GroupBuyTerms, 'prices' | 'ladder'>, step: number): Prices =>
  step === 0 ? prices : (ladder[step - 1]?.prices ?? prices);

type PriceTerms = Pick<GroupBuyTerms, 'prices' | 'ladder' | 'leaderDiscount'>;

/** One piece at a step. The order that starts a group pays less by the leader's discount. Undefined: not in the campaign. */
export function unitPriceOf(
  terms: PriceTerms,
  skuId: string,
  { step, starts }: { step: number; starts: boolean },
): Fen | undefined {
  const prices = pricesAt(terms, step);
  if (!Object.hasOwn(prices, skuId)) return undefined;
  return (prices[skuId] ?? 0) - (starts ? terms.leaderDiscount : 0);
}

/** What an order that paid `unitPrice` a piece has paid too much, now that its group stands at `step`. Never below zero. */
export function overpaid(
  terms: PriceTerms,
  line: { readonly skuId: string; readonly quantity: number; readonly unitPrice: Fen },
  at: { step: number; starts: boolean },
): Fen {
  const now = unitPriceOf(terms, line.skuId, at) ?? line.unitPrice;
  return Math.max(0, line.unitPrice - now) * line.quantity;
}

/* ── seats ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

export interface Seat {
  readonly orderId: string;
  readonly userId: string;
  readonly state: 'held' | 'taken';
  /** The hold's end, which is also the payment's `time_expire`. */
  readonly until: Ms;
  /** When it was taken. */
  readonly takenAt?: Ms | undefined;
}

export interface Group<S extends Seat = Seat> {
  readonly status: 'pending' | 'open' | 'formed' | 'failed';
  readonly leaderId: string;
  readonly terms: Pick<GroupBuyTerms, 'size' | 'life' | 'hold' | 'least' | 'ladder' | 'mayLeave'>;
  readonly seats: readonly S[];
  /** The deadline; absent while pending. */
  readonly expiresAt?: Ms | undefined;
  /** While pending: when it can no longer be opened, however late its leader's payment is heard of. */
  readonly opensBy: Ms;
  /** The merchant ended the campaign and its groups with it. */
  readonly endedEarly?: boolean | undefined;
}

/** After the hold has ended, WeChat's close may still be under way; so long a late capture finds its seat. */
export const SEAT_GRACE: Ms = 5 * MINUTE;

/** WeChat Pay needs a `time_expire` that is at least a minute away; below that no new seat is held. */
export const LEAST_TIME_TO_PAY: Ms = MINUTE;

/** How long after its leader's hold a pending group can still be opened by a payment that is heard of late. */
export const OPENING_GRACE: Ms = 24 * HOUR;

/** Why somebody may not ask for a seat now. */
export type SittingRefusal =
  | 'groupNotOpen'
  | 'groupFull'
  | 'groupFormed'
  | 'groupFailed'
  | 'groupExpired'
  | 'campaignEnded'
  | 'alreadyInGroup';

/** Why a captured payment has no seat: the group's own no, or something that is gone since the order was closed. */
export type SeatRefusal = SittingRefusal | 'left' | 'soldOut' | 'quotaUsedUp' | 'personLimit' | 'newcomersOnly';

/** A seat that somebody sits on or may still come to sit on. */
export function isLive(seat: Seat, now: Ms): boolean {
  return seat.state === 'taken' || seat.until + SEAT_GRACE > now;
}

export function takenSeats<S extends Seat>(group: Pick<Group<S>, 'seats'>): S[] {
  return group.seats.filter((seat) => seat.state === 'taken');
}

/** Seats that nobody has and nobody holds. */
export function freeSeats(group: Pick<Group, 'seats'> & { terms: Pick<GroupBuyTerms, 'size'> }, now: Ms): number {
  return Math.max(0, group.terms.size - group.seats.filter((seat) => isLive(seat, now)).length);
}

/** When a hold that starts now ends: by the group's deadline at the latest. */
export function holdUntil(terms: Pick<GroupBuyTerms, 'hold'>, expiresAt: Ms | undefined, now: Ms): Ms {
  return Math.min(now + terms.hold, expiresAt ?? Number.MAX_SAFE_INTEGER);
}

/** Why a group that is over takes nobody. */
function overBecause(group: Pick<Group, 'status' | 'endedEarly'>): SittingRefusal | null {
  if (group.status === 'formed') return 'groupFormed';
  if (group.status !== 'failed') return null;
  return group.endedEarly ? 'campaignEnded' : 'groupFailed';
}

/** Past its deadline, by itself or by the merchant's hand. */
const expiredBecause = ({ endedEarly }: Pick<Group, 'endedEarly'>): SittingRefusal =>
  endedEarly ? 'campaignEnded' : 'groupExpired';

/** May this order hold a seat? (Asked before payment.) An order that has its seat already is answered yes again. */
export function maySit(group: Group, who: { orderId: string; userId: string }, now: Ms): Result<null, SittingRefusal> {
  const own = group.seats.find((seat) => seat.orderId === who.orderId && isLive(seat, now));
  if (own?.state === 'taken') return ok(null);
  const over = overBecause(group);
  if (over !== null) return no(over);
  if (own) return ok(null);
  if (group.status === 'pending' && group.leaderId !== who.userId) return no('groupNotOpen');
  if (group.status === 'pending' && group.opensBy <= now) return no('groupExpired');
  if (group.expiresAt !== undefined && group.expiresAt - now < LEAST_TIME_TO_PAY) return no(expiredBecause(group));
  if (group.seats.some((seat) => seat.userId === who.userId && isLive(seat, now))) return no('alreadyInGroup');
  if (freeSeats(group, now) === 0) return no('groupFull');
  return ok(null);
}

/**
 * Does this captured payment get a seat? Its own held seat, while that lives, even if the deadline has just passed;
 * otherwise any free one while the group is open. A seat that is taken already is answered yes again. Whatever has become
 * of the group, who sits in it by another order is told so first: nobody is to get a second thing for a second payment.
 */
export function mayTake(group: Group, who: { orderId: string; userId: string }, now: Ms): Result<null, SittingRefusal> {
  const own = group.seats.find((seat) => seat.orderId === who.orderId);
  if (own?.state === 'taken') return ok(null);
  const others = group.seats.filter((seat) => seat.orderId !== who.orderId && isLive(seat, now));
  if (others.some((seat) => seat.userId === who.userId)) return no('alreadyInGroup');
  const over = overBecause(group);
  if (over !== null) return no(over);
  if (group.status === 'pending' && group.leaderId !== who.userId) return no('groupNotOpen');
  if (group.status === 'pending' && group.opensBy <= now) return no('groupExpired');
  const held = own !== undefined && isLive(own, now);
  if (group.expiresAt !== undefined && group.expiresAt <= now && !held) return no(expiredBecause(group));
  if (others.length >= group.terms.size) return no('groupFull');
  return ok(null);
}

/** The status once `taken` seats are taken: the leader's payment opens the group, the last seat forms it. */
export function statusAfterTaking(group: { terms: Pick<GroupBuyTerms, 'size'> }, taken: number): 'open' | 'formed' {
  return taken >= group.terms.size ? 'formed' : 'open';
}

/** What the deadline has made of the group: nothing while it lies ahead or a seat is still held. */
export function endedAs(group: Group, now: Ms): 'formed' | 'failed' | null {
  const due = group.status === 'open' && group.expiresAt !== undefined && group.expiresAt <= now;
  if (!due || group.seats.some((seat) => seat.state === 'held' && isLive(seat, now))) return null;
  const { least } = group.terms;
  return least !== undefined && takenSeats(group).length >= least ? 'formed' : 'failed';
}

export type LeaveRefusal = 'leaveNotAllowed' | 'notInGroup' | 'groupFormed' | 'groupFailed' | 'groupExpired';

/** May this person give up the seat that they have paid for? Only while the group is open and before its deadline. */
export function mayLeave(group: Group, userId: string, now: Ms): Result<null, LeaveRefusal> {
  if (group.status === 'formed') return no('groupFormed');
  if (group.status === 'failed') return no('groupFailed');
  if (!takenSeats(group).some((seat) => seat.userId === userId)) return no('notInGroup');
  if (!group.terms.mayLeave) return no('leaveNotAllowed');
  if (group.expiresAt === undefined || group.expiresAt <= now) return no('groupExpired');
  return ok(null);
}

/** The group after somebody has left: who leads it (the earliest paid member), or that nobody is left in it. */
export function afterLeaving(group: Group, userId: string): { leaderId: string; status: 'open' | 'failed' } {
  const stay = takenSeats(group).filter((seat) => seat.userId !== userId);
  if (group.leaderId !== userId || stay.length === 0) {
    return { leaderId: group.leaderId, status: stay.length === 0 ? 'failed' : 'open' };
  }
  const heir = stay.reduce((first, seat) => ((seat.takenAt ?? 0) < (first.takenAt ?? 0) ? seat : first));
  return { leaderId: heir.userId, status: 'open' };
}

/** 只限本群: only who opened it from the chat that it was started in may join; where that matters, it starts in a chat. */
export function mayMeet(
  { chatOnly }: Pick<GroupBuyTerms, 'chatOnly'>,
  chat: { readonly mine?: string | undefined; readonly ofGroup?: string | undefined; readonly starts: boolean },
): Result<null, 'chatOnly' | 'chatNeeded'> {
  if (!chatOnly) return ok(null);
  if (chat.starts) return chat.mine === undefined ? no('chatNeeded') : ok(null);
  return chat.mine !== undefined && chat.mine === chat.ofGroup ? ok(null) : no('chatOnly');
}

/* ── every captured payment has exactly one outcome ─────────────────────────────────────────────────────────────── */

export type SeatOutcome = 'seat' | 'anotherGroup' | 'lead' | 'refund';

/** A moment at which a payment may arrive: its seat is there, or why not. */
export type PaymentMoment = 'seatHeld' | 'seatFree' | SeatRefusal;

interface OutcomeRow {
  /** As docs/groupBuy.md tells it. */
  readonly when: string;
  readonly outcome: Readonly<Record<Overflow, SeatOutcome>>;
}

const always = (outcome: SeatOutcome) => ({ refund: outcome, anotherGroup: outcome, lead: outcome });
const asTheMerchantSays = { refund: 'refund', anotherGroup: 'anotherGroup', lead: 'lead' } as const;

/**
 * THE OUTCOME TABLE: the moment a captured payment arrives × what the merchant decided about extra payments. `anotherGroup`
 * and `lead` end as `refund` where there is no such group, or the campaign starts no more of them.
 */
export const OUTCOMES: Readonly<Record<PaymentMoment, OutcomeRow>> = {
  seatHeld: { when: '座位还留着', outcome: always('seat') },
  seatFree: { when: '保留时间过了，团里还有空位', outcome: always('seat') },
  groupFull: { when: '保留时间过了，座位已被坐满或占着', outcome: asTheMerchantSays },
  groupFormed: { when: '团已经成了', outcome: asTheMerchantSays },
  groupExpired: { when: '团已经截止', outcome: asTheMerchantSays },
  groupFailed: { when: '团没有拼成', outcome: asTheMerchantSays },
  // No group of an ended campaign takes anybody, and none begins.
  campaignEnded: { when: '商家提前结束了活动', outcome: always('refund') },
  left: { when: '买家已经退团', outcome: always('refund') },
  // One person, one seat: a second payment of the same person is money back.
  alreadyInGroup: { when: '这个人在团里已有座位', outcome: always('refund') },
  // Stock, quota or a limit went while the order was closed: no other group has them either.
  soldOut: { when: '库存没了', outcome: always('refund') },
  quotaUsedUp: { when: '活动名额没了', outcome: always('refund') },
  personLimit: { when: '这个人的次数用完了', outcome: always('refund') },
  newcomersOnly: { when: '只限新客，这个人已经买过', outcome: always('refund') },
  // Only a leader's own late payment reaches a pending group.
  groupNotOpen: { when: '团还没开（团长没付款）', outcome: always('refund') },
};

/** @param refusal the group's recorded no, or null where the seat was given */
export const outcomeOf = (refusal: SeatRefusal | null, overflow: Overflow): SeatOutcome =>
  OUTCOMES[refusal ?? 'seatHeld'].outcome[overflow];
