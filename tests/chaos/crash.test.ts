/**
 * The function process is killed (SIGKILL) before and after database commands of placing → paying → seat → commission,
 * of a binding, of a ladder's step, of leaving, of a campaign's end, of a late payment that leads a group, of a group
 * that fails → refund, and of an order of two lines: from the cart over its parcels to a part refund and an after-sale
 * whose money has arrived; of a bargain that is started, helped, ordered and bought; of a settlement and between its batches; and of a withdrawal that is asked for, confirmed,
 * cancelled, approved, refused, that lapses and is renewed. Afterwards the shop comes to the same end state as without the
 * crash. A first run without a crash lists the commands, so a new command is a new case by itself.
 *
 * In half of the cases WeChat's notification is repeated and the person asks again right after the restart; in the other
 * half nobody does, and cron alone must find everything. `npm run test:long` does both for every command.
 */
import { limitTo, stockOf } from '../../functions/store/stock';
import { runCron } from '../../functions/usecases/cron';
import type { EndpointName, Input } from '../../shared/contracts/contracts';
import { SEAT_GRACE } from '../../shared/domain/groupBuy';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { BARGAIN_CAMPAIGN, bargainOf, offerBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';
import { CAMPAIGN, MERCHANT, openWorld, type Person, SKU, TERMS, type World } from '../support/world';
import { silence } from '../usecases/crowd';
import { furnish } from '../usecases/orderStory';
import { bundleWorker, type FunctionProcess, openRelay, type Relay, startFunction } from './functionProcess';
import { type DatabaseProxy, openProxy, type Side } from './proxy';
import { isWaiting, readShop, type Shop, stateOf, whatDiffers } from './state';

const database = useDatabase();
const folder = temporaryFolder();
let world: World;
let relay: Relay;
let proxy: DatabaseProxy;
let start: () => Promise<FunctionProcess>;
let waiting: Promise<FunctionProcess> | undefined;
let [promoter, leader, friend]: Person[] = [];

beforeAll(async () => {
  const [opened, relayed, wire, worker] = await Promise.all([
    openWorld(database),
    openRelay(),
    openProxy(database),
    bundleWorker(folder.path),
  ]);
  [world, relay, proxy] = [opened, relayed, wire];
  const { settings } = world.app;
  Object.assign(world.app, { releaseBatch: 2 });
  // WeChat's notifications go where the relay sends them.
  Object.assign(settings, { publicBaseUrl: relay.url });
  start = () =>
    startFunction(worker, {
      NODE_ENV: 'test',
      MONGODB_URI: proxy.uri,
      MONGODB_DATABASE: database.name,
      JWT_SECRET: settings.jwtSecret,
      SHARE_SECRET: settings.shareSecret,
      CRON_SECRET: settings.cronSecret,
      DATA_SECRET: settings.dataSecret,
      PUBLIC_BASE_URL: relay.url,
      WECHAT_API_BASE: settings.wechatApiBase,
      WECHATPAY_API_BASE: settings.wechatPayApiBase,
      WECHAT_APPID: settings.appid,
      WECHAT_SECRET: settings.appSecret,
    });
  await furnish(world);
  [promoter, leader, friend] = [await world.person('林姐'), await world.person('周小满'), await world.person('阿杰')];
  await world.app.store.memberships.insertOne({
    _id: `${MERCHANT}/${leader?.userId}`,
    merchantId: MERCHANT,
    userId: leader?.userId ?? '',
    role: 'owner',
  });
});
afterAll(async () => {
  (await waiting)?.kill();
  await proxy.close();
  await relay.close();
  await world.close();
  folder.remove();
});

/** One command further: the process of the next case starts while this one is looked at. */
async function functionProcess(): Promise<FunctionProcess> {
  const now = waiting ?? start();
  waiting = undefined;
  const ready = await now;
  waiting = start();
  // Nobody may be waiting for it when it fails.
  waiting.catch(() => {});
  return ready;
}

/* ── what people and WeChat do ──────────────────────────────────────────────────────────────────────────────────── */

/** Calls a function process over HTTP; null if it died over it. */
async function ask<K extends EndpointName>(
  url: string,
  who: Person | undefined,
  name: K,
  input: Input<K>,
): Promise<{ status: number; body: Record<string, unknown> } | null> {
  try {
    const response = await fetch(`${url}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${who?.token}` },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  }
}

/** What of an answer must be the same each time; signatures and nonces are made anew. */
const essence = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer && {
    status: answer.status,
    orderId: answer.body.orderId,
    groupId: answer.body.groupId,
    code: answer.body.code,
  };

const cronOf = (url: string) =>
  fetch(`${url}/cron`, { headers: { authorization: `Bearer ${world.app.settings.cronSecret}` } }).then(
    () => {},
    () => {},
  );

/** WeChat tells everything that it has not told, or that nobody has answered. */
async function deliver(): Promise<void> {
  await world.standIn.control.release();
  await world.standIn.control.flush({ everything: true });
}

const placing = (requestId: string, groupId?: string, shareToken?: string) => ({
  requestId: `${requestId}-asks-once`,
  lines: [{ skuId: SKU, quantity: 1 }],
  campaignId: CAMPAIGN,
  groupId,
  seenTotal: TERMS.prices[SKU] ?? 0,
  shareToken,
});

async function paid(who: Person | undefined, orderId: string): Promise<void> {
  if (!who) throw new Error('nobody pays');
  await world.pay(who, orderId);
  await world.standIn.control.flush({ everything: true });
}

async function shareOf(who: Person | undefined, kind: 'product' | 'group', id: string): Promise<string> {
  const share = await who?.call('share.create', { target: { kind, id } });
  if (!share?.ok) throw new Error('no share');
  return share.value.token;
}

/** A group of two that the leader has opened; the friend is bound to the leader by its card. */
async function openGroup(): Promise<{ groupId: string; token: string }> {
  const started = await placeFor(leader, 'leader');
  await paid(leader, started.orderId);
  const token = await shareOf(leader, 'group', started.groupId);
  const opened = await friend?.call('share.open', { token });
  if (!opened?.ok || opened.value.binding !== 'bound') throw new Error('the friend is not bound');
  return { groupId: started.groupId, token };
}

async function placeFor(
  who: Person | undefined,
  requestId: string,
  groupId?: string,
  token?: string,
): Promise<{ orderId: string; groupId: string }> {
  const placed = await who?.call('order.place', placing(requestId, groupId, token));
  if (!placed?.ok) throw new Error(`not placed: ${placed?.refusal.code}`);
  return { orderId: placed.value.orderId, groupId: placed.value.groupId ?? '' };
}

/** … and that the friend has filled; the friend's order is on its way. */
async function formedAndShipped(): Promise<string> {
  const { groupId, token } = await openGroup();
  const { orderId } = await placeFor(friend, 'friend', groupId, token);
  await paid(friend, orderId);
  const parcel = { merchantId: MERCHANT, orderId, company: '顺丰', trackingNumber: 'SF123456' };
  const shipped = await leader?.call('shopOrder.ship', parcel);
  if (!shipped?.ok) throw new Error(`not shipped: ${shipped?.refusal.code}`);
  return orderId;
}

/** … and kept; what the leader has earned by it is available. */
async function leaderHasEarned(): Promise<void> {
  const orderId = await formedAndShipped();
  await friend?.call('order.receive', { orderId });
  await world.advance(7 * DAY + MINUTE);
  await runCron(world.app);
}

const WITHDRAWS = { requestId: 'withdraws-once', merchantId: MERCHANT, amount: 200, seenNet: 200 };

/** Three commissions are due: two of an order of two lines. */
async function threeAreDue(): Promise<void> {
  const inGroup = await formedAndShipped();
  const basket = await basketPaid();
  await sendInTwo(world.url, basket);
  for (const orderId of [inGroup, basket]) await friend?.call('order.receive', { orderId });
  await world.advance(7 * DAY + MINUTE);
}

/** … and is to be confirmed in WeChat. */
async function leaderWithdraws(): Promise<string> {
  await leaderHasEarned();
  const withdrawn = await leader?.call('withdrawal.ask', WITHDRAWS);
  if (!withdrawn?.ok) throw new Error(`not withdrawn: ${withdrawn?.refusal.code}`);
  return withdrawn.value.id;
}

/** … or waits for the shop's eyes first. */
async function leaderIsHeldBack(): Promise<string> {
  const risk = { ...DEFAULT_RISK_RULES, largeAmount: 1 };
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { risk } });
  return leaderWithdraws();
}

