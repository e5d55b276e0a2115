/**
 * What happens in the demo shop happens through the use cases, and is paid at WeChat's stand-in: so stock, seats,
 * commissions and ledger are right by themselves. Every request has a derived id, so that doing it again changes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import type { Config } from '../../functions/config';
import { logged } from '../../functions/http/changeLog';
import { compose } from '../../functions/http/compose';
import { handlers } from '../../functions/http/handlers';
import { createPayNotify } from '../../functions/http/payNotify';
import type { AfterSaleDoc, OrderDoc, ShareTarget } from '../../functions/store/collections';
import { agreeAfterSale, askAfterSale, refuseAfterSale, sendBack } from '../../functions/usecases/afterSale';
import type { App, Log } from '../../functions/usecases/app';
import { cancel, help, start } from '../../functions/usecases/bargain';
import { chatTicket } from '../../functions/usecases/chat';
import { keepPicture } from '../../functions/usecases/media';
import { quoteOrder, receiveOrder } from '../../functions/usecases/order';
import { placeOrder } from '../../functions/usecases/placeOrder';
import { createShare, open } from '../../functions/usecases/share';
import { quoteShopRefund, refundShopOrder, shipOrder } from '../../functions/usecases/shopOrder';
import {
  askWithdrawal,
  cancelWithdrawal,
  confirmWithdrawal,
  getWithdrawal,
  quoteOwnWithdrawal,
} from '../../functions/usecases/withdrawal';
import { contracts, type EndpointName, type Input, type Output } from '../../shared/contracts/contracts';
import type { AfterSaleKind, AfterSaleReason } from '../../shared/domain/afterSale';
import { deriveId } from '../../shared/domain/ids';
import type { Pieces } from '../../shared/domain/orderLines';
import type { Channel } from '../../shared/domain/visit';
import type { Fen } from '../../shared/money';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { Ms } from '../../shared/time';
import { openDoor } from '../host';
import { settleNow } from '../local';
import type { StandIn } from '../wechatStandIn/spawn';
import { owner } from './people';
import { bargainCampaignId, campaignId, MERCHANT, merchant, products, skuId } from './shop';

/** A message card in a chat between two people (WeChat document 场景值). */
const FROM_A_CHAT = 1007;

/** Nobody's device: what the room is called from in the seed. */
const NOWHERE = { device: '', place: '', line: '', robot: false };

export interface SeedDeps {
  readonly config: Config;
  readonly client: MongoClient;
  readonly standIn: StandIn;
  readonly now: () => Ms;
  readonly log: Log;
}

interface WantedLine {
  readonly product: string;
  /** The first SKU if left out. */
  readonly sku?: string;
  readonly quantity?: number;
}

export interface Wanted extends WantedLine {
  /** What else is in the same order. */
  readonly more?: readonly WantedLine[];
  /** Fetched at the shop's first pick-up point. */
  readonly pickUp?: boolean;
  /** `new`: leads a group; else the group's id; left out: buys alone. */
  readonly group?: string;
  /** The id of the buyer's bargain, at whose price it is bought. */
  readonly bargain?: string;
  readonly shareToken?: string | undefined;
}

/** What somebody wants money back for. */
export interface Complaint {
  readonly kind: AfterSaleKind;
  readonly lines: readonly Pieces[];
  readonly reason: AfterSaleReason;
  readonly text?: string;
  /** A file of `pictures/`. */
  readonly picture?: string;
}

/** How a card came before somebody. */
export interface Arrival {
  /** WeChat's scene value; a message card in a chat between two, if left out. */
  readonly scene?: number;
  /** The group chat (opengid) that it stood in. */
  readonly chat?: string;
}

