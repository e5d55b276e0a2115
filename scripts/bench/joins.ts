/**
 * A paid join, three ways: as our use cases do it, as the same commands and transactions sent raw by the driver, and as
 * one transaction that only writes order, seat, journals and balances.
 */
import type {
  AnyBulkWriteOperation,
  ClientSession,
  CommandFailedEvent,
  CommandStartedEvent,
  CommandSucceededEvent,
  Db,
  Document,
  MongoClient,
} from 'mongodb';
import type { Collections } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';
import { capturePayment } from '../../functions/usecases/payment';
import { placeOrder } from '../../functions/usecases/placeOrder';
import type { Fen } from '../../shared/money';
import { ACCOUNT, CAMPAIGN, type Join, MERCHANT, PRICE, SKU, type Team } from './shop';

/** What a buyer sends with `order.place`. */
export const placing = ({ requestId, groupId, shareToken }: Join) => ({
  requestId,
  lines: [{ skuId: SKU, quantity: 1 }],
  campaignId: CAMPAIGN,
  groupId,
  seenTotal: PRICE,
  shareToken,
});

/** Confirms a payment, from where the notification has been opened: seat, journals, commission, group. */
export async function confirm(
  app: App,
  { outTradeNo, transactionId, openid }: Join,
  total: Fen = PRICE,
): Promise<void> {
  const opened = await app.payOf(ACCOUNT);
  if (!opened) throw new Error('the shop has no payment account');
  const paid = { outTradeNo, transactionId, openid, appid: opened.account.appid, total, at: app.now() };
  const captured = await capturePayment(app, opened.account, paid);
  if (!captured.ok) throw new Error(`${outTradeNo} is not taken: ${captured.refusal}`);
}

export async function joinByUseCases(app: App, join: Join): Promise<void> {
  const placed = await placeOrder(app, join.userId, placing(join));
  if (!placed.ok) throw new Error(`${join.orderId} is refused: ${placed.refusal}`);
  await confirm(app, join);
}

// ---------------------------------------------------------------------------------------------------------------------
// The same commands, raw

/** A command as the driver sent it, without what belongs to its session. */
export interface Recorded {
  readonly name: string;
  readonly body: Document;
  /** The number of the transaction that it is part of. */
  readonly transaction?: string | undefined;
  /** True when another command was under way as this one was sent: the two are sent side by side. */
  readonly beside: boolean;
}

/** The driver's own, whenever it likes. */
const OWN = new Set(['hello', 'ismaster', 'ping', 'endSessions']);

/** Runs `work` and tells every command that the client sent meanwhile. The client needs `monitorCommands`. */
export async function record(client: MongoClient, work: () => Promise<unknown>): Promise<Recorded[]> {
  if (!client.options.monitorCommands) throw new Error('only a monitored client can be recorded');
  const recorded: Recorded[] = [];
  const open = new Set<number>();
  const started = ({ commandName: name, command, requestId }: CommandStartedEvent) => {
    if (OWN.has(name)) return;
    const inTransaction = command.autocommit === false;
    const transaction = inTransaction ? `${command.lsid.id.toString('hex')}/${command.txnNumber}` : undefined;
    recorded.push({ name, body: { ...command }, transaction, beside: open.size > 0 });
    open.add(requestId);
  };
  const ended = ({ requestId }: CommandSucceededEvent | CommandFailedEvent) => open.delete(requestId);
  client.on('commandStarted', started).on('commandSucceeded', ended).on('commandFailed', ended);
  try {
    await work();
  } finally {
    client.off('commandStarted', started).off('commandSucceeded', ended).off('commandFailed', ended);
  }
  return recorded;
}

/** What is sent together: commands side by side, or one transaction. */
type Step = readonly Recorded[];

export function stepsOf(recorded: readonly Recorded[]): Step[] {
  const steps: Recorded[][] = [];
  for (const command of recorded) {
    const last = steps.at(-1);
    const transaction = last?.[0]?.transaction;
    const together = command.transaction === undefined ? command.beside : true;
    if (last && together && transaction === command.transaction) last.push(command);
    else steps.push([command]);
  }
  return steps;
}

/** Sends recorded commands again, to another database, through the driver's plain methods. */
export async function replay(client: MongoClient, db: Db, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step[0]?.transaction === undefined) {
      await Promise.all(step.map((command) => send(db, command)));
      continue;
    }
    await client.withSession((session) =>
      session.withTransaction(async () => {
        for (const command of step) await send(db, command, session);
      }),
    );
  }
}