/** What the shop says of it. */
async function decides(name: 'payout.approve' | 'payout.refuse'): Promise<Step> {
  const withdrawalId = await leaderIsHeldBack();
  const who = await signedInAgain(leader);
  const input = { merchantId: MERCHANT, withdrawalId, reason: '看过了' };
  const decide = async (url: string) => (await ask(url, who, name, input))?.status;
  return { act: decide, again: decide, abandoned: true, unheard: true };
}

/** A week later the session of before is over. */
async function signedInAgain(who: Person | undefined): Promise<Person> {
  const session = await world.call('session.create', { code: await world.standIn.control.loginCode(who?.id ?? '') });
  if (!who || !session.ok) throw new Error('not signed in');
  return { ...who, token: session.value.token };
}

async function transferOfLeader(): Promise<string> {
  const [transfer] = (await world.standIn.control.books(world.credentials.mchid)).transfers;
  if (!transfer) throw new Error('WeChat has no transfer');
  return transfer.outBillNo;
}

/** A line of one piece and one of two, with the freight of the second. */
const TEA = 'sku_tea';
const BASKET = {
  requestId: 'basket-asks-once',
  lines: [
    { skuId: SKU, quantity: 1 },
    { skuId: TEA, quantity: 2 },
  ],
  seenTotal: 3990 + 2 * 333 + 500 + 251,
  fromCart: true,
};

