/** What the tests of payouts share: promoters who have earned something, what WeChat was told, and the books as they stand. */
import type { MerchantDoc, WithdrawalDoc } from '../../functions/store/collections';
import { balancesOf } from '../../functions/store/ledger';
import { changeOrder } from '../../functions/store/order';
import type { App } from '../../functions/usecases/app';
import { runCron } from '../../functions/usecases/cron';
import { receiveOrder } from '../../functions/usecases/order';
import { quoteShopRefund, refundShopOrder } from '../../functions/usecases/shopOrder';
import { askWithdrawal } from '../../functions/usecases/withdrawal';
import { DEFAULT_RISK_RULES, type RiskRules } from '../../shared/domain/risk';
import { DEFAULT_PAYOUT_RULES, type PayoutRules, transferNumber } from '../../shared/domain/withdrawal';
import { DAY, MINUTE } from '../../shared/time';
import { MERCHANT, type Person, type World } from '../support/world';
import { buy, crowd, newRequestId } from './crowd';

/** 8 % of ¥39.90 a piece, by the piece: 319 fen. */
export const perPiece = (pieces: number): number => Math.floor((3990 * pieces * 800) / 10_000);

/** Payouts as a shop begins with them, but for what a test is about. */
export async function payoutsOf(
  { app }: World,
  { rules, risk, ...more }: { rules?: Partial<PayoutRules>; risk?: RiskRules } & Partial<MerchantDoc> = {},
): Promise<void> {
  const $set = {
    payout: { ...DEFAULT_PAYOUT_RULES, perDay: 100, perDayFen: 100_000_000, max: 50_000_000, ...rules },
    risk: risk ?? DEFAULT_RISK_RULES,
    ...more,
  };
  const $unset = { ...(more.payoutStop ? {} : { payoutStop: '' as const }), payoutStopHistory: '' as const };
  await app.store.merchants.updateOne({ _id: MERCHANT }, { $set, $unset });
}

export const STOP = { since: 1, causes: [{ since: 1, reason: 'reconciliation', date: '2036-03-01' }] } as const;

export const stopPayouts = ({ app }: World) =>
  app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { payoutStop: STOP } });
export const liftStop = ({ app }: World) =>
  app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { payoutStop: '' } });

export interface Earned {
  readonly promoter: Person;
  readonly buyer: Person;
  readonly orderIds: readonly string[];
}

/** A promoter whose friend has bought so many pieces, one order each entry, received and kept them: it is all available. */
export async function earned(world: World, pieces: readonly number[] = [20]): Promise<Earned> {
  const [promoter, buyer] = await crowd(world, 2);
  if (!promoter || !buyer) throw new Error('nobody came');
  const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  await buyer.call('share.open', { token: shared.value.token, scene: 1007 });
  const orderIds: string[] = [];
  for (const quantity of pieces) orderIds.push(await received(world, buyer, quantity));
  await world.advance(7 * DAY + MINUTE);
  await runCron(world.app);
  return { promoter, buyer, orderIds };
}

/** The shop gives the money of so many pieces back. */
export async function goesBack({ app }: World, orderId: string, pieces: number): Promise<void> {
  const order = await app.store.orders.findOne({ _id: orderId });
  const lines = (order?.lines ?? []).map(({ id: lineId }) => ({ lineId, quantity: pieces }));
  const what = { merchantId: MERCHANT, orderId, lines, withFreight: false };
  const worth = await quoteShopRefund(app, what);
  if (!worth.ok) throw new Error(worth.refusal);
  const given = { ...what, requestId: newRequestId(), seenAmount: worth.value.amount };
  expect(await refundShopOrder(app, 'usr_owner', given)).toMatchObject({ ok: true });
}

/** An order of so many pieces, bought alone, sent, and received. */
export async function received(world: World, buyer: Person, quantity: number): Promise<string> {
  const { orderId } = await buy(world, buyer, { campaignId: null, quantity });
  const parcel = { parcelId: 'pcl_1', by: 'usr_owner', company: '顺丰', trackingNumber: 'SF123456' };
  const now = world.now();
  const shipped = await changeOrder(world.app.store, orderId, { type: 'ship', ...parcel, now }, { now });
  if (!shipped.ok) throw new Error(shipped.refusal);
  const done = await receiveOrder(world.app, buyer.userId, orderId);
  if (!done.ok) throw new Error(done.refusal);
  return orderId;
}

export const walletOf = async ({ app }: World, { userId }: Pick<Person, 'userId'>) => {
  const {
    available = 0,
    withdrawing = 0,
    debt = 0,
    held = 0,
  } = (await app.store.accounts.findOne({ _id: `${MERCHANT}/wallet/${userId}` })) ?? {};
  return { held, available, withdrawing, debt };
};

