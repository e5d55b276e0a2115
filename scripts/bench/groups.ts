/**
 * What a group costs beyond its joins: leaving it, its deadline, a thousand deadlines at once, and many hands on one
 * group, beside the same document written raw.
 */
import { randomBytes } from 'node:crypto';
import type { Collection, Document, MongoClient } from 'mongodb';
import type { GroupDoc, GroupSeat } from '../../functions/store/collections';
import { takeSeat } from '../../functions/store/groupBuy';
import type { App } from '../../functions/usecases/app';
import { expireGroups, leave, pendingGroup } from '../../functions/usecases/groupBuy';
import { type GroupBuyTerms, USUAL_TERMS } from '../../shared/domain/groupBuy';
import { HOUR, type Ms } from '../../shared/time';
import { joinByUseCases, record } from './joins';
import { figure, ratios, type Say, spread, tally } from './report';
import { crowdOf, openShop, PRICE, SKU, unknownMerchant } from './shop';

const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

export interface GroupsSize {
  /** Members that a large group is for; all but one have paid. */
  readonly members: number;
  /** Groups whose deadline passes at once. */
  readonly expiring: number;
  readonly clients: number;
  readonly rounds: number;
}

const newName = (what: string): string => `bench_${what}_${randomBytes(4).toString('hex')}`;

const termsFor = (size: number): GroupBuyTerms => ({
  ...USUAL_TERMS,
  size,
  prices: { [SKU]: PRICE },
  quota: 1_000_000,
  mayLeave: true,
});

/** Commands of leaving, and of the deadline of a group that lacks one member. */
export async function leaveAndExpiryFigures(uri: string, { members }: GroupsSize, say: Say): Promise<string[]> {
  let now = NOW;
  const shop = await openShop({
    uri,
    database: newName('expiry'),
    teams: Math.ceil(members / 4),
    terms: termsFor(members),
    credentials: unknownMerchant(),
    now: () => now,
    monitored: true,
  });
  try {
    const { app } = shop;
    const { client } = app.store;
    const crowd = crowdOf(members);
    const groupId = crowd[1]?.groupId ?? '';
    say(`filling a group of ${members}, but for one`);
    for (const join of crowd.slice(0, -1)) await joinByUseCases(app, join);
    const goes = crowd.at(-2);
    if (!goes) throw new Error('nobody is there to leave');
    const left = await record(client, () => leave(app, goes.userId, { groupId }));
    await joinByUseCases(app, { ...(crowd.at(-1) ?? goes), groupId });
    now += HOUR * 25;
    const expired = await record(client, () => expireGroups(app, { limit: 10, over: () => false }));
    const failed = await app.store.orders.countDocuments({ closeReason: 'groupFailed' });
    if (failed !== members - 1) throw new Error(`${failed} of ${members - 1} members were refunded`);
    const each = (expired.length / failed).toFixed(1);
    const names = tally(left.map(({ name }) => name));
    return [
      figure('commands per leave', `${left.length}`, names),
      figure(`commands per expiry, ${failed} of ${members} paid`, `${expired.length}`, `${each} per refunded member`),
    ];
  } finally {
    await shop.close();
  }
}

/** Joins of one hot group: our conditional update, beside a plain push into a document of the same collection. */
export async function hotGroupFigures(uri: string, size: GroupsSize, say: Say): Promise<string[]> {
  const shop = await openShop({
    uri,
    database: newName('hot'),
    teams: 1,
    credentials: unknownMerchant(),
    now: () => NOW,
  });
  try {
    const { groups } = shop.app.store;
    const ours: number[] = [];
    const plain: number[] = [];
    for (let round = 1; round <= size.rounds; round++) {
      const ways = [
        async () => ours.push(await joinsPerSecond(groups, size, (id, seat) => seatByUs(groups, id, seat))),
        async () =>
          plain.push(await joinsPerSecond(groups, size, (id, seat) => seatRaw(groups, id, seat, size.members))),
      ];
      for (const way of round % 2 === 0 ? ways.reverse() : ways) await way();
      say(`round ${round} of ${size.rounds}: ${ours.at(-1)?.toFixed(0)} joins/s, raw ${plain.at(-1)?.toFixed(0)}`);
    }
    return [
      figure('joins per second on one hot group', spread(ours, 0), `${size.clients} clients, ${size.members} seats`),
      figure('… a raw conditional update', spread(plain, 0)),
      figure('our joins ÷ raw', spread(ratios(ours, plain)), 'aim ≥ 0.5'),
    ];
  } finally {
    await shop.close();
  }
}

type Join = (groupId: string, seat: GroupSeat) => Promise<boolean>;