/** What the friend means to buy is in the cart. */
async function cartFilled(): Promise<void> {
  await limitTo(world.app.store, stockOf(TEA), 100);
  for (const line of BASKET.lines) await friend?.call('cart.put', { merchantId: MERCHANT, ...line });
}

/** … and it has been ordered and paid. */
async function basketPaid(): Promise<string> {
  await cartFilled();
  const placed = await friend?.call('order.place', BASKET);
  if (!placed?.ok) throw new Error(`not placed: ${placed?.refusal.code}`);
  await paid(friend, placed.value.orderId);
  return placed.value.orderId;
}

/** One line in a parcel, and the rest in another one. @returns how both were answered */
async function sendInTwo(url: string, orderId: string): Promise<unknown[]> {
  const parcel = { merchantId: MERCHANT, orderId, company: '顺丰' };
  const lines = [{ lineId: '2', quantity: 1 }];
  const first = await ask(url, leader, 'shopOrder.ship', { ...parcel, trackingNumber: 'SF10001', lines });
  const second = await ask(url, leader, 'shopOrder.ship', { ...parcel, trackingNumber: 'SF10002' });
  return [first?.status, second?.status];
}

/** … and the friend wants the money of one piece back. */
async function askedBack(): Promise<string> {
  const orderId = await basketPaid();
  await sendInTwo(world.url, orderId);
  const asked = await friend?.call('afterSale.ask', {
    requestId: 'after-sale-asks-once',
    orderId,
    kind: 'refundOnly',
    lines: [{ lineId: '2', quantity: 1 }],
    reason: 'damaged',
  });
  if (!asked?.ok) throw new Error(`not asked: ${asked?.refusal.code}`);
  return asked.value.id;
}

const agreeTo = (url: string, afterSaleId: string) =>
  ask(url, leader, 'afterSale.agree', { merchantId: MERCHANT, afterSaleId, withFreight: true });

/** A leader alone, brought by the promoter, at the deadline. */
async function loneGroupAtItsDeadline(): Promise<void> {
  const token = await shareOf(promoter, 'product', 'prd_peach');
  await leader?.call('share.open', { token });
  const { orderId } = await placeFor(leader, 'leader', undefined, token);
  await paid(leader, orderId);
  await world.advance(24 * HOUR);
}

/** A bargain of the leader's at the price of 2 fen less, so that its two cuts leave nothing to chance. */
async function twoCuts(): Promise<void> {
  await offerBargain(world, { prices: { [SKU]: { list: 3990, floor: 3988 } }, helpers: 1 });
}

/** … and it is started; or the friend has made the last cut, too. */
async function bargained(atFloor: boolean): Promise<string> {
  await twoCuts();
  if (!leader) throw new Error('nobody bargains');
  const bargainId = await bargainOf(leader);
  if (atFloor) await friend?.call('bargain.help', { bargainId });
  return bargainId;
}

const orderingBy = (bargainId: string) => ({
  requestId: 'by-bargain-asks-once',
  lines: [{ skuId: SKU, quantity: 1 }],
  bargainId,
  seenTotal: 3988,
});

