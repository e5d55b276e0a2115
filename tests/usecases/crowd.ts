/** What the tests of money share: people in bulk, orders placed in this process, and the books as they stand. */
import { randomBytes } from 'node:crypto';
import { withToken } from '../../functions/http/token';
import type { OrderDoc } from '../../functions/store/collections';
import { indexes } from '../../functions/store/collections';
import { sign } from '../../functions/store/signed';
import { runCron } from '../../functions/usecases/cron';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { FaultEffect, Operation } from '../../scripts/wechatStandIn/types';
import type { Output } from '../../shared/contracts/contracts';
import { POLICY_EDITION } from '../../shared/domain/consent';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import { HOUR, SECOND } from '../../shared/time';
import { CAMPAIGN, type Person, SKU, type World } from '../support/world';

/** Larger sizes, for `npm run test:long`. */
export const LONG = process.env.PINKAN_LONG !== undefined;

/** People with an address, written straight into the database: signing in is not what these tests are about. */
export async function crowd(world: World, count: number): Promise<Person[]> {
  const { app, credentials } = world;
  const batch = randomBytes(6).toString('hex');
  const people = Array.from({ length: count }, (_, index): Person => {
    const userId = `usr_${batch}x${index}`;
    const token = () => {
      const person = { name: `买家${index}`, avatar: '' };
      return withToken(app, { userId, sessionId: `ses_${batch}x${index}`, renewal: 'r'.repeat(43), person }).token;
    };
    const person = {
      id: `${batch}x${index}`,
      userId,
      openid: `o${batch}x${index}`,
      token: token(),
      call: ((endpoint, input) => world.call(endpoint, input, token())) satisfies Person['call'],
    };
    return person;
  });
  const region = ['江苏省', '无锡市', '滨湖区'];
  await app.store.users.insertMany(
    people.map(({ userId, openid }, index) => ({
      _id: userId,
      identities: [{ appid: credentials.appid, openid }],
      name: `买家${index}`,
      avatar: '',
      addresses: [{ id: 'adr_home', name: `买家${index}`, phone: '13800001111', region, detail: '阳山镇桃源路 1 号' }],
      consents: [{ edition: POLICY_EDITION, answer: 'agree' as const, at: world.now() }],
      createdAt: world.now(),
    })),
  );
  return people;
}

export const newRequestId = (): string => randomBytes(8).toString('hex');

interface Wish {
  readonly groupId?: string | undefined;
  readonly quantity?: number;
  readonly requestId?: string;
  readonly shareToken?: string;
  readonly skuId?: string;
  /** null: bought alone. */
  readonly campaignId?: string | null;
  /** What one piece is thought to cost. */
  readonly unit?: number;
  /** A ticket of the chat that the buyer has come from. */
  readonly chat?: string | undefined;
}

/** What `order.place` is given. */
export function wish(wanted: Wish = {}) {
  const { groupId, quantity = 1, requestId, shareToken, skuId, campaignId = CAMPAIGN, unit, chat } = wanted;
  return {
    requestId: requestId ?? newRequestId(),
    lines: [{ skuId: skuId ?? SKU, quantity }],
    ...(campaignId === null ? {} : { campaignId }),
    ...(groupId === undefined ? {} : { groupId }),
    seenTotal: (unit ?? (campaignId === null ? 3990 : 2990)) * quantity,
    ...(shareToken === undefined ? {} : { shareToken }),
    ...(chat === undefined ? {} : { chat }),
  };
}

/** The ticket of somebody who has come from this chat, as `chat.enter` gives it. */
export const chatTicket = ({ app, now }: World, { userId }: Pick<Person, 'userId'>, opengid: string): string =>
  sign(
    { sub: userId, gid: opengid },
    { secret: app.settings.jwtSecret, audience: 'pinkan-chat', now: now(), life: 2 * HOUR },
  ).text;

