/** change() and the outbox: nothing is saved without its events, no event is lost, and acknowledging never collides. */
import type { Collection } from 'mongodb';
import { Busy, change, DRAIN_CLAIM, OUTBOX_LIMIT } from '../../functions/store/change';
import type { Lifecycle, Queued } from '../../functions/store/collections';
import { acknowledge, backOff, claimLapsed, postpone } from '../../functions/store/outbox';
import { no, ok } from '../../shared/result';
import { useDatabase } from '../support/database';

interface Event {
  readonly type: 'added' | 'noted';
  readonly name: string;
}
interface Doc extends Lifecycle<Event> {
  readonly names: readonly string[];
  readonly note?: string | undefined;
}

const NOW = 1_772_337_600_000;
// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const docs = (): Collection<Doc> => database.db.collection<Doc>('docs');

const empty: Doc = { _id: 'doc_1', version: 0, outbox: [], names: [] };
beforeEach(async () => {
  await docs().deleteMany({});
  await docs().insertOne(empty);
});

/** Adds a name once; `noted` has no consequence. */
const adding = (name: string, type: Event['type'] = 'added') => ({
  decide: (doc: Doc) => {
    if (doc.names.includes('closed')) return no('closed' as const);
    return ok(doc.names.includes(name) ? [] : [{ type, name }]);
  },
  evolve: (doc: Doc, event: Event): Doc => ({ ...doc, names: [...doc.names, event.name] }),
  consequences: ['added'],
});

const add = (name: string, from?: Doc) => change(docs(), 'doc_1', adding(name), { now: NOW, from });

async function read(): Promise<Doc> {
  const doc = await docs().findOne({ _id: 'doc_1' });
  if (!doc) throw new Error('gone');
  expect(doc.drainAt !== undefined).toBe(doc.outbox.length > 0);
  return doc;
}

describe('change', () => {
  it('saves state, version and event in one update, and hands the claim to the writer', async () => {
    const changed = await add('a');
    expect(changed).toMatchObject({ ok: true, value: { events: [{ type: 'added', name: 'a' }] } });
    expect(await read()).toEqual({
      ...empty,
      version: 1,
      names: ['a'],
      outbox: [{ id: '0.0', event: { type: 'added', name: 'a' } }],
      drainAt: NOW + DRAIN_CLAIM,
    });
  });

  it('yields nothing the second time, and passes on a refusal', async () => {
    await add('a');
    expect(await add('a')).toMatchObject({ ok: true, value: { events: [] } });
    expect((await read()).version).toBe(1);
    await add('closed');
    expect(await add('b')).toEqual({ ok: false, refusal: 'closed' });
    expect(await change(docs(), 'doc_2', adding('a'), { now: NOW })).toEqual({ ok: false, refusal: 'notFound' });
  });

  it('decides again on what is there when the version has moved since it was read', async () => {
    const stale = await read();
    await add('a');
    expect(await add('b', stale)).toMatchObject({ ok: true, value: { doc: { names: ['a', 'b'], version: 2 } } });
    // What somebody else has done meanwhile is not done again.
    expect(await add('a', stale)).toMatchObject({ ok: true, value: { events: [], doc: { version: 2 } } });
    await add('closed');
    expect(await add('c', stale)).toEqual({ ok: false, refusal: 'closed' });
  });

  it('removes a field that a rule has taken away', async () => {
    await docs().updateOne({ _id: 'doc_1' }, { $set: { note: 'x' } });
    const rule = { ...adding('a', 'noted'), evolve: ({ note: _, ...doc }: Doc): Doc => ({ ...doc, names: ['a'] }) };
    await change(docs(), 'doc_1', rule, { now: NOW });
    expect(await read()).toEqual({ ...empty, version: 1, names: ['a'] });
  });

  it('is busy while the outbox is full, decides nothing, and goes on once one is acknowledged', async () => {
    const waiting = Array.from(
      { length: OUTBOX_LIMIT },
      (_, index): Queued<Event> => ({ id: `w${index}`, event: { type: 'added', name: 'w' } }),
    );
    await docs().updateOne({ _id: 'doc_1' }, { $set: { outbox: waiting, drainAt: NOW } });
    await expect(add('a')).rejects.toThrow(Busy);
    expect(await read()).toMatchObject({ version: 0, names: [] });
    // What has no consequence needs no room.
    expect(await change(docs(), 'doc_1', adding('n', 'noted'), { now: NOW })).toMatchObject({ ok: true });
    await acknowledge(docs(), 'doc_1', 'w0', NOW);
    expect(await add('a')).toMatchObject({ ok: true });
    expect((await read()).outbox).toHaveLength(OUTBOX_LIMIT);
  });

  it('loses no event of 50 racing commands: each is done or busy, and who is busy asks again', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `n${index}`);
    let busy = 0;
    const insist = async (name: string): Promise<void> => {
      for (let asked = 0; asked < 50; asked++) {
        try {
          return void (await add(name));
        } catch (error) {
          if (!(error instanceof Busy)) throw error;
          busy += 1;
        }
      }
      throw new Error(`${name} is still busy after ${busy} refusals`);
    };
    await Promise.all(names.map(insist));
    const doc = await read();
    expect([...doc.names].sort()).toEqual([...names].sort());
    expect(doc.version).toBe(50);
    expect(doc.outbox.map(({ event }) => event.name)).toEqual(doc.names);
    expect(new Set(doc.outbox.map(({ id }) => id)).size).toBe(50);
  });
});

describe('outbox', () => {
  it('acknowledges beside racing decisions without colliding, and gives the claim up only when nothing waits', async () => {
    for (let index = 0; index < 10; index++) await add(`old${index}`);
    const { outbox } = await read();
    const added = ['x', 'y', 'z'];
    await Promise.all([
      ...outbox.map(({ id }) => acknowledge(docs(), 'doc_1', id, NOW)),
      ...outbox.map(({ id }) => acknowledge(docs(), 'doc_1', id, NOW)),
      ...added.map((name) => add(name)),
    ]);
    const after = await read();
    expect(after.outbox.map(({ event }) => event.name).sort()).toEqual(added);
    expect(after.version).toBe(13);
    for (const { id } of after.outbox) await acknowledge(docs(), 'doc_1', id, NOW);
    expect(await read()).toMatchObject({ outbox: [], version: 13 });
  });

  it('hands the lapsed claim of a document to one of many', async () => {
    await add('a');
    expect(await claimLapsed(docs(), NOW + DRAIN_CLAIM - 1)).toBeNull();
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimLapsed(docs(), NOW + DRAIN_CLAIM)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('puts a failed event off for longer each time, and says how often it has failed', async () => {
    await add('a');
    let waited = 0;
    for (let tries = 1; tries <= 12; tries++) {
      const doc = await read();
      expect(await postpone(docs(), doc, '0.0', NOW)).toBe(tries);
      const { drainAt = 0 } = await read();
      expect(drainAt - NOW).toBe(backOff(tries));
      expect(drainAt - NOW).toBeGreaterThanOrEqual(waited);
      waited = drainAt - NOW;
    }
    expect(waited).toBe(600_000);
    // An event that somebody has done meanwhile is not brought back, nor its claim.
    const stale = await read();
    await acknowledge(docs(), 'doc_1', '0.0', NOW);
    await postpone(docs(), stale, '0.0', NOW);
    expect(await read()).toMatchObject({ outbox: [] });
  });
});