/* ── the steps that are struck ──────────────────────────────────────────────────────────────────────────────────── */

const ENDED_NOW = { merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'endNow' } as const;

interface Step {
  /** What the process is asked to do. */
  readonly act: (url: string) => Promise<unknown>;
  /** What people do when it is back; what they are answered must be the same as without a crash. */
  readonly again?: (url: string) => Promise<unknown>;
  /** Nobody asks again in a late recovery, so what was half begun must be given up without a trace. */
  readonly abandoned?: true;
  /** Nobody hears what WeChat tells of it meanwhile: that would race with what is struck. */
  readonly unheard?: true;
}

const scenarios: Readonly<Record<string, () => Promise<Step>>> = {
  async 'a group is started'() {
    const place = (url: string) => ask(url, leader, 'order.place', placing('leader'));
    return { act: place, again: (url) => placeAndPay(leader, place(url)), abandoned: true };
  },

  async 'a seat is asked for'() {
    const { groupId, token } = await openGroup();
    const place = (url: string) => ask(url, friend, 'order.place', placing('friend', groupId, token));
    return { act: place, again: (url) => placeAndPay(friend, place(url)), abandoned: true };
  },

  async 'a card is opened'() {
    const token = await shareOf(promoter, 'product', 'prd_peach');
    const open = (url: string) => ask(url, friend, 'share.open', { token });
    const mine = async (url: string) => ['bound', 'already'].includes(String((await open(url))?.body.binding));
    return { act: open, again: mine };
  },

  async 'the last seat is paid, and the referrer is owed'() {
    const { groupId, token } = await openGroup();
    const { orderId } = await placeFor(friend, 'friend', groupId, token);
    return {
      act: async (url) => {
        relay.to(url);
        await paid(friend, orderId);
      },
    };
  },

  async 'the order is received'() {
    const orderId = await formedAndShipped();
    const receive = (url: string) => ask(url, friend, 'order.receive', { orderId });
    return { act: receive, again: async (url) => (await receive(url))?.body.status };
  },

  async 'the commission becomes available'() {
    const orderId = await formedAndShipped();
    await friend?.call('order.receive', { orderId });
    await world.advance(7 * DAY + MINUTE);
    return { act: cronOf };
  },

  async 'a withdrawal is asked for'() {
    await leaderHasEarned();
    const who = await signedInAgain(leader);
    const withdraw = (url: string) => ask(url, who, 'withdrawal.ask', WITHDRAWS);
    return {
      act: withdraw,
      again: async (url) => {
        const answer = await withdraw(url);
        await world.standIn.control.confirmTransfer({ outBillNo: await transferOfLeader() });
        await deliver();
        return answer?.status;
      },
      abandoned: true,
    };
  },

  async 'a withdrawal is confirmed'() {
    await leaderWithdraws();
    return {
      act: async (url) => {
        relay.to(url);
        await world.standIn.control.confirmTransfer({ outBillNo: await transferOfLeader() });
        await deliver();
      },
      unheard: true,
    };
  },

  async 'a withdrawal is cancelled'() {
    const withdrawalId = await leaderWithdraws();
    const who = await signedInAgain(leader);
    const cancel = async (url: string) => (await ask(url, who, 'withdrawal.cancel', { withdrawalId }))?.status;
    return { act: cancel, again: cancel, abandoned: true, unheard: true };
  },

  async 'a settlement is run, in two batches'() {
    await threeAreDue();
    const who = await signedInAgain(leader);
    const input = { merchantId: MERCHANT, requestId: 'settles-once' };
    const settle = async (url: string) => (await ask(url, who, 'settlement.run', input))?.body.report;
    return { act: settle, again: settle, abandoned: true };
  },

  'a withdrawal is approved': () => decides('payout.approve'),

  'a withdrawal is refused': () => decides('payout.refuse'),

  async 'a withdrawal lapses'() {
    await leaderWithdraws();
    relay.to(null);
    await world.advance(DAY + MINUTE);
    return {
      act: async (url) => {
        relay.to(url);
        await deliver();
      },
      unheard: true,
    };
  },

  async 'a withdrawal is renewed'() {
    const withdrawalId = await leaderWithdraws();
    await world.advance(DAY + MINUTE);
    await deliver();
    const who = await signedInAgain(leader);
    const renew = async (url: string) => (await ask(url, who, 'withdrawal.renew', { withdrawalId }))?.status;
    return { act: renew, again: renew, abandoned: true, unheard: true };
  },

  async 'a group fails, and its refund is sent'() {
    await loneGroupAtItsDeadline();
    return { act: cronOf, unheard: true };
  },

  async 'a step of the ladder is paid, and differences are owed'() {
    const ladder = [2, 3].map((members) => ({ members, prices: { [SKU]: 2990 - 100 * members } }));
    await world.offer({ size: 3, ladder });
    const { groupId, token } = await openGroup();
    const { orderId } = await placeFor(friend, 'friend', groupId, token);
    return {
      act: async (url) => {
        relay.to(url);
        await paid(friend, orderId);
      },
    };
  },

  async 'a leader leaves, and is succeeded'() {
    await world.offer({ size: 3, mayLeave: true });
    const { groupId, token } = await openGroup();
    const { orderId } = await placeFor(friend, 'friend', groupId, token);
    await paid(friend, orderId);
    const leave = async (url: string) => essence(await ask(url, leader, 'group.leave', { groupId }));
    return { act: leave, again: leave };
  },

  async 'a campaign is ended, and its groups with it'() {
    await openGroup();
    // One whose leader has not paid yet.
    await placeFor(promoter, 'promoter');
    const end = async (url: string) => (await ask(url, leader, 'campaign.end', ENDED_NOW))?.status;
    return { act: end, again: end };
  },

  async 'the groups of an ended campaign are formed, or fail'() {
    await world.offer({ size: 3, least: 2 });
    const { groupId, token } = await openGroup();
    await paid(friend, (await placeFor(friend, 'friend', groupId, token)).orderId);
    await paid(promoter, (await placeFor(promoter, 'promoter')).orderId);
    await leader?.call('campaign.end', ENDED_NOW);
    return { act: cronOf, unheard: true };
  },

  async 'a late payment leads a group of its own'() {
    await world.offer({ size: 2, overflow: 'lead' });
    const { groupId, token } = await openGroup();
    const { orderId } = await placeFor(friend, 'friend', groupId, token);
    await silence(world, orderId);
    await paid(friend, orderId);
    await world.advance(TERMS.hold + SEAT_GRACE);
    await runCron(world.app);
    await paid(promoter, (await placeFor(promoter, 'promoter', groupId)).orderId);
    return {
      act: async (url) => {
        relay.to(url);
        await deliver();
      },
    };
  },

  async 'an order of two lines is placed from the cart'() {
    await cartFilled();
    const place = (url: string) => ask(url, friend, 'order.place', BASKET);
    return { act: place, again: (url) => placeAndPay(friend, place(url)), abandoned: true };
  },

  async 'an order is sent in two parcels'() {
    const orderId = await basketPaid();
    const send = (url: string) => sendInTwo(url, orderId);
    return { act: send, again: send };
  },

  async 'a piece is refunded before it was sent'() {
    const orderId = await basketPaid();
    const refund = async (url: string) => {
      const lines = [{ lineId: '2', quantity: 1 }];
      const seen = { lines, withFreight: false, seenAmount: 333 + 375 };
      const input = { requestId: 'refund-asks-once', merchantId: MERCHANT, orderId, ...seen };
      return (await ask(url, leader, 'shopOrder.refund', input))?.body;
    };
    return { act: refund, again: refund, unheard: true };
  },

  async 'an after-sale is agreed to'() {
    const afterSaleId = await askedBack();
    const agree = async (url: string) => (await agreeTo(url, afterSaleId))?.status;
    return { act: agree, again: agree, unheard: true };
  },

  async 'the refund of an after-sale arrives'() {
    const afterSaleId = await askedBack();
    relay.to(null);
    await agreeTo(world.url, afterSaleId);
    await runCron(world.app);
    return {
      act: async (url) => {
        relay.to(url);
        await world.advance(MINUTE);
        await deliver();
      },
      unheard: true,
    };
  },

  async 'a bargain is started'() {
    await twoCuts();
    const input = { requestId: 'starts-once', campaignId: BARGAIN_CAMPAIGN, skuId: SKU };
    const start = async (url: string) => (await ask(url, leader, 'bargain.start', input))?.body;
    return { act: start, again: start, abandoned: true };
  },

  async 'a friend makes the last cut'() {
    const bargainId = await bargained(false);
    const help = async (url: string) => {
      const answer = await ask(url, friend, 'bargain.help', { bargainId });
      return answer?.status === 200 || answer?.body.code === 'bargainHelped';
    };
    return { act: help, again: help, abandoned: true };
  },

  async 'an order by a bargain is placed'() {
    const bargainId = await bargained(true);
    const place = (url: string) => ask(url, leader, 'order.place', orderingBy(bargainId));
    return { act: place, again: (url) => placeAndPay(leader, place(url)), abandoned: true };
  },

  async 'a bargain is bought'() {
    const placed = await leader?.call('order.place', orderingBy(await bargained(true)));
    if (!placed?.ok) throw new Error(`not placed: ${placed?.refusal.code}`);
    return {
      act: async (url) => {
        relay.to(url);
        await paid(leader, placed.value.orderId);
      },
    };
  },

  async 'the refund arrives'() {
    await loneGroupAtItsDeadline();
    relay.to(null);
    await runCron(world.app);
    return {
      act: async (url) => {
        relay.to(url);
        await world.advance(MINUTE);
        await deliver();
      },
      unheard: true,
    };
  },
};

