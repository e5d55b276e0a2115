/**
 * HOW CONSEQUENCES HAPPEN. Whoever wrote an event drains its document: in order, and then the documents that its
 * reactions changed. A request does so for three seconds at most; cron goes on with what is left, and with what a
 * crash has left. Doing a consequence twice is doing it once, so two drainers do no harm.
 */
import type { Collection } from 'mongodb';
import { type Ms, SECOND } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import type { Outboxed } from '../store/collections';
import { acknowledge, claimLapsed, postpone } from '../store/outbox';
import { type App, OUTBOXES, type Touched } from './app';
import { react } from './reactions';

/** What all four have in common, which is all that draining needs. */
interface AnyDoc extends Outboxed<{ type: string }> {
  readonly _id: string;
}

/** How long a request may spend on consequences; WeChat gives a notification five seconds in all. */
const INLINE: Ms = 3 * SECOND;

/** After so many failures a person must look. */
const ALARM_AFTER = 10;

/** Drains these documents and all that follows, for `budget` ms of real time at most. */
export async function drain(app: App, touched: readonly Touched[], budget: Ms = INLINE): Promise<void> {
  const end = performance.now() + budget;
  const queue = [...touched];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (performance.now() > end) return;
    queue.push(...(await drainOne(app, next, end)));
  }
}

async function drainOne(app: App, { name, doc }: Touched, end: number): Promise<Touched[]> {
  const collection = app.store[name] as unknown as Collection<AnyDoc>;
  const followers: Touched[] = [];
  let current: AnyDoc | null = doc;
  while (current !== null && performance.now() <= end) {
    const queued: AnyDoc['outbox'][number] | undefined = current.outbox[0];
    if (!queued) break;
    try {
      followers.push(...(await react(app, { name, doc: current } as unknown as Touched, queued.event)));
      current = await acknowledge(collection, current._id, queued.id, app.now());
    } catch (error) {
      const tries = await postpone(collection, current, queued.id, app.now());
      app.log.error({ error, name, id: current._id, event: queued.event.type, tries }, 'a consequence failed');
      if (tries >= ALARM_AFTER) {
        const detail = { name, event: queued.event.type, tries };
        await raiseAlarm(app.store, 'consequenceFails', `${current._id}/${queued.id}`, detail, app.now());
      }
      break;
    }
  }
  // A follower that is the document itself was drained above.
  return followers.filter((follower) => follower.name !== name || follower.doc._id !== doc._id);
}

/** Cron's part: documents whose claim has lapsed, until none is left or the time is over. @returns how many it drained */
export async function drainLapsed(app: App, budget: Ms): Promise<number> {
  const end = performance.now() + budget;
  let drained = 0;
  for (const name of OUTBOXES) {
    while (performance.now() < end) {
      const doc = await claimLapsed(app.store[name] as unknown as Collection<AnyDoc>, app.now());
      if (!doc) break;
      await drain(app, [{ name, doc } as unknown as Touched], end - performance.now());
      drained += 1;
    }
  }
  return drained;
}
