/**
 * ONE STORY OF GROUP BUYING, told to the shop and to its model side by side. An act names people, orders and groups by
 * their place in what there is to choose from; the shop does it, and the model says what must have come of it.
 */
import type { GroupDoc, OrderDoc } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { endCampaign, publishCampaign } from '../../functions/usecases/campaign';
import { runCron } from '../../functions/usecases/cron';
import { leave } from '../../functions/usecases/groupBuy';
import { checkPayment, payOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { deriveId } from '../../shared/domain/ids';
import { HOUR, MINUTE, type Ms, SECOND } from '../../shared/time';
import { type Campaign, type Group, GroupBuyModel, type Order, type Terms, unitFor } from '../support/groupBuyModel';
import { type Death, mortal } from '../support/mortal';
import { MERCHANT, type Person, PRODUCT, SKU, START, type World } from '../support/world';
import { expectTrue, newRequestId, numberOf, orderOf, wish } from './crowd';

/*
 * Time goes in cells of ten minutes. Everybody acts within a cell's first minute, and what a dead process has left is
 * picked up a minute later. No hold and no deadline ends in these two minutes, so it is all the same when in them
 * something is done.
 */
const CELL = 10 * MINUTE;
const PICKED_UP = 61 * SECOND;
export const HOLD = 13 * MINUTE;
export const LIFE = 63 * MINUTE;

/** WeChat tells of the payment at once · it does not, but answers whoever asks · it answers nobody either. */
export type Told = 'told' | 'withheld' | 'silent';
/** Whether whoever is given a seat pays for it at once. */
export type Pays = Told | 'later';

export type Act =
  | { do: 'start'; who: number; campaign: number; pieces: number; pays: Pays }
  | { do: 'join'; who: number; group: number; pieces: number; pays: Pays; blind: boolean }
  | { do: 'pay'; order: number; told: Told }
  | { do: 'ask'; order: number }
  | { do: 'tell'; order: number; all: boolean }
  | { do: 'leave'; seat: number; as: 'leader' | 'member' | 'anybody' }
  | { do: 'end'; campaign: number; how: 'letRun' | 'endNow' }
  | { do: 'wait'; cells: number }
  | { do: 'expire'; group: number };

export interface Step {
  readonly act: Act;
  /** again: whoever was not answered asks again at once; else nobody does, and cron finds what is left. */
  readonly dies?: (Death & { readonly again: boolean }) | undefined;
}

/** What the shop has come to. */
interface Seen {
  readonly orders: ReadonlyMap<string, OrderDoc>;
  readonly groups: ReadonlyMap<string, GroupDoc>;
  readonly ended: ReadonlyMap<string, string | undefined>;
}

/** What an act means to the model, given what the shop has come to. */
type Meaning = (seen: Seen) => void;

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

const isUnheard = ({ paid, state }: Order) => paid && (state === 'waiting' || state === 'closed');

export class Story {
  private readonly world: World;
  private readonly people: readonly string[];
  private readonly model = new GroupBuyModel();
  private readonly campaigns: Campaign[] = [];
  /** The shop's ids of the model's groups. */
  private readonly ids = new Map<Group, string>();
  /** Payments that WeChat does not tell of, and the faults that keep it from that. */
  private readonly untold = new Map<Order, { told: Told; number: string; faults: readonly string[] }>();
  private dies: Step['dies'];
  private died = false;

  constructor(world: World, people: readonly Person[]) {
    this.world = world;
    this.people = people.map(({ userId }) => userId);
  }

  async begin(terms: readonly Terms[]): Promise<void> {
    await this.world.reset();
    for (const [index, one] of terms.entries()) {
      const id = `cmp_${index}`;
      await publish(this.world, id, one);
      this.campaigns.push({ id, terms: one });
    }
  }

  async go({ act, dies }: Step): Promise<void> {
    const before = this.model.orders.length;
    this.dies = dies;
    await this.follow(await this.perform(act));
    const placed = this.model.orders[before];
    // Whoever begins what others are to join pays at once.
    const pays = act.do === 'join' && placed?.starts ? 'told' : 'pays' in act ? act.pays : 'later';
    if (placed && pays !== 'later' && !dies) await this.follow(await this.pay(placed, pays));
  }

  /** WeChat tells everything, time goes on until no group is open any more, and all books are compared. */
  async end(): Promise<void> {
    await this.go({ act: { do: 'tell', order: 0, all: true } });
    await this.go({ act: { do: 'wait', cells: 150 } });
    // Refunds are sent by now: they arrive, and WeChat confirms it to whoever asks.
    await this.world.standIn.control.flush();
    await this.world.advance(MINUTE);
    await runCron(this.world.app);
    const seen = await this.look();
    this.compare(seen);
    await this.compareWithWechat(seen);
    await expectTrue(this.world);
  }

  /** The model follows the shop, and both are compared. */
  private async follow(meaning: Meaning | null): Promise<void> {
    if (!meaning) return;
    let last = meaning;
    if (this.died) {
      // What the dead process has left is picked up in this cell; a request that nobody repeats is given up in the next.
      this.died = false;
      this.dies = undefined;
      await this.world.advance(PICKED_UP);
      await runCron(this.world.app);
      meaning(await this.look());
      last = await this.wait(1);
    }
    const seen = await this.look();
    last(seen);
    this.compare(seen);
    await this.world.advance(SECOND);
  }

  /** Asks the shop. @returns undefined if the process died over it and nobody asked again */
  private async ask<T>(work: (app: App) => Promise<T>): Promise<T | undefined> {
    const process = mortal(this.world.app, this.dies);
    try {
      const answer = await work(process.app);
      if (!process.died()) return answer;
    } catch (error) {
      if (!process.died()) throw error;
    }
    await process.still();
    this.died = true;
    return this.dies?.again ? work(this.world.app) : undefined;
  }

  /* ── acts ───────────────────────────────────────────────────────────────────────────────────────────────────── */

  /** @returns null where there is nothing to do it with */
  private async perform(act: Act): Promise<Meaning | null> {
    const { model } = this;
    const groups = [...this.ids.keys()];
    const open = groups.filter(({ status }) => status === 'open');
    switch (act.do) {
      case 'start':
        return this.place(pick(this.people, act.who) ?? '', act.pieces, pick(this.campaigns, act.campaign) as Campaign);
      case 'join': {
        // Nearly full groups first. Some have the link of a group that, for one reason, is not for them; where nobody is
        // able to join, somebody begins something.
        const { who, group, blind } = act;
        const ask = blind ? groups : [...open].sort((a, b) => b.members.length - a.members.length);
        const seats = ask.flatMap((one) =>
          this.people
            .filter((person) => this.whyNot(person, one).length === (blind ? 1 : 0))
            .map((person) => ({ person, one })),
        );
        const seat = pick(
          blind || group % 3 === 0 ? seats : seats.filter(({ one }) => one === seats[0]?.one),
          who * 7 + group,
        );
        if (seat) return this.place(seat.person, act.pieces, seat.one.campaign, seat.one);
        return this.place(pick(this.people, who) ?? '', act.pieces, pick(this.campaigns, group) as Campaign);
      }
      case 'pay': {
        const now = this.world.now();
        const payable = model.orders.filter((one) => one.state === 'waiting' && !one.paid && one.payBy > now);
        const order = pick(payable, act.order);
        return order ? this.pay(order, act.told) : null;
      }
      case 'ask': {
        const order = pick([...this.untold.keys()].filter(isUnheard), act.order);
        return order && this.untold.get(order)?.told === 'withheld' ? this.check(order) : null;
      }
      case 'tell': {
        const untold = [...this.untold.keys()];
        const order = pick(untold, act.order);
        return order ? this.tell(act.all ? untold : [order]) : null;
      }
      case 'leave': {
        const free = open.filter(({ campaign }) => campaign.terms.mayLeave);
        const seats = {
          leader: free.map((group) => ({ who: group.leader, group })),
          member: free.flatMap((group) => group.members.map(({ who }) => ({ who, group }))),
          anybody: groups.flatMap((group) => this.people.map((who) => ({ who, group }))),
        };
        const seat = pick(seats[act.as], act.seat);
        return seat ? this.leave(seat.who, seat.group) : null;
      }
      case 'end':
        return this.endCampaign(pick(this.campaigns, act.campaign) as Campaign, act.how);
      case 'wait':
        return this.wait(act.cells);
      case 'expire': {
        const group = pick(open, act.group);
        return group ? this.wait(Math.max(1, Math.ceil((group.deadline - this.cell()) / CELL))) : null;
      }
    }
  }

  private whyNot(who: string, group: Group): string[] {
    return this.model.whyNot(who, group.campaign, group, this.world.now());
  }

  private async place(who: string, pieces: number, campaign: Campaign, group?: Group): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const requestId = newRequestId();
    const id = deriveId('ord', who, 'order.place', requestId);
    const [groupId, unit] = [group && this.ids.get(group), unitFor(campaign, group)];
    const input = wish({ requestId, campaignId: campaign.id, groupId, quantity: pieces, unit });
    const answer = await this.ask((app) => placeOrder(app, who, input));
    return ({ orders }) => {
      const reasons = model.whyNot(who, campaign, group, now);
      const said = answer && (answer.ok ? 'placed' : reasons.includes(answer.refusal) ? 'refused' : answer.refusal);
      const stands = orders.get(id)?.status === 'awaitingPayment';
      expect({ who, said: said ?? 'nothing', reasons }).toEqual({
        who,
        said: answer ? (reasons.length > 0 ? 'refused' : 'placed') : 'nothing',
        reasons,
      });
      if (answer || reasons.length > 0) expect({ id, stands }).toEqual({ id, stands: reasons.length === 0 });
      if (stands) model.place(id, who, campaign, group, pieces, now);
    };
  }

  private async pay(order: Order, told: Told): Promise<Meaning | null> {
    const { control } = this.world.standIn;
    const now = this.world.now();
    const doc = await orderOf(this.world, order.id);
    // Its request died before WeChat had heard of it: the buyer goes on from the order, while there is a minute left.
    if (doc.payments[0]?.prepayId === undefined && !(await payOrder(this.world.app, order.who, order.id)).ok)
      return null;
    const number = numberOf(doc);
    const unheard = this.dies && told === 'told' ? 'withheld' : told;
    if (unheard !== 'told') this.untold.set(order, { told: unheard, number, faults: await this.hush(number, unheard) });
    await control.pay({ outTradeNo: number });
    order.paid = true;
    if (unheard === told) {
      if (told === 'told') await control.flush();
      return (seen) => this.hear(told === 'told' ? [order] : [], now, seen);
    }
    // The buyer comes back from the payment sheet and asks; if the process dies over it, WeChat tells it later.
    await this.ask((app) => checkPayment(app, order.who, order.id));
    const meaning = await this.tell([order]);
    return this.died ? (seen) => this.hear([order], now, seen) : meaning;
  }

  /** Keeps WeChat from telling of a payment, or from answering at all about it. @returns the faults */
  private async hush(text: string, told: Told): Promise<string[]> {
    const { control } = this.world.standIn;
    const faults = [await control.addFault({ match: { text }, effect: { kind: 'withhold' } })];
    if (told === 'silent')
      faults.push(await control.addFault({ match: { text }, effect: { kind: 'fail', status: 500 } }));
    return faults.map(({ id }) => id);
  }

  private async check(order: Order): Promise<Meaning> {
    const now = this.world.now();
    const answer = await this.ask((app) => checkPayment(app, order.who, order.id));
    return (seen) => {
      const heard = seen.orders.get(order.id)?.payments[0]?.captured !== undefined;
      if (answer) expect({ id: order.id, heard }).toEqual({ id: order.id, heard: true });
      if (heard) this.hear([order], now, seen);
    };
  }

  /** One after the other: two payments on their way at once may want the same last place in a limit, which neither keeps. */
  private async tell(orders: readonly Order[]): Promise<Meaning> {
    const { control } = this.world.standIn;
    const now = this.world.now();
    for (const order of orders) {
      const { faults = [], number = '' } = this.untold.get(order) ?? {};
      for (const fault of faults) await control.clearFaults(fault);
      await control.release({ text: number });
      this.untold.delete(order);
    }
    return (seen) => this.hear(orders.filter(isUnheard), now, seen);
  }

  private async leave(who: string, group: Group): Promise<Meaning> {
    const { model } = this;
    const now = this.world.now();
    const groupId = this.ids.get(group) ?? '';
    const answer = await this.ask((app) => leave(app, who, { groupId }));
    return (seen) => {
      const seat = group.members.find((order) => order.who === who);
      const reasons = model.whyNotLeave(who, group, now);
      const gone = seat !== undefined && seen.orders.get(seat.id)?.closeReason === 'left';
      if (answer || reasons.length > 0) expect({ groupId, gone }).toEqual({ groupId, gone: reasons.length === 0 });
      if (answer) {
        // Asked again, it is answered as the first time, as long as there is no seat again.
        const left = model.orders.filter((one) => one.who === who && one.group === group && one.state === 'left');
        const wanted = seat
          ? reasons.length > 0
            ? reasons
            : [seat.id]
          : left.length > 0
            ? left.map(({ id }) => id)
            : reasons;
        expect(wanted).toContain(answer.ok ? answer.value.orderId : answer.refusal);
      }
      if (!gone) return;
      model.leave(who, group);
      const leader = seen.groups.get(groupId)?.leaderId ?? '';
      if (group.status === 'open' && model.heirs(group).includes(leader)) group.leader = leader;
    };
  }

  private async endCampaign(campaign: Campaign, groups: 'letRun' | 'endNow'): Promise<Meaning> {
    const now = this.world.now();
    const input = { merchantId: MERCHANT, campaignId: campaign.id, groups };
    const answer = await this.ask((app) => endCampaign(app, this.people[0] ?? '', input));
    return ({ ended }) => {
      if (answer) expect(answer).toMatchObject({ ok: true });
      if (answer || ended.get(campaign.id) === groups) this.model.end(campaign, groups, now);
    };
  }

  private async wait(cells: number): Promise<Meaning> {
    await this.world.advance(this.cell() + cells * CELL - this.world.now());
    const now = this.world.now();
    await this.ask((app) => runCron(app));
    return (seen) => {
      const { model } = this;
      for (const payBy of new Set(model.overdue(now).map((order) => order.payBy))) {
        const due = model.overdue(now).filter((order) => order.payBy === payBy);
        const told = (order: Order) => this.untold.get(order)?.told;
        const known = due.filter((order) => order.paid && told(order) !== 'silent');
        this.hear(this.byLuck(known, seen), now, seen);
        for (const order of due) {
          if (order.state === 'waiting') model.close(order, now, told(order) === 'silent');
        }
      }
      model.expire(now);
    };
  }

  private hear(orders: readonly Order[], now: Ms, { orders: docs }: Seen): void {
    const groupOf = new Map([...this.ids].map(([group, id]) => [id, group]));
    for (const order of orders) this.model.hear(order, now, groupOf.get(docs.get(order.id)?.groupId ?? ''));
  }

  /** Orders that the shop looked at in whatever order: who got what they asked for came first. */
  private byLuck(orders: readonly Order[], { orders: docs }: Seen): Order[] {
    const luck = (order: Order) => {
      const doc = docs.get(order.id);
      if (doc?.payments[0]?.outcome !== 'seat') return 2;
      return doc.groupId === this.ids.get(order.group) ? 0 : 1;
    };
    return [...orders].sort((a, b) => luck(a) - luck(b));
  }

  /* ── comparing ──────────────────────────────────────────────────────────────────────────────────────────────── */

  private async look(): Promise<Seen> {
    const { orders, groups, campaigns } = this.world.app.store;
    const [allOrders, allGroups, allCampaigns] = await Promise.all([
      orders.find().toArray(),
      groups.find().toArray(),
      campaigns.find().toArray(),
    ]);
    return {
      orders: new Map(allOrders.map((order) => [order._id, order])),
      groups: new Map(allGroups.map((group) => [group._id, group])),
      ended: new Map(allCampaigns.map(({ _id, ended }) => [_id, ended?.groups])),
    };
  }

  private compare(seen: Seen): void {
    const { model } = this;
    // The model's groups are known by the orders in them.
    for (const order of model.orders) {
      const id = seen.orders.get(order.id)?.groupId ?? '';
      if (!this.ids.has(order.group) && ![...this.ids.values()].includes(id)) this.ids.set(order.group, id);
    }
    const now = this.world.now();
    const pairs = [
      ...model.orders.map((order) => [orderSeen(order, seen.orders.get(order.id)), this.orderMeant(order)]),
      ...model.groups.map((group) => {
        const doc = seen.groups.get(this.ids.get(group) ?? '');
        // It was opened or ended by whoever picked it up.
        const later = (doc?.expiresAt ?? 0) - group.deadline;
        if (later > 0 && later <= PICKED_UP) group.deadline += later;
        return [groupSeen(doc, now), this.groupMeant(group, now)];
      }),
    ];
    expect(pairs.map(([got]) => got)).toEqual(pairs.map(([, meant]) => meant));
  }

  private orderMeant(order: Order) {
    const { id, state, group } = order;
    const kept = group.status === 'formed' ? 'toShip' : 'paid';
    const status = state === 'waiting' ? 'awaitingPayment' : state === 'seated' ? kept : 'closed';
    const outcome = state === 'waiting' || state === 'closed' ? undefined : state === 'refunded' ? 'refund' : 'seat';
    const groupId = outcome === 'refund' ? undefined : this.ids.get(group);
    return { order: id, status, outcome, groupId, back: this.model.back(order) };
  }

  private groupMeant(group: Group, now: Ms) {
    const { status, early, deadline, members } = group;
    const idsOf = (orders: readonly Order[]) => orders.map(({ id }) => id).sort();
    return {
      group: this.ids.get(group),
      status,
      leader: status === 'failed' ? undefined : group.leader,
      early,
      deadline: Number.isFinite(deadline) ? deadline : undefined,
      members: idsOf(members),
      held: idsOf(this.model.held(group, now)),
    };
  }

  /** What each buyer has paid and got back, to the fen. */
  private async compareWithWechat({ orders }: Seen): Promise<void> {
    const books = await this.world.standIn.control.books(this.world.credentials.mchid);
    const arrived = (outTradeNo: string) =>
      books.refunds
        .filter((refund) => refund.outTradeNo === outTradeNo && refund.status === 'SUCCESS')
        .reduce((sum, { refund }) => sum + refund, 0);
    const paid = books.transactions.filter(({ paidAt }) => paidAt !== undefined);
    expect(new Map(paid.map(({ outTradeNo, total }) => [outTradeNo, [total, arrived(outTradeNo)]]))).toEqual(
      new Map(
        this.model.orders
          .filter((order) => order.paid)
          .map((order) => {
            const number = orders.get(order.id)?.payments[0]?.outTradeNo;
            return [number, [order.unit * order.pieces, this.model.back(order)]];
          }),
      ),
    );
  }

  /** When the running cell began. */
  private cell(): Ms {
    return this.world.now() - ((this.world.now() - START) % CELL);
  }
}