async function placeAndPay(who: Person | undefined, asked: ReturnType<typeof ask>): Promise<unknown> {
  const answer = await asked;
  if (answer?.status === 200) await paid(who, String(answer.body.orderId));
  return essence(answer);
}

/* ── running a case ─────────────────────────────────────────────────────────────────────────────────────────────── */

/** prompt: WeChat repeats, people ask again, at once. late: nobody does until cron has nothing left to do. */
type Recovery = (typeof RECOVERIES)[number];
const RECOVERIES = ['prompt', 'late'] as const;

/** Cron, as minutes go by, until it has nothing left. @returns what the shop has come to */
async function cronUntilNothingIsLeft(): Promise<Shop> {
  for (let round = 0; round < 60; round++) {
    await world.advance(11 * MINUTE);
    await runCron(world.app);
    const shop = await readShop(world.app.store);
    if (!isWaiting(shop, world.now())) return shop;
  }
  throw new Error('cron does not come to an end');
}

interface End {
  readonly commands: readonly string[];
  readonly monitored: readonly string[];
  readonly answered: unknown;
  readonly state: string[];
  readonly faults: readonly string[];
}

/** A scenario, played up to the step that is struck; each case begins there. */
interface Scene {
  readonly step: Step;
  readonly again: () => Promise<void>;
}