export interface Stage {
  readonly app: App;
  /** From now on it is `time`, here and at WeChat, and what is due by then is done; without a time it is the present. */
  at(time?: Ms): Promise<void>;
  /** From now on it is `time`, here alone, and nothing is done for it: for what WeChat has no part in. */
  pass(time: Ms): void;
  /** Places an order; the use case's no is an answer. */
  place(person: string, wanted: Wanted): Promise<Result<OrderDoc, RefusalCode>>;
  /** Places and pays it, and lets WeChat's notification arrive. */
  buy(person: string, wanted: Wanted): Promise<Result<OrderDoc, RefusalCode>>;
  /** Starts a bargain for the product's first SKU, or finds the one that runs. @returns its id, if it may */
  bargain(person: string, product: string): Promise<string | undefined>;
  /** Makes a cut; where none can be made, it is left at that. */
  help(person: string, bargainId: string): Promise<void>;
  giveUpBargain(person: string, bargainId: string): Promise<void>;
  share(person: string, target: ShareTarget, over?: { channel?: Channel; from?: string }): Promise<string>;
  open(person: string, token: string, arrival?: Arrival): Promise<void>;
  /** Somebody whom nobody knows opens it; the same `device`, the same person. */
  passBy(device: string, token: string, arrival?: Arrival): Promise<void>;
  /** Sends what is left, or these pieces. */
  ship(order: OrderDoc, trackingNumber: string, pieces?: readonly Pieces[]): Promise<void>;
  receive(order: OrderDoc): Promise<void>;
  complain(order: OrderDoc, complaint: Complaint): Promise<AfterSaleDoc>;
  /** The shop's answer: yes, or no with a reason. */
  answer(afterSale: AfterSaleDoc, refusal?: string): Promise<void>;
  sendBack(afterSale: AfterSaleDoc, trackingNumber: string): Promise<void>;
  /** The shop gives back what these pieces came to. */
  refund(order: OrderDoc, pieces: readonly Pieces[]): Promise<void>;
  /** What a member does in the shop's room, kept in its log as over HTTP. */
  manage<K extends EndpointName>(person: string, name: K, input: Input<K>): Promise<Output<K>>;
  /** Asks for a withdrawal. @returns its id */
  withdraw(person: string, amount: Fen): Promise<string>;
  /** The promoter confirms it in WeChat, and WeChat's notification arrives. */
  takeIn(person: string, withdrawalId: string): Promise<void>;
  /** The promoter wants its money back in the wallet. */
  giveUp(person: string, withdrawalId: string): Promise<void>;
  close(): Promise<void>;
}

export const userIdOf = (appid: string, openid: string): string => deriveId('usr', appid, openid);

/**
 * @param openids by person
 * @param run what makes this run's requests its own; with the same `run`, the same calls in the same order are replays
 */