function orderSeen({ state }: Order, doc: OrderDoc | undefined) {
  return {
    order: doc?._id,
    status: doc?.status,
    outcome: doc?.payments[0]?.outcome,
    // Which groups have said no to it on its way is nobody's matter.
    groupId: state === 'refunded' ? undefined : doc?.groupId,
    back: doc?.refunds.reduce((sum, { amount }) => sum + amount, 0),
  };
}

function groupSeen(doc: GroupDoc | undefined, now: Ms) {
  const seats = (doc?.seats ?? []).filter((seat) => seat.state === 'taken' || seat.until + 5 * MINUTE > now);
  const idsOf = (state: 'taken' | 'held') =>
    seats
      .filter((seat) => seat.state === state)
      .map(({ orderId }) => orderId)
      .sort();
  return {
    group: doc?._id,
    status: doc?.status,
    leader: doc?.status === 'failed' ? undefined : doc?.leaderId,
    early: doc?.endedEarly === true,
    deadline: doc?.expiresAt,
    members: idsOf('taken'),
    held: idsOf('held'),
  };
}

async function publish(world: World, id: string, terms: Terms): Promise<void> {
  const { price, discount, newcomers, ladder, ...same } = terms;
  const plan = {
    _id: id,
    merchantId: MERCHANT,
    kind: 'groupBuy' as const,
    productId: PRODUCT,
    title: id,
    startsAt: START - HOUR,
    endsAt: START + 10_000 * HOUR,
    terms: {
      ...same,
      prices: { [SKU]: price },
      ladder: ladder.map(({ members, price: lower }) => ({ members, prices: { [SKU]: lower } })),
      leaderDiscount: discount,
      audience: newcomers ? ('newcomers' as const) : ('everyone' as const),
      perOrder: 2,
      quota: 500,
      chatOnly: false,
    },
  };
  const published = await publishCampaign(world.app, plan, [{ id: SKU, name: '5 斤装', price: 3990 }], world.now());
  expect(published).toEqual({ ok: true, value: null });
}