async function setTheScene(scenario: () => Promise<Step>): Promise<Scene> {
  await world.reset();
  await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $unset: { risk: '' } });
  await world.offer({ size: 2 });
  relay.to(world.url);
  const step = await scenario();
  return { step, again: await world.remember() };
}

async function run(scene: Scene, crash: Crash | undefined, recovery: Recovery): Promise<End | 'missed'> {
  const { act, again, abandoned, unheard } = scene.step;
  relay.to(null);
  const [process] = await Promise.all([functionProcess(), scene.again()]);
  relay.to(unheard ? null : world.url);
  await process.setClock(world.now());
  const watch = proxy.watch(crash && { ...crash, strike: process.kill });
  await act(process.url);
  if (!crash) process.keepCompiled();
  const monitored = crash ? [] : await process.setClock(world.now());
  if (!crash || !watch.wasStruck()) process.kill();
  await process.gone;
  if (crash && !watch.wasStruck()) return 'missed';
  // A transaction that nobody ends holds its documents for a minute, then the server ends it; the test does not wait.
  if (crash && watch.sessions.length > 0) {
    await database.client.db('admin').command({ killSessions: [...watch.sessions] });
  }

  const faults: string[] = [];
  const look = async (when: string) => {
    const differences = await world.differences();
    faults.push(...[...differences, ...world.errors].map((fault) => `${when}: ${fault}`));
    world.errors.length = 0;
  };
  if (recovery === 'late') {
    relay.to(null);
    await cronUntilNothingIsLeft();
    await look('after cron alone');
  }
  relay.to(world.url);
  await deliver();
  const given = abandoned === true && recovery === 'late';
  const answered = given ? undefined : await again?.(world.url);
  const shop = await cronUntilNothingIsLeft();
  await look('at the end');
  if (process.complaints() !== '') faults.push(`the process complained: ${process.complaints()}`);
  // An order that was given up may or may not have been written; that nothing is held for it is among the differences.
  return { commands: [...watch.commands], monitored, answered, state: given ? [] : stateOf(shop), faults };
}