function send(db: Db, { name, body }: Recorded, session?: ClientSession): Promise<unknown> {
  const options = session ? { session } : {};
  const collection = db.collection(String(body[name]));
  switch (name) {
    case 'find':
      return collection
        .find(body.filter, {
          ...options,
          sort: body.sort,
          limit: body.limit ?? 0,
          projection: body.projection,
        })
        .toArray();
    case 'findAndModify':
      return collection.findOneAndUpdate(body.query, body.update, {
        ...options,
        upsert: body.upsert === true,
        projection: body.fields,
        sort: body.sort,
        returnDocument: body.new === true ? 'after' : 'before',
      });
    case 'insert':
      return collection.insertMany(body.documents, options);
    case 'update': {
      const updates = body.updates as { q: Document; u: Document; upsert?: boolean; multi?: boolean }[];
      const [first] = updates;
      if (first && updates.length === 1) {
        const how = { ...options, upsert: first.upsert === true };
        return first.multi ? collection.updateMany(first.q, first.u, how) : collection.updateOne(first.q, first.u, how);
      }
      const writes = updates.map(({ q, u, upsert = false, multi = false }): AnyBulkWriteOperation<Document> => {
        const write = { filter: q, update: u, upsert };
        return multi ? { updateMany: write } : { updateOne: write };
      });
      return collection.bulkWrite(writes, options);
    }
    case 'commitTransaction': // The end of withTransaction does it.
      return Promise.resolve();
    default:
      throw new Error(`the bench does not know how to send ${name}`);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The least that could be written

/** Documents of one join as they were after our use cases had written them. */
export interface Written {
  readonly order: Document;
  readonly group: Document;
  readonly journals: Document[];
}

export async function writtenBy({ orders, groups, journals, commissions }: Collections, join: Join): Promise<Written> {
  const order = await orders.findOne({ _id: join.orderId });
  const group = await groups.findOne({ _id: order?.groupId ?? '' });
  const commission = await commissions.findOne({ orderId: join.orderId });
  const about = [join.orderId, ...(commission ? [commission._id] : [])];
  const posted = await journals.find({ about: { $in: about } }).toArray();
  if (!order || !group || posted.length !== 2) throw new Error(`${join.orderId} was not paid and seated`);
  return { order, group, journals: posted };
}

/** One transaction: the order as it ends up, its seat, its journals, and their balances. Nothing is read or checked. */
export async function joinByOneTransaction(client: MongoClient, db: Db, join: Join, written: Written): Promise<void> {
  const { _id: orderId, ...order } = written.order;
  const { _id: groupId, seats, ...group } = written.group;
  const seat = (seats as { orderId: string }[]).find((one) => one.orderId === orderId);
  const any = <T extends string>(name: T) => db.collection<{ _id: string } & Document>(name);
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await any('orders').insertOne({ _id: orderId, ...order }, { session });
      const taken = { $push: { seats: seat }, ...(join.groupId === undefined ? { $setOnInsert: group } : {}) };
      await any('groups').updateOne({ _id: groupId }, taken as object, { upsert: true, session });
      await any('journals').insertMany(written.journals as { _id: string }[], { session });
      const stripe = orderId.charCodeAt(orderId.length - 1) % 16;
      const change = (_id: string, $inc: Document) => ({
        updateOne: { filter: { _id }, update: { $inc }, upsert: true },
      });
      await any('accounts').bulkWrite(
        [
          change(`${MERCHANT}/wechat/${stripe}`, { fen: -PRICE }),
          change(`${MERCHANT}/sales/${stripe}`, { fen: PRICE - 239 }),
          change(`${MERCHANT}/wallet/${join.shareToken}`, { held: 239 }),
        ],
        { session },
      );
    }),
  );
}

// ---------------------------------------------------------------------------------------------------------------------

/** Lets `clients` work through the teams, each team's joins one after another. @returns joins per second */
export async function race(teams: readonly Team[], clients: number, join: (join: Join) => Promise<void>) {
  const waiting = [...teams];
  const work = async () => {
    for (let team = waiting.shift(); team; team = waiting.shift()) for (const one of team) await join(one);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: clients }, work));
  return teams.flat().length / ((performance.now() - begun) / 1000);
}

/** Proves that the way joins were made did make them. */
export async function assertJoined(db: Db, teams: readonly Team[]): Promise<void> {
  const joins = teams.flat().length;
  const [groups, journals, orders] = await Promise.all([
    db.collection('groups').find({}).toArray(),
    db.collection('journals').countDocuments({}),
    db.collection('orders').countDocuments({ status: { $in: ['paid', 'toShip'] } }),
  ]);
  const seats = groups.reduce((sum, { seats }) => sum + (seats as unknown[]).length, 0);
  if (seats !== joins || journals !== 2 * joins || orders !== joins) {
    throw new Error(`${joins} paid joins left ${orders} orders, ${seats} seats, ${journals} journals`);
  }
}
