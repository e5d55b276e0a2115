/**
 * GROUP BUYING AS PEOPLE MAY EXPECT IT, in the fewest words: who sits where and leads, which price holds, what became of
 * each payment, what goes back. It imports nothing of ours and knows no database; times in ms, amounts in fen.
 */
const MINUTE = 60_000;
/** A seat is kept so long after its time to pay: WeChat may have captured the payment already. */
const GRACE = 5 * MINUTE;
/** A leader's payment may be heard of so late and still open the group. */
const OPENING = 24 * 60 * MINUTE;

export interface Terms {
  readonly size: number;
  readonly least?: number | undefined;
  readonly price: number;
  readonly ladder: readonly { readonly members: number; readonly price: number }[];
  readonly discount: number;
  readonly hold: number;
  readonly life: number;
  readonly perPerson: number;
  readonly newcomers: boolean;
  readonly overflow: 'refund' | 'anotherGroup' | 'lead';
  readonly mayLeave: boolean;
}

export interface Campaign {
  readonly id: string;
  readonly terms: Terms;
  ended?: 'letRun' | 'endNow';
}

export interface Order {
  readonly id: string;
  readonly who: string;
  readonly campaign: Campaign;
  /** The group of its own that it starts; absent where it joins one. */
  readonly starts?: Group;
  readonly pieces: number;
  readonly unit: number;
  readonly payBy: number;
  /** Where it asks for a seat, or has one. */
  group: Group;
  paid: boolean;
  state: 'waiting' | 'closed' | 'seated' | 'refunded' | 'left' | 'failed';
  seatedAt: number;
}

export interface Group {
  readonly campaign: Campaign;
  readonly opensBy: number;
  status: 'pending' | 'open' | 'formed' | 'failed';
  leader: string;
  members: Order[];
  deadline: number;
  early: boolean;
}

/** One piece, with so many members. */
const priceOf = ({ ladder, price }: Terms, members: number): number =>
  ladder.reduce((lowest, step) => (step.members <= members ? step.price : lowest), price);

/** One piece for whoever orders now. */
export const unitFor = ({ terms }: Campaign, group: Group | undefined): number =>
  group ? priceOf(terms, group.members.length) : terms.price - terms.discount;

export class GroupBuyModel {
  readonly orders: Order[] = [];
  readonly groups: Group[] = [];

  /** Orders that hold a seat which they have not paid for. */
  held(group: Group, now: number): Order[] {
    return this.orders.filter((one) => one.group === group && one.state === 'waiting' && one.payBy + GRACE > now);
  }

  private seats(group: Group, now: number): Order[] {
    return [...group.members, ...this.held(group, now)];
  }

  /** What counts against somebody: orders that are kept or may come to be, in the shop or in a campaign of it. */
  private count(who: string, { within, but }: { within?: Campaign; but?: Order }): number {
    return this.orders.filter(
      (one) =>
        one.who === who &&
        one !== but &&
        (within === undefined || one.campaign === within) &&
        (one.state === 'waiting' || one.state === 'seated'),
    ).length;
  }

  /** Every reason against an order; empty means that it is taken. */
  whyNot(who: string, campaign: Campaign, group: Group | undefined, now: number): string[] {
    const { terms, ended } = campaign;
    const limit = this.count(who, { within: campaign }) >= terms.perPerson && 'personLimit';
    if (!group) return [limit, ended !== undefined && 'campaignNotLive'].filter((one) => one !== false);
    const seats = this.seats(group, now);
    const over = group.status === 'open' && group.deadline - now < MINUTE;
    return [
      limit,
      terms.newcomers && this.count(who, {}) > 0 && 'newcomersOnly',
      // Its leader, whose time to pay is over, may order again.
      group.status === 'pending' && group.leader !== who && 'groupNotOpen',
      group.status === 'formed' && 'groupFormed',
      group.status === 'failed' && (group.early ? 'campaignEnded' : 'groupFailed'),
      over && (group.early ? 'campaignEnded' : 'groupExpired'),
      seats.some((one) => one.who === who) && 'alreadyInGroup',
      seats.length >= terms.size && 'groupFull',
    ].filter((one) => one !== false);
  }

  /** The shop has taken an order that `whyNot` has nothing against. */
  place(id: string, who: string, campaign: Campaign, given: Group | undefined, pieces: number, now: number): Order {
    const payBy = Math.min(now + campaign.terms.hold, given?.deadline ?? Number.POSITIVE_INFINITY);
    const group = given ?? this.start(campaign, who, payBy + OPENING);
    const unit = unitFor(campaign, given);
    const order: Order = { id, who, campaign, pieces, unit, payBy, group, paid: false, state: 'waiting', seatedAt: 0 };
    this.orders.push(given ? order : Object.assign(order, { starts: group }));
    return order;
  }

  private start(campaign: Campaign, leader: string, opensBy: number): Group {
    const deadline = Number.POSITIVE_INFINITY;
    const group: Group = { campaign, leader, opensBy, status: 'pending', members: [], deadline, early: false };
    this.groups.push(group);
    return group;
  }

