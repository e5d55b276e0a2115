/**
 * HOW A LIFECYCLE DOCUMENT IS WRITTEN: load, decide, fold, and save state, version and events in one conditional
 * update. Nothing is ever saved without its events, and no decision rests on a state that has moved meanwhile.
 */
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import { no, ok, type Result } from '../../shared/result';
import { type Ms, SECOND } from '../../shared/time';
import type { Lifecycle } from './collections';

/** Whoever writes an event drains it for so long; then cron may. */
export const DRAIN_CLAIM: Ms = 10 * SECOND;

/** A document with this many waiting events takes no more until some are done. */
export const OUTBOX_LIMIT = 500;

export const OUTBOX_HAS_ROOM = { [`outbox.${OUTBOX_LIMIT - 1}`]: { $exists: false } };

const ATTEMPTS = 6;

/** Too many events wait, or too many writers race: nothing was decided, and the same call may be repeated. */
export class Busy extends Error {}

interface Rule<D, E, R> {
  readonly decide: (state: D) => Result<E[], R>;
  readonly evolve: (state: D, event: E) => D;
  /** Types of events that go to the outbox, since something follows from them. */
  readonly consequences: readonly string[];
}

export interface Changed<D, E> {
  readonly doc: D;
  /** Empty if the command had been carried out before. */
  readonly events: readonly E[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The top-level fields in which two states differ, as an update. */
function difference<D extends object>(
  before: D,
  after: D,
): { $set: Record<string, unknown>; $unset: Record<string, ''> } {
  const $set: Record<string, unknown> = {};
  const $unset: Record<string, ''> = {};
  const [old, fresh] = [before as Record<string, unknown>, after as Record<string, unknown>];
  for (const key of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
    if (old[key] === fresh[key]) continue;
    if (fresh[key] === undefined) $unset[key] = '';
    else $set[key] = fresh[key];
  }
  return { $set, $unset };
}

/**
 * Applies a rule to a document. A refusal of the rule comes back as it is; `notFound` if there is no such document.
 * @param from the document as it was just read, to save reading it again
 * @throws Busy when the outbox is full or the version moves at every attempt
 */
export async function change<D extends Lifecycle<E>, E extends { type: string }, R extends string>(
  collection: Collection<D>,
  id: string,
  rule: Rule<D, E, R>,
  { now, from }: { now: Ms; from?: D | undefined },
): Promise<Result<Changed<D, E>, R | 'notFound'>> {
  let state = from;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    state ??= ((await collection.findOne({ _id: id } as Filter<D>)) as D | null) ?? undefined;
    if (!state) return no('notFound');
    const decision = rule.decide(state);
    if (!decision.ok) return decision;
    const events = decision.value;
    if (events.length === 0) return ok({ doc: state, events });

    const { version } = state;
    const queued = events
      .map((event, index) => ({ id: `${version}.${index}`, event }))
      .filter(({ event }) => rule.consequences.includes(event.type));
    const { $set, $unset } = difference(state, events.reduce(rule.evolve, state));
    const update = {
      $set: { ...$set, ...(queued.length > 0 ? { drainAt: now + DRAIN_CLAIM } : {}) },
      ...(Object.keys($unset).length > 0 ? { $unset } : {}),
      $inc: { version: 1 },
      ...(queued.length > 0 ? { $push: { outbox: { $each: queued } } } : {}),
    };
    const saved = await collection.findOneAndUpdate(
      { _id: id, version, ...(queued.length > 0 ? OUTBOX_HAS_ROOM : {}) } as unknown as Filter<D>,
      update as unknown as UpdateFilter<D>,
      { returnDocument: 'after' },
    );
    if (saved) return ok({ doc: saved as D, events });
    if (queued.length > 0 && state.outbox.length >= OUTBOX_LIMIT) throw new Busy(`outbox of ${id} is full`);
    state = undefined;
    await pause(Math.random() * 5 * 2 ** attempt);
  }
  throw new Busy(`${id} moved ${ATTEMPTS} times`);
}