export async function openStage(deps: SeedDeps, openids: ReadonlyMap<string, string>, run: string): Promise<Stage> {
  const { config, client, standIn, log } = deps;
  const { control } = standIn;
  let standing: Ms | undefined;
  const now = () => standing ?? deps.now();
  // The notifications of this run come back to this run, which alone has its time.
  const door = await openDoor(0);
  const { app } = compose({ ...config, PUBLIC_BASE_URL: `http://127.0.0.1:${door.port}` }, { client, now, log });
  door.open(createPayNotify(app));

  const openidOf = (person: string): string => {
    const openid = openids.get(person);
    if (openid === undefined) throw new Error(`${person} is nobody in the demo shop`);
    return openid;
  };
  const userOf = (person: string) => userIdOf(app.settings.appid, openidOf(person));
  const orderOf = async (id: string): Promise<OrderDoc> => {
    const order = await app.store.orders.findOne({ _id: id });
    if (!order) throw new Error(`${id} was placed and is gone`);
    return order;
  };
  const afterSaleOf = async (id: string): Promise<AfterSaleDoc> => {
    const afterSale = await app.store.afterSales.findOne({ _id: id });
    if (!afterSale) throw new Error(`${id} was asked for and is gone`);
    return afterSale;
  };
  const lineOf = ({ product: key, sku: wanted, quantity = 1 }: WantedLine) => {
    const product = products.find((one) => one.key === key);
    const sku = product?.skus.find((one) => wanted === undefined || one.key === wanted);
    if (!sku) throw new Error(`there is no ${key} ${wanted ?? ''} in the demo shop`);
    return { skuId: skuId(key, sku.key), quantity };
  };
  /** A picture of the demo shop as somebody's own. */
  const sentBy = async (userId: string, file: string): Promise<string> => {
    const bytes = readFileSync(join(__dirname, 'pictures', `${file}.webp`));
    const kept = await keepPicture(app, { userId, purpose: 'afterSale' }, { bytes, width: 256, height: 256 });
    if (!kept.ok) throw new Error(`${file} is not taken: ${kept.refusal}`);
    return kept.value.picture;
  };
  let requests = 0;

  const stage: Stage = {
    app,
    async at(time) {
      standing = time;
      await control.clock({ now: now(), frozen: time !== undefined });
      await settleNow(app, standIn);
    },
    pass(time) {
      standing = time;
    },
    async place(person, { more = [], pickUp = false, group, bargain, shareToken, ...first }) {
      requests += 1;
      const requestId = `${run}-${requests}`;
      const userId = userOf(person);
      // A replay says again what it has seen then.
      const seen = await app.store.orders.findOne({ _id: deriveId('ord', userId, 'order.place', requestId) });
      const wanted = {
        lines: [first, ...more].map(lineOf),
        ...(pickUp ? { pickupPointId: merchant.pickupPoints[0].id } : {}),
        ...(group === undefined ? {} : { campaignId: campaignId(first.product) }),
        ...(group === undefined || group === 'new' ? {} : { groupId: group }),
        ...(bargain === undefined ? {} : { bargainId: bargain }),
      };
      const quote = seen ? ok(seen) : await quoteOrder(app, userId, wanted);
      if (!quote.ok) return quote;
      const placed = await placeOrder(app, userId, {
        requestId,
        ...wanted,
        seenTotal: quote.value.total,
        ...(shareToken === undefined ? {} : { shareToken }),
      });
      // A replay finds an order that has gone further.
      if (!placed.ok && placed.refusal !== 'orderAlreadyPaid' && placed.refusal !== 'orderNotPayable') return placed;
      const order = await app.store.orders.findOne({ _id: deriveId('ord', userId, 'order.place', requestId) });
      return order ? ok(order) : no(placed.ok ? 'notFound' : placed.refusal);
    },
    async buy(person, wanted) {
      const placed = await stage.place(person, wanted);
      if (!placed.ok || placed.value.status !== 'awaitingPayment') return placed;
      const order = placed.value;
      const outTradeNo = order.payments[0]?.outTradeNo;
      if (outTradeNo === undefined) throw new Error(`${order._id} waits for a payment that it does not have`);
      await control.pay({ outTradeNo, openid: openidOf(person) });
      await control.flush();
      return ok(await orderOf(order._id));
    },
    async bargain(person, product) {
      requests += 1;
      const asked = { requestId: `${run}-${requests}`, campaignId: bargainCampaignId(product), ...lineOf({ product }) };
      const started = await start(app, userOf(person), asked);
      return started.ok ? started.value.bargainId : undefined;
    },
    async help(person, bargainId) {
      await help(app, userOf(person), { bargainId });
    },
    async giveUpBargain(person, bargainId) {
      await cancel(app, userOf(person), { bargainId });
    },
    async share(person, target, { channel = 'message', from } = {}) {
      const about = { target: target as never, channel, ...(from === undefined ? {} : { from }) };
      const shared = await createShare(app, userOf(person), about);
      if (!shared.ok) throw new Error(`${person} cannot share ${target.id}: ${shared.refusal}`);
      return shared.value.token;
    },
    async open(person, token, { scene = FROM_A_CHAT, chat } = {}) {
      const userId = userOf(person);
      const from = chat === undefined ? {} : chatTicket(app, userId, chat);
      const opened = await open(app, { userId, robot: false }, { token, scene, ...from });
      if (!opened.ok) throw new Error(`${person} cannot open ${token}: ${opened.refusal}`);
    },
    async passBy(device, token, { scene = FROM_A_CHAT } = {}) {
      const opened = await open(app, { userId: undefined, robot: false }, { token, scene, device });
      if (!opened.ok) throw new Error(`nobody can open ${token}: ${opened.refusal}`);
    },
    async ship({ _id: orderId }, trackingNumber, pieces) {
      if ((await orderOf(orderId)).status !== 'toShip') return;
      const shipped = await shipOrder(app, userOf(owner), {
        merchantId: MERCHANT,
        orderId,
        company: '顺丰速运',
        trackingNumber,
        ...(pieces === undefined ? {} : { lines: [...pieces] }),
      });
      if (!shipped.ok) throw new Error(`${orderId} cannot be shipped: ${shipped.refusal}`);
    },
    async receive({ _id, userId }) {
      if ((await orderOf(_id)).status !== 'shipped') return;
      const received = await receiveOrder(app, userId, _id);
      if (!received.ok) throw new Error(`${_id} cannot be received: ${received.refusal}`);
    },
    async complain({ _id: orderId, userId }, { kind, lines, reason, text = '', picture }) {
      requests += 1;
      const pictures = picture === undefined ? [] : [await sentBy(userId, picture)];
      const words = { kind, lines: [...lines], reason, text, pictures };
      const asked = await askAfterSale(app, userId, { requestId: `${run}-${requests}`, orderId, ...words });
      if (!asked.ok) throw new Error(`${orderId} has no after-sale: ${asked.refusal}`);
      return await afterSaleOf(asked.value.id);
    },
    async answer({ _id: afterSaleId }, refusal) {
      if ((await afterSaleOf(afterSaleId)).status !== 'asked') return;
      const asked = { merchantId: MERCHANT, afterSaleId };
      const answered =
        refusal === undefined
          ? await agreeAfterSale(app, userOf(owner), { ...asked, withFreight: false })
          : await refuseAfterSale(app, userOf(owner), { ...asked, reason: refusal });
      if (!answered.ok) throw new Error(`${afterSaleId} cannot be answered: ${answered.refusal}`);
    },
    async sendBack({ _id: afterSaleId, userId }, trackingNumber) {
      if ((await afterSaleOf(afterSaleId)).status !== 'toReturn') return;
      const sent = await sendBack(app, userId, { afterSaleId, company: '中通快递', trackingNumber });
      if (!sent.ok) throw new Error(`${afterSaleId} cannot be sent back: ${sent.refusal}`);
    },
    async refund({ _id: orderId }, pieces) {
      requests += 1;
      const about = { merchantId: MERCHANT, orderId, lines: [...pieces], withFreight: false };
      const requestId = `${run}-${requests}`;
      const before = (await orderOf(orderId)).refunds.find(({ by }) => by !== undefined);
      const quote = before ? ok(before) : await quoteShopRefund(app, about);
      if (!quote.ok) throw new Error(`${orderId} cannot be refunded: ${quote.refusal}`);
      const refunded = await refundShopOrder(app, userOf(owner), {
        ...about,
        requestId,
        seenAmount: quote.value.amount,
      });
      if (!refunded.ok) throw new Error(`${orderId} cannot be refunded: ${refunded.refusal}`);
    },
    async manage(person, name, input) {
      requests += 1;
      const caller = { userId: userOf(person), sessionId: 'seed' };
      const parsed = contracts[name].input.parse(input) as never;
      const role = (await app.store.memberships.findOne({ _id: `${MERCHANT}/${caller.userId}` }))?.role;
      const call = { name, input: parsed, caller, role, requestId: `${run}-${requests}` };
      const handle = handlers[name] as (...given: unknown[]) => Promise<Result<Output<typeof name>, RefusalCode>>;
      const made = await logged(app, call, () => handle(app, parsed, caller, NOWHERE));
      if (!made.ok) throw new Error(`${person} cannot ${name}: ${made.refusal}`);
      return made.value;
    },
    async withdraw(person, amount) {
      requests += 1;
      const requestId = `${run}-${requests}`;
      const userId = userOf(person);
      // A replay finds one that has gone further.
      const seen = await app.store.withdrawals.findOne({ _id: deriveId('wdr', userId, 'withdrawal.ask', requestId) });
      if (seen) return seen._id;
      const about = { merchantId: MERCHANT, amount };
      const quote = await quoteOwnWithdrawal(app, userId, about);
      const seenNet = quote.ok ? (quote.value.quote?.net ?? 0) : 0;
      const asked = await askWithdrawal(app, userId, { ...about, requestId, seenNet });
      if (!asked.ok) throw new Error(`${person} cannot withdraw ${amount}: ${asked.refusal}`);
      return asked.value.id;
    },
    async takeIn(person, withdrawalId) {
      const userId = userOf(person);
      const standing = await getWithdrawal(app, userId, { withdrawalId });
      if (!standing.ok || !standing.value.toConfirm) return;
      const params = await confirmWithdrawal(app, userId, { withdrawalId });
      if (!params.ok) throw new Error(`${withdrawalId} cannot be confirmed: ${params.refusal}`);
      await control.confirmFromSheet(params.value);
      await control.flush();
    },
    async giveUp(person, withdrawalId) {
      const userId = userOf(person);
      const standing = await getWithdrawal(app, userId, { withdrawalId });
      if (!standing.ok || !standing.value.mayCancel) return;
      const given = await cancelWithdrawal(app, userId, { withdrawalId });
      if (!given.ok) throw new Error(`${withdrawalId} cannot be given up: ${given.refusal}`);
    },
    async close() {
      await control.clock({ now: deps.now(), frozen: false });
      await door.close();
    },
  };
  return stage;
}