async function uncrashed(scene: Scene, recovery: Recovery): Promise<End> {
  const end = await run(scene, undefined, recovery);
  if (end === 'missed') throw new Error('nothing was to be struck');
  return end;
}

/** On a busy machine two commands may change places, and a command that was counted before does not come then. */
async function crashed(scene: Scene, crash: Crash, recovery: Recovery): Promise<End | 'missed'> {
  let end: End | 'missed' = 'missed';
  for (let tries = 0; end === 'missed' && tries < 4; tries++) end = await run(scene, crash, recovery);
  return end;
}

interface Crash {
  readonly command: string;
  readonly side: Side;
}

/**
 * Where the process is killed, and how the shop recovers. The long run tries both sides of every command both ways. What
 * a recovery finds is the database as it was left, and that changes with writes only: dying around a read is dying after
 * the write before it, and dying after a write is dying before the next one, but for what WeChat has heard between the
 * two. So the short run dies before each write, and after those that a call to WeChat may follow; recoveries take turns.
 */
function casesOf(name: string, commands: readonly string[]): (Crash & { recovery: Recovery })[] {
  const few = LONG ? undefined : FEW[name];
  if (few) return few.flatMap((command) => RECOVERIES.map((recovery) => ({ command, side: 'before', recovery })));
  const writes = commands.filter((command) => !/^(find|aggregate) /.test(command));
  const short = writes.flatMap((command, index) => {
    const [now, then] = index % 2 === 0 ? (['late', 'prompt'] as const) : (['prompt', 'late'] as const);
    const before = { command, side: 'before', recovery: now } as const;
    return /\b(orders|intents)\b/.test(command) || index === writes.length - 1
      ? [before, { command, side: 'after', recovery: then } as const]
      : [before];
  });
  if (!LONG) return short;
  return commands.flatMap((command) =>
    (['before', 'after'] as const).flatMap((side) => RECOVERIES.map((recovery) => ({ command, side, recovery }))),
  );
}

const LONG = process.env.PINKAN_LONG === '1';

/** tests/usecases/transfer.test.ts has its steps too, with an app that dies in place of a process. */
const LONG_ONLY = ['a withdrawal is cancelled'];

/**
 * What they do has its steps there too, or in tests/usecases/settlement.test.ts: the short run kills them only where one thing
 * has been written and the next has not.
 */
const FEW: Readonly<Record<string, readonly string[]>> = {
  // Between the two batches, and before its report.
  'a settlement is run, in two batches': ['update commissions #2', 'update settlements #1'],
  'a withdrawal is approved': ['update intents #1'],
  'a withdrawal is refused': ['commitTransaction #1'],
  'a withdrawal lapses': ['update intents #3'],
  // WeChat has heard of it, and nobody here knows.
  'a withdrawal is renewed': ['update intents #2'],
  // Everything is reserved but the bargain; the bargain too, and it does not await its payment.
  'an order by a bargain is placed': ['update bargains #1', 'findAndModify orders #1'],
  'a bargain is bought': ['update bargains #1'],
};

describe.each(Object.keys(scenarios).filter((name) => LONG || !LONG_ONLY.includes(name)))('%s', (name) => {
  it('ends the same, wherever its process is killed', async () => {
    const scene = await setTheScene(scenarios[name]!);
    const reference = { prompt: await uncrashed(scene, 'prompt'), late: await uncrashed(scene, 'late') };
    const { commands, monitored, faults } = reference.prompt;
    expect(faults).toEqual([]);
    expect(reference.late.faults).toEqual([]);
    expect(commands.length).toBeGreaterThan(3);
    // The wire has seen what the driver's own monitor has seen: no command is without its two cases.
    expect(commands.map((command) => command.replace(/ #\d+$/, '')).sort()).toEqual([...monitored].sort());

    const complaints: string[] = [];
    for (const { command, side, recovery } of casesOf(name, commands)) {
      const end = await crashed(scene, { command, side }, recovery);
      const wrong =
        end === 'missed' ? ['it did not come by'] : [...end.faults, ...whatDiffers(reference[recovery], end)];
      complaints.push(...wrong.map((what) => `killed ${side} ${command}, ${recovery} recovery: ${what}`));
    }
    expect(complaints).toEqual([]);
  }, 900_000);
});
