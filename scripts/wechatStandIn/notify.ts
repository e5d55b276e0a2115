import { randomUUID } from 'node:crypto';
import type { Books } from './books';
import type { CertificateDesk } from './certificate';
import type { Clock } from './clock';
import type { Faults } from './faults';
import { notificationMessage } from './forge';
import type { Delivery, Forgery, StoredNotification } from './types';

const minute = 60_000;
const hour = 60 * minute;
/** After the first delivery: 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, 30 m ×3, 60 m, 3 h ×3, 6 h ×2. [V] */
export const retryAfter = [
  15_000,
  15_000,
  30_000,
  3 * minute,
  10 * minute,
  20 * minute,
  ...Array<number>(3).fill(30 * minute),
  hour,
  ...Array<number>(3).fill(3 * hour),
  ...Array<number>(2).fill(6 * hour),
];
/** WeChat waits this long for an answer. [V] */
const ANSWER_WITHIN = 5_000;
/** Deliveries at the same time. */
const LANES = 64;

export type NewNotification = Omit<StoredNotification, 'id' | 'createdAt' | 'state' | 'attempts' | 'nextAt'>;

export interface ReleaseOptions {
  /** held (the default): only what is withheld. all: also what was delivered before. */
  which?: 'held' | 'all';
  /** Only those whose resource or address contains this text. */
  text?: string;
  /** Deliveries of each. */
  copies?: number;
  order?: 'inOrder' | 'reversed' | 'shuffled';
  seed?: number;
  /** One after the other instead of all at once. */
  oneByOne?: boolean;
}

export interface Notifier {
  enqueue(notification: NewNotification): void;
  /** Takes up what the books call pending: they have been opened, or brought back to an earlier state. */
  takeUp(): void;
  /** Starts what is due. */
  tick(): void;
  /** Delivers what is due (with `everything`: also what waits for its next try) and waits until all is answered. */
  deliverDue(everything?: boolean): Promise<Delivery[]>;
  release(options: ReleaseOptions): Promise<Delivery[]>;
  /** Delivers a forged message made from a notification of the books, whatever its state; changes nothing in them. */
  forge(id: string, forged: Forgery, to?: string): Promise<Delivery | undefined>;
  /** How many are being delivered now. */
  busy(): number;
  /** Waits until nothing is being delivered. */
  idle(): Promise<void>;
}