/** Places an order in this process: HTTP is not the point. */
export const tryPlace = (
  world: World,
  { userId }: Pick<Person, 'userId'>,
  wanted: Wish = {},
): Promise<Result<Output<'order.place'>, RefusalCode>> => placeOrder(world.app, userId, wish(wanted));

export async function place(world: World, person: Person, wanted: Wish = {}): Promise<Output<'order.place'>> {
  const placed = await tryPlace(world, person, wanted);
  if (!placed.ok) throw new Error(`the order is refused: ${placed.refusal}`);
  return placed.value;
}

/** Places, pays, and lets WeChat say so. */
export async function buy(world: World, person: Person, wanted: Wish = {}): Promise<Output<'order.place'>> {
  const placed = await place(world, person, wanted);
  await world.pay(person, placed.orderId);
  await world.standIn.control.flush();
  await heard(world, placed.orderId);
  return placed;
}

/** WeChat waits five seconds for our answer; on a busy machine the payment finds its outcome a moment later. */
async function heard(world: World, orderId: string): Promise<void> {
  const number = numberOf(await orderOf(world, orderId));
  const told = (await world.standIn.control.notifications()).find(({ outTradeNo }) => outTradeNo === number);
  if (told?.state !== 'pending' || told.lastStatus !== 0) return;
  while ((await orderOf(world, orderId)).payments[0]?.outcome === undefined);
}

export async function orderOf(world: World, orderId: string): Promise<OrderDoc> {
  const order = await world.app.store.orders.findOne({ _id: orderId });
  if (!order) throw new Error(`${orderId} is gone`);
  return order;
}

export const numberOf = (order: OrderDoc): string => order.payments[0]?.outTradeNo ?? '';

export const fault = (world: World, operation: Operation, effect: FaultEffect, times?: number) =>
  world.standIn.control.addFault({ match: { operation }, effect, ...(times === undefined ? {} : { times }) });

/** From now on WeChat tells nobody of this order's payment, and answers neither a query nor a close of it. */
export async function silence(world: World, orderId: string): Promise<void> {
  const { control } = world.standIn;
  const text = numberOf(await orderOf(world, orderId));
  const failure = { kind: 'fail', status: 500 } as const;
  await control.addFault({ match: { operation: 'notify', text }, effect: { kind: 'withhold' } });
  await control.addFault({ match: { operation: 'query', text }, effect: failure });
  await control.addFault({ match: { operation: 'close', text }, effect: failure });
}

/** All that was held back is told, several times over and in no order. */
export async function speak(world: World): Promise<void> {
  await world.standIn.control.clearFaults();
  await world.standIn.control.release({ copies: 3, order: 'shuffled' });
}

/** What requests on a slow machine have left to cron is done; a moment has gone by. */
export async function caughtUp(world: World): Promise<void> {
  await world.advance(15 * SECOND);
  await runCron(world.app);
}

/** Every document of every collection but the alarms, to see that nothing has changed. */
export async function everything(world: World): Promise<Record<string, unknown[]>> {
  const names = Object.keys(indexes).filter((name) => name !== 'alarms');
  const found = names.map(
    async (name) => [name, await world.app.store.db.collection(name).find().sort({ _id: 1 }).toArray()] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

export const alarmKinds = async (world: World): Promise<string[]> =>
  (await world.app.store.alarms.find().toArray()).map(({ kind }) => kind).sort();

/** Nothing is held, and nothing was sold: what a refused or closed order leaves behind. */
export async function reservations(world: World): Promise<{ _id: string; taken: number; holds: number }[]> {
  const counters = await world.app.store.counters.find().toArray();
  return counters
    .filter(({ taken, holds }) => taken > 0 || holds.length > 0)
    .map(({ _id, taken, holds }) => ({ _id, taken, holds: holds.length }));
}

/** What every test of money ends with. */
export async function expectTrue(world: World, settled = true): Promise<void> {
  expect(world.errors).toEqual([]);
  expect(await world.differences(settled)).toEqual([]);
}