interface Asks {
  readonly requestId?: string;
  /** What would arrive; the amount where it is left out. */
  readonly seenNet?: number;
  readonly realName?: string;
  readonly app?: App;
}

/** Asks for a withdrawal, in this process. */
export const ask = (
  world: World,
  { userId }: Pick<Person, 'userId'>,
  amount: number,
  { requestId = newRequestId(), seenNet = amount, realName, app = world.app }: Asks = {},
) => askWithdrawal(app, userId, { requestId, merchantId: MERCHANT, amount, seenNet, realName });

/** … and it was taken on. @returns its id */
export async function asked(world: World, person: Pick<Person, 'userId'>, amount: number, how?: Asks): Promise<string> {
  const answer = await ask(world, person, amount, how);
  if (!answer.ok) throw new Error(`not asked: ${answer.refusal}`);
  return answer.value.id;
}

export async function withdrawalOf({ app }: World, id: string): Promise<WithdrawalDoc> {
  const doc = await app.store.withdrawals.findOne({ _id: id });
  if (!doc) throw new Error(`${id} is gone`);
  return doc;
}

/** All transfers that WeChat has of the merchant, oldest first. */
export const transfersAtWechat = async ({ standIn, credentials }: World) =>
  (await standIn.control.books(credentials.mchid)).transfers;

/** The person taps 确认收款 in WeChat, and what comes of it is told. */
export async function confirmed(world: World, id: string): Promise<void> {
  await confirmedUnheard(world, id);
  await world.standIn.control.flush();
}

/** … and nobody is told yet: WeChat is asked, or its notification delivered, by whoever calls this. */
export async function confirmedUnheard(world: World, id: string): Promise<void> {
  const { packageInfo = '' } = await withdrawalOf(world, id);
  await world.standIn.control.confirmTransfer({ package: packageInfo });
}

/** Back-offs pass, and cron runs. */
export async function later(world: World, minutes = 11): Promise<void> {
  await world.advance(minutes * MINUTE);
  await runCron(world.app);
}

const IN_FLIGHT = ['review', 'sending', 'lapsed'];

/** What must hold of all withdrawals at any moment, from what we keep and what WeChat has. */
export async function expectExact(world: World): Promise<void> {
  expect(world.errors).toEqual([]);
  expect(await faultsOf(world)).toEqual([]);
}

export async function faultsOf(world: World): Promise<string[]> {
  const { store } = world.app;
  const [balances, docs, transfers] = await Promise.all([
    balancesOf(store, MERCHANT),
    store.withdrawals.find({ merchantId: MERCHANT }).toArray(),
    transfersAtWechat(world),
  ]);
  const faults: string[] = [];
  const sum = [...balances.values()].reduce((total, fen) => total + fen, 0);
  if (sum !== 0) faults.push(`the ledger sums to ${sum}`);
  const onTheWay = new Map<string, number>();
  for (const { userId, status, amount } of docs) {
    if (IN_FLIGHT.includes(status)) onTheWay.set(userId, (onTheWay.get(userId) ?? 0) + amount);
  }
  for await (const doc of store.accounts.find({ merchantId: MERCHANT, fen: { $exists: false } })) {
    const { held = 0, available = 0, withdrawing = 0, debt = 0, account } = doc;
    if (Math.min(held, available, withdrawing, debt) < 0) faults.push(`${account} is below zero`);
    const due = onTheWay.get(account.replace('wallet/', '')) ?? 0;
    if (withdrawing !== due) faults.push(`${account}: ${withdrawing} withdrawing, ${due} on its way`);
  }
  const arrived = transfers.filter(({ state }) => state === 'SUCCESS');
  const paid = docs.filter(({ status }) => status === 'paid').length;
  if (arrived.length < paid) faults.push(`${paid} are paid, ${arrived.length} have arrived`);
  const journals = await store.journals.find({ kind: { $in: ['withdrawalPaid', 'withdrawalReturned'] } }).toArray();
  for (const { _id, status, net, attempt } of docs) {
    const numbers = new Set(Array.from({ length: attempt }, (_, index) => transferNumber({ id: _id }, index + 1)));
    const got = arrived.filter(({ outBillNo }) => numbers.has(outBillNo));
    if (got.length > 1) faults.push(`${_id} arrived ${got.length} times`);
    if (status === 'paid' && got[0]?.amount !== net) faults.push(`${_id} is paid, and did not arrive`);
    if (status === 'returned' && got.length > 0) faults.push(`${_id} was given back, and has arrived`);
    const ends = journals.filter(({ about }) => about === _id).map(({ kind }) => kind);
    const expected = { paid: 'withdrawalPaid', returned: 'withdrawalReturned' }[status as 'paid' | 'returned'];
    if (ends.join() !== (expected ?? ''))
      faults.push(`${_id} is ${status}, its journals say ${ends.join() || 'nothing'}`);
  }
  return faults;
}