/** Deterministic numbers in [0, 1) for shuffling (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function ordered<T>(list: T[], order: ReleaseOptions['order'], seed = 1): T[] {
  if (order === 'reversed') return [...list].reverse();
  if (order !== 'shuffled') return list;
  const random = randomFrom(seed);
  return list
    .map((one) => ({ one, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

async function inLanes<T, R>(list: T[], lanes: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const index = next++;
      results[index] = await work(list[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, list.length) }, lane));
  return results;
}

const accepted = ({ status }: Delivery) => status === 200 || status === 204;

export function createNotifier(given: {
  books: Books;
  certificates: CertificateDesk;
  clock: Clock;
  faults: Faults;
}): Notifier {
  const { books, certificates, clock, faults } = given;
  /** Ids not yet delivered nor given up: what tick() looks through. */
  const open = new Set<string>();
  const inFlight = new Map<string, Promise<Delivery[]>>();

  const occasion = (one: StoredNotification) => ({
    operation: 'notify' as const,
    path: one.url,
    text: JSON.stringify(one.resource),
  });

  function save(one: StoredNotification) {
    books.put('notification', one);
    if (one.state === 'pending') open.add(one.id);
    else open.delete(one.id);
  }

  /** One HTTP delivery. */
  async function post(one: StoredNotification, forged?: Forgery, to = one.url): Promise<Delivery> {
    const about = {
      id: one.id,
      kind: one.kind,
      mchid: one.mchid,
      ...(one.outTradeNo !== undefined && { outTradeNo: one.outTradeNo }),
      ...(one.outRefundNo !== undefined && { outRefundNo: one.outRefundNo }),
      ...(one.outBillNo !== undefined && { outBillNo: one.outBillNo }),
      ...(forged && { forged }),
    };
    const merchant = books.merchants.get(one.mchid);
    if (!merchant) return { ...about, status: 0, body: 'no such merchant' };
    const other = [...books.merchants.values()].find(({ mchid }) => mchid !== one.mchid);
    const message = notificationMessage({
      notification: one,
      merchant,
      other,
      signer: certificates.signerFor(merchant),
      now: clock.now(),
      forged,
    });
    try {
      const response = await fetch(to, {
        method: 'POST',
        headers: { ...message.headers, 'content-type': 'application/json', 'user-agent': 'Mozilla/4.0' },
        body: message.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      return { ...about, status: response.status, body: await response.text() };
    } catch (error) {
      return { ...about, status: 0, body: String(error) };
    }
  }

  /** Writes down how a try ended: delivered, or when the next one is. */
  function settle(id: string, deliveries: Delivery[], tried = 1) {
    const one = books.notifications.get(id);
    if (!one || one.state === 'delivered') return;
    const attempts = one.attempts + tried;
    const lastStatus = deliveries.at(-1)?.status;
    if (deliveries.some((delivery) => accepted(delivery) && !delivery.forged)) {
      return save({ ...one, state: 'delivered', attempts, lastStatus });
    }
    const wait = retryAfter[attempts - 1];
    const state = wait === undefined ? 'gaveUp' : 'pending';
    save({ ...one, state, attempts, lastStatus, nextAt: clock.now() + (wait ?? 0) });
  }

  /** A try of the schedule, with whatever the faults say about it. */
  async function attempt(one: StoredNotification): Promise<Delivery[]> {
    const forged = faults.take(occasion(one), ['forge'])?.variant;
    const copies = faults.take(occasion(one), ['repeat'])?.copies ?? 1;
    await books.committed();
    const deliveries = await Promise.all(Array.from({ length: copies }, () => post(one, forged)));
    settle(one.id, deliveries);
    await books.committed();
    return deliveries;
  }

  /** Starts one try, unless it is on its way already or is withheld. */
  function start(one: StoredNotification): Promise<Delivery[]> | undefined {
    const running = inFlight.get(one.id);
    if (running) return running;
    if (faults.take(occasion(one), ['withhold'])) {
      save({ ...one, state: 'held' });
      return undefined;
    }
    const delay = one.attempts === 0 && one.nextAt === one.createdAt && faults.take(occasion(one), ['delayNotify']);
    if (delay) {
      save({ ...one, nextAt: clock.now() + delay.ms });
      return undefined;
    }
    const work = attempt(one).finally(() => inFlight.delete(one.id));
    inFlight.set(one.id, work);
    return work;
  }

  function takeUp() {
    open.clear();
    for (const { id, state } of books.notifications.values()) if (state === 'pending') open.add(id);
  }
  takeUp();

  const openOnes = () => [...open].flatMap((id) => books.notifications.get(id) ?? []);
  function startDue(everything = false): Array<Promise<Delivery[]>> {
    const due = openOnes().filter((one) => everything || one.nextAt <= clock.now());
    return due.flatMap((one) => start(one) ?? []);
  }

  return {
    takeUp,
    enqueue(notification) {
      const now = clock.now();
      const id = randomUUID();
      save({ ...notification, id, createdAt: now, state: 'pending', attempts: 0, nextAt: now });
    },
    tick() {
      // Errors of a try are deliveries with status 0; what is left (a full disk) must end the process.
      for (const work of startDue()) void work;
    },
    async deliverDue(everything) {
      const started = new Set([...startDue(everything), ...inFlight.values()]);
      return (await Promise.all(started)).flat();
    },
    async release({ which = 'held', text, copies = 1, order, seed, oneByOne }) {
      const chosen = [...books.notifications.values()].filter(
        (one) =>
          (one.state === 'held' || which === 'all') &&
          (text === undefined || one.url.includes(text) || JSON.stringify(one.resource).includes(text)),
      );
      // Out of the schedule's hands while they are delivered here.
      for (const one of chosen) open.delete(one.id);
      const list = ordered(
        chosen.flatMap((one) => Array<StoredNotification>(copies).fill(one)),
        order,
        seed,
      );
      const deliveries = await inLanes(list, oneByOne ? 1 : LANES, (one) => post(one));
      for (const { id } of chosen)
        settle(
          id,
          deliveries.filter((delivery) => delivery.id === id),
        );
      await books.committed();
      return deliveries;
    },
    async forge(id, forged, to) {
      const one = books.notifications.get(id);
      return one && post(one, forged, to);
    },
    busy: () => inFlight.size,
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight.values());
    },
  };
}
