/**
 * HOW CONSEQUENCES HAPPEN. Whoever wrote an event drains its document: in order, and then the documents that its
 * reactions changed. A request does so for three seconds at most; cron goes on with what is left, and with what a
 * crash has left. Doing a consequence twice is doing it once, so two drainers do no harm.
 */
import { type Ms, SECOND } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import { acknowledge, claimLapsed, type Outbox, outboxOf, postpone, type WithOutbox } from '../store/outbox';
import { type App, OUTBOXES, type Touched } from './app';
import { react } from './reactions';

/** How long a request may spend on consequences; WeChat gives a notification five seconds in all. */
const INLINE: Ms = 3 * SECOND;

const ALARM_AFTER = 10;

/** Drains these documents and all that follows, for `budget` ms of real time at most. */
export async function drain(app: App, touched: readonly Touched[], budget: Ms = INLINE): Promise<void> {
  const end = app.stopwatch() + budget;
  const queue = [...touched];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (app.stopwatch() > end) return;
    queue.push(...(await drainOne(app, next, end)));
  }
}

async function drainOne(app: App, touched: Touched, end: number): Promise<Touched[]> {
  const { name, doc } = touched;
  const collection = outboxOf(app.store, name);
  const followers: Touched[] = [];
  let current = doc as WithOutbox;
  for (let queued = current.outbox[0]; queued && app.stopwatch() <= end; queued = current.outbox[0]) {
    try {
      followers.push(...(await react(app, { name, doc: current } as Touched, queued.event)));
      const acknowledged = await acknowledge(collection, current._id, queued.id, app.now());
      if (!acknowledged) break;
      current = acknowledged;
    } catch (error) {
      await failed(app, collection, touched, current, queued, error);
      break;
    }
  }
  // A follower that is the document itself was drained above.
  return followers.filter((follower) => follower.name !== name || follower.doc._id !== doc._id);
}

/** The event stays where it is and blocks only its own document; after ten failures a person must look. */
async function failed(
  app: App,
  collection: Outbox,
  { name, doc: { merchantId } }: Touched,
  doc: WithOutbox,
  { id, event }: WithOutbox['outbox'][number],
  error: unknown,
): Promise<void> {
  const tries = await postpone(collection, doc, id, app.now());
  app.log.error({ error, name, id: doc._id, event: event.type, tries }, 'a consequence failed');
  if (tries < ALARM_AFTER) return;
  const detail = { merchantId, name, event: event.type, tries };
  await raiseAlarm(app.store, 'consequenceFails', `${doc._id}/${id}`, detail, app.now());
}

/** Cron's part: documents whose claim has lapsed, until none is left or the time is over. @returns how many it drained */
export async function drainLapsed(app: App, budget: Ms): Promise<number> {
  const end = app.stopwatch() + budget;
  let drained = 0;
  for (const name of OUTBOXES) {
    while (app.stopwatch() < end) {
      const doc = await claimLapsed(outboxOf(app.store, name), app.now());
      if (!doc) break;
      await drain(app, [{ name, doc } as unknown as Touched], end - app.stopwatch());
      drained += 1;
    }
  }
  return drained;
}