  /**
   * The shop hears of a captured payment: a seat, another group's seat, a group of its own, or the money back.
   * @param into where the shop has put it, since any other group with a free seat would do
   */
  hear(order: Order, now: number, into: Group | undefined): void {
    const { campaign, who, group } = order;
    const gone =
      order.state === 'closed' &&
      ((campaign.terms.newcomers && !order.starts && this.count(who, { but: order }) > 0) ||
        this.count(who, { within: campaign, but: order }) >= campaign.terms.perPerson);
    const why = gone ? 'gone' : this.whyNoSeat(order, group, now);
    order.state = 'refunded';
    if (why === null) this.seat(order, group, now);
    if (why !== 'extra') return;
    const others = this.others(order, now);
    const leads = campaign.terms.overflow === 'lead' && campaign.ended === undefined;
    const next = leads ? this.start(campaign, who, 0) : (others.find((one) => one === into) ?? others[0]);
    if (next) this.seat(order, next, now);
  }

  /** extra: the merchant says what becomes of it. final: money back in any case. */
  private whyNoSeat(order: Order, group: Group, now: number): 'extra' | 'final' | null {
    const { who } = order;
    const others = this.seats(group, now).filter((one) => one !== order);
    // One person, one seat: whatever has become of the group, a second payment of the same person is money back.
    if (others.some((one) => one.who === who)) return 'final';
    const over = group.status === 'failed' || (group.deadline <= now && !this.held(group, now).includes(order));
    if (over && group.early) return 'final';
    if (over || group.status === 'formed' || others.length >= group.campaign.terms.size) return 'extra';
    return group.status === 'pending' && group.opensBy <= now ? 'extra' : null;
  }

  private others({ campaign, who, group, starts }: Order, now: number): Group[] {
    // Whoever has started a group was not asked whether the shop knows them.
    if (campaign.terms.overflow !== 'anotherGroup' || (campaign.terms.newcomers && starts)) return [];
    return this.groups.filter((one) => {
      const seats = this.seats(one, now);
      const joinable = one.status === 'open' && one.deadline > now + MINUTE && seats.length < campaign.terms.size;
      return joinable && one.campaign === campaign && one !== group && !seats.some((seat) => seat.who === who);
    });
  }

  private seat(order: Order, group: Group, now: number): void {
    Object.assign(order, { group, state: 'seated', seatedAt: now });
    group.members.push(order);
    if (group.status === 'pending') Object.assign(group, { status: 'open', deadline: now + group.campaign.terms.life });
    if (group.members.length >= group.campaign.terms.size) group.status = 'formed';
  }

  /** Every reason against leaving. */
  whyNotLeave(who: string, group: Group, now: number): string[] {
    return [
      group.status === 'formed' && 'groupFormed',
      group.status === 'failed' && 'groupFailed',
      !group.members.some((one) => one.who === who) && 'notInGroup',
      !group.campaign.terms.mayLeave && 'leaveNotAllowed',
      group.deadline <= now && 'groupExpired',
    ].filter((one) => one !== false);
  }

  leave(who: string, group: Group): void {
    for (const order of group.members.filter((one) => one.who === who)) order.state = 'left';
    group.members = group.members.filter((one) => one.state !== 'left');
    if (group.members.length === 0) group.status = 'failed';
    else if (group.leader === who) [group.leader] = this.heirs(group) as [string];
  }

  /** Who may lead a group whose leader has left: the earliest paid member, or one of several that were heard of at once. */
  heirs({ members }: Group): string[] {
    const first = Math.min(...members.map(({ seatedAt }) => seatedAt));
    return members.filter(({ seatedAt }) => seatedAt === first).map(({ who }) => who);
  }

  end(campaign: Campaign, how: 'letRun' | 'endNow', now: number): void {
    if (campaign.ended !== 'endNow') campaign.ended = how;
    if (how === 'letRun') return;
    for (const group of this.groups.filter((one) => one.campaign === campaign)) {
      if (group.status === 'open' && group.deadline > now) Object.assign(group, { deadline: now, early: true });
      if (group.status === 'pending') Object.assign(group, { status: 'failed', early: true });
    }
  }

  /** Whose time to pay is over, in the order in which the shop looks at them. */
  overdue(now: number): Order[] {
    return this.orders
      .filter(({ state, payBy }) => state === 'waiting' && payBy <= now)
      .sort((a, b) => a.payBy - b.payBy);
  }

  /** Nobody has paid, as far as the shop knows; where WeChat does not answer, it waits for the seat's grace. */
  close(order: Order, now: number, silent: boolean): void {
    if (!silent || order.payBy + GRACE <= now) order.state = 'closed';
  }

  /** What deadlines make of groups. */
  expire(now: number): void {
    for (const group of this.groups) {
      if (group.status === 'pending' && group.opensBy <= now) group.status = 'failed';
      if (group.status !== 'open' || group.deadline > now || this.held(group, now).length > 0) continue;
      const { size, least = size } = group.campaign.terms;
      group.status = group.members.length >= least ? 'formed' : 'failed';
      if (group.status === 'failed') for (const order of group.members) order.state = 'failed';
    }
  }

  /** What of a payment has gone back, or is on its way. */
  back({ state, unit, pieces, group, starts, campaign: { terms } }: Order): number {
    if (state === 'refunded' || state === 'left' || state === 'failed') return unit * pieces;
    if (state !== 'seated') return 0;
    const price = priceOf(terms, group.members.length) - (starts === group ? terms.discount : 0);
    return Math.max(0, unit - price) * pieces;
  }
}