async function joinsPerSecond(
  collection: Collection<GroupDoc>,
  { members, clients }: GroupsSize,
  join: Join,
): Promise<number> {
  const id = `grp_${randomBytes(8).toString('hex')}`;
  await collection.insertOne(openGroup(id, members));
  const seats = Array.from({ length: members - 1 }, (_, index) => seatOf(`ord_${id}x${index}`, `usr_${id}x${index}`));
  const waiting = [...seats];
  const begun = performance.now();
  const work = async () => {
    for (let seat = waiting.shift(); seat; seat = waiting.shift()) {
      if (!(await join(id, seat))) throw new Error(`${seat.orderId} has no seat`);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  const speed = seats.length / ((performance.now() - begun) / 1000);
  const group = await collection.findOne({ _id: id });
  if (group?.seats.length !== members) throw new Error(`${group?.seats.length} of ${members} seats are taken`);
  return speed;
}

const seatOf = (orderId: string, userId: string): GroupSeat => ({
  orderId,
  userId,
  name: '周小满',
  avatar: '/pictures/1f9d1-1f3fb.webp',
  state: 'taken',
  until: NOW,
  takenAt: NOW,
});

/** A group of which the leader has paid. */
function openGroup(id: string, members: number): GroupDoc {
  const about = {
    terms: termsFor(members),
    product: { id: 'prd_peach', title: '阳山水蜜桃', caption: '现摘现发', cover: '/pictures/1f351.webp' },
    skus: [{ id: SKU, name: '5 斤装', price: 3990, groupPrice: PRICE }],
    merchantId: 'mer_bench',
    merchantName: '山野集',
    campaignId: 'cmp_hot',
    campaignVersion: 1,
  };
  const leader = seatOf(`ord_${id}`, `usr_${id}`);
  return {
    ...pendingGroup(id, about, leader, NOW),
    status: 'open',
    seats: [leader],
    taken: 1,
    missing: members - 1,
    openedAt: NOW,
    expiresAt: NOW + 24 * HOUR,
  };
}

const seatByUs = async (groups: Collection<GroupDoc>, groupId: string, seat: GroupSeat): Promise<boolean> =>
  (await takeSeat(groups, groupId, seat, NOW)).ok;

/** The least that keeps a group from being overfilled. */
async function seatRaw(
  collection: Collection<GroupDoc>,
  groupId: string,
  seat: GroupSeat,
  members: number,
): Promise<boolean> {
  const update = { $push: { seats: seat }, $inc: { taken: 1 } };
  const free = { _id: groupId, status: 'open', [`seats.${members - 1}`]: { $exists: false } } as object;
  return (await collection.findOneAndUpdate(free, update, { returnDocument: 'after' })) !== null;
}

/** A thousand groups of one paid member each, whose deadline has passed. */
export async function expiringFigures(uri: string, { expiring }: GroupsSize, say: Say): Promise<string[]> {
  let now = NOW;
  const shop = await openShop({
    uri,
    database: newName('expiring'),
    teams: 1,
    terms: termsFor(3),
    credentials: unknownMerchant(),
    now: () => now,
    monitored: true,
  });
  try {
    const { app } = shop;
    const [leader] = crowdOf(2);
    if (!leader) throw new Error('a crowd has a leader');
    await joinByUseCases(app, leader);
    await multiply(app, leader.orderId, expiring - 1);
    now += HOUR * 25;
    const commands = countCommands(app.store.client);
    const heaps: number[] = [];
    let ended = 0;
    for (let run = 1; ended < expiring; run++) {
      const ran = await expireGroups(app, { limit: Math.ceil(expiring / 5), over: () => false });
      if (ran === 0) throw new Error(`${ended} of ${expiring} groups have ended, and no more`);
      ended += ran;
      heaps.push(heapInUse());
      say(`run ${run}: ${ended} of ${expiring} groups have ended`);
    }
    const [first = 0, last = 0] = [heaps[0], heaps.at(-1)];
    return [
      figure(
        `commands per group, ${expiring} expiring`,
        (commands.stop() / expiring).toFixed(1),
        'one paid member each',
      ),
      figure('heap after the last fifth ÷ after the first', (last / first).toFixed(2), `${(last / 1e6).toFixed(0)} MB`),
    ];
  } finally {
    await shop.close();
  }
}

/** Copies a paid order and its group so many times, each under ids of its own. */
async function multiply(app: App, orderId: string, times: number): Promise<void> {
  const { orders, groups, db } = app.store;
  const order = await orders.findOne({ _id: orderId });
  const group = await groups.findOne({ _id: order?.groupId ?? '' });
  if (!order || !group) throw new Error(`${orderId} has no group to be copied`);
  const copies = Array.from({ length: times }, (_, index) => {
    const rename = (doc: Document): Document =>
      JSON.parse(
        JSON.stringify(doc).replaceAll(orderId.slice(4), `copy${index}x`).replaceAll(group._id, `grp_copy${index}`),
      );
    return { order: rename(order), group: rename(group) };
  });
  await db.collection('orders').insertMany(copies.map((copy) => copy.order));
  await db.collection('groups').insertMany(copies.map((copy) => copy.group));
}

function countCommands(client: MongoClient): { stop(): number } {
  let count = 0;
  const hear = () => {
    count += 1;
  };
  client.on('commandStarted', hear);
  return {
    stop() {
      client.off('commandStarted', hear);
      return count;
    },
  };
}

/** After a collection where the process allows one (`--expose-gc`), else as it stands. */
function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
