/**
 * `npm run cascade -- FILE.csv`: loads a cascade into a fresh shop in a fresh database, counts it as cron counts, and
 * prints what its tree comes to. Columns: share, parent, person, time in ms; `docs/cascade.example.csv` shows them.
 * A line says: at this time this person opened `parent`, and made `share` of it. Without a parent, the cascade begins there;
 * without a share, they opened it and shared no further. The header may be left out.
 * The documents are those that openings leave behind, written many at once.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type CollectionName,
  type Collections,
  collectionsOf,
  type ShareDoc,
  syncIndexes,
  type VisitDoc,
  type VisitorDoc,
} from '../functions/store/collections';
import { branches, dayRows, sumsByKey } from '../functions/store/fission';
import { connect } from '../functions/store/mongo';
import { bindingOf } from '../functions/store/referral';
import { visitOf } from '../functions/store/visit';
import { addMeasures, kFactor, type Measures, meanCycle, medianCycle, NO_MEASURES } from '../shared/domain/fission';
import { deriveId } from '../shared/domain/ids';
import { answerOpening, bindingFrom, FIRST_POLICY } from '../shared/domain/referral';
import { productGrams } from '../shared/domain/search';
import { DAY, HOUR, MINUTE, type Ms, SECOND } from '../shared/time';
import { openDatabase } from './database';
import { rebuildFigures } from './rebuildFigures';

export interface Step {
  /** Empty: they shared no further. */
  readonly share: string;
  /** Empty: it begins here. */
  readonly parent: string;
  readonly person: string;
  readonly at: Ms;
}

const HEADER = /^share,parent,person,time/;

/** The last moment of the year 9999: later days do not sort. */
const LAST = Date.parse('9999-12-31T00:00:00Z');

/** Throws one error that names every line that cannot be used, and why. */
export function parseCascade(text: string): Step[] {
  const faults: string[] = [];
  const steps: Step[] = [];
  const made = new Map<string, Step>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || (index === 0 && HEADER.test(line))) continue;
    const cells = line.split(',').map((cell) => cell.trim());
    const [share = '', parent = '', person = '', time = ''] = cells;
    const step = { share, parent, person, at: Number(time) };
    const fault = cells.length === 4 ? faultOf(step, time, made) : `has ${cells.length} columns instead of 4`;
    if (fault === null) {
      steps.push(step);
      if (share !== '') made.set(share, step);
    } else faults.push(`  line ${index + 1}: ${fault}`);
  }
  if (faults.length > 0) throw new Error(`The cascade cannot be used:\n${faults.join('\n')}`);
  if (steps.length === 0) throw new Error('The cascade has no lines.');
  return steps;
}

function faultOf({ share, parent, person, at }: Step, time: string, made: ReadonlyMap<string, Step>): string | null {
  if (person === '') return 'says nobody';
  if (!/^\d{1,15}$/.test(time) || at > LAST) return `the time ${time || '(none)'} is not in ms since 1970`;
  if (share === '' && parent === '') return 'names neither a share nor a parent';
  if (made.has(share)) return `the share ${share} was made on a line before`;
  const above = made.get(parent);
  if (parent !== '' && !above) return `no line before it makes the parent ${parent}`;
  if (above && at < above.at) return `is earlier than its parent ${parent}`;
  return null;
}

export const CASCADE_SHOP = 'mer_cascade';
const PRODUCT = 'prd_cascade';

const tokenOf = (share: string): string => deriveId('shr', share).slice(-10);
const userOf = (person: string): string => deriveId('usr', person);

/** The documents that these openings and shares leave behind, one's own shares opened left out. */
function documentsOf(steps: readonly Step[]) {
  const shares = new Map<string, ShareDoc>();
  const visits = new Map<string, VisitDoc>();
  const visitors = new Map<string, VisitorDoc>();
  for (const { share, parent, person, at } of steps) {
    const userId = userOf(person);
    const opened = shares.get(tokenOf(parent));
    const above = opened && opened.userId !== userId ? opened : undefined;
    if (above) {
      const visit = visitOf({ share: above, userId, at });
      if (!visits.has(visit._id)) visits.set(visit._id, visit);
      shares.set(above._id, { ...above, sharedAt: Math.min(at, above.sharedAt ?? at) });
      meet(visitors, above, userId, at);
    }
    if (share === '') continue;
    const _id = tokenOf(share);
    shares.set(_id, {
      _id,
      merchantId: CASCADE_SHOP,
      userId,
      target: { kind: 'product', id: PRODUCT },
      channel: 'message',
      title: '一件商品',
      productId: PRODUCT,
      ...(above ? { parent: above._id } : {}),
      depth: above ? above.depth + 1 : 0,
      root: above ? above.root : _id,
      createdAt: at,
    });
  }
  return { shares: [...shares.values()], visits: [...visits.values()], visitors: [...visitors.values()] };
}

/** Who opens a share is known to the shop from then on, as whom they have brought is, and bound by a new shop's policy. */
function meet(visitors: Map<string, VisitorDoc>, share: ShareDoc, userId: string, at: Ms): void {
  const { merchantId, _id: shareId, userId: sharerId } = share;
  const idOf = (person: string) => `${merchantId}/${person}`;
  const blank = (person: string): VisitorDoc => ({ _id: idOf(person), merchantId, userId: person, history: [] });
  const visitor = visitors.get(idOf(userId)) ?? { ...blank(userId), firstShareId: shareId, firstAt: at };
  const sharerChain: string[] = [];
  for (let one = visitors.get(idOf(sharerId)); one?.referrerId !== undefined; ) {
    sharerChain.push(one.referrerId);
    one = visitors.get(idOf(one.referrerId));
  }
  const answer = answerOpening({
    visitorId: userId,
    sharerId,
    sharerSuspended: false,
    policy: FIRST_POLICY,
    now: at,
    newcomer: true,
    ordering: false,
    binding: bindingOf(visitor),
    sharerChain,
  });
  visitors.set(visitor._id, visitor);
  if (answer !== 'bound') return;
  visitors.set(visitor._id, {
    ...visitor,
    ...bindingFrom(FIRST_POLICY, sharerId, at),
    bindingId: deriveId('bnd', merchantId, userId, 1),
    shareId,
    policyVersion: FIRST_POLICY.version,
    history: [{ referrerId: sharerId, at, shareId, policyVersion: FIRST_POLICY.version }],
  });
  visitors.set(idOf(sharerId), { ...(visitors.get(idOf(sharerId)) ?? blank(sharerId)), hasReferees: true });
}

/** Fills an empty database with a shop, and with all that the cascade leaves behind. Nothing is counted yet. */
export async function loadCascade(store: Collections, steps: readonly Step[]): Promise<void> {
  await syncIndexes(store);
  const product = {
    _id: PRODUCT,
    merchantId: CASCADE_SHOP,
    categoryId: 'all',
    title: '一件商品',
    caption: '',
    description: '',
    pictures: [],
    promises: [],
    skus: [{ id: 'sku_cascade', name: '一份', price: 100 }],
    status: 'onSale' as const,
    rank: 1,
  };
  await store.products.insertOne({ ...product, grams: productGrams(product) });
  await store.merchants.insertOne({
    _id: CASCADE_SHOP,
    name: '一家店',
    caption: '',
    logo: '',
    paymentAccountId: 'pac_cascade',
    categories: [{ id: 'all', name: '全部' }],
    afterSaleDays: 7,
    receiptDays: 10,
    freight: [],
    pickupPoints: [],
    commission: { version: 1, rates: [], cap: 0, holdDays: 7 },
    referral: FIRST_POLICY,
  });
  const { shares, visits, visitors } = documentsOf(steps);
  const people = new Map(steps.map(({ person, at }) => [person, at]));
  await fill(
    store,
    'users',
    [...people].map(([person, createdAt]) => ({
      _id: userOf(person),
      identities: [{ appid: 'cascade', openid: person }],
      name: person,
      avatar: '',
      createdAt,
    })),
  );
  await fill(store, 'shares', shares);
  await fill(store, 'visitors', visitors);
  await fill(store, 'visits', visits);
}

/** Documents of one `insertMany`. */
const BATCH = 5000;

async function fill({ db }: Collections, name: CollectionName, documents: readonly { _id: string }[]): Promise<void> {
  const all = db.collection<{ _id: string }>(name);
  for (let from = 0; from < documents.length; from += BATCH) {
    await all.insertMany(documents.slice(from, from + BATCH), { ordered: false });
  }
}

/** Biggest branches that are printed. */
const BRANCHES = 5;

/** What the cascade comes to, once it is counted. */
export async function cascadeMeasures(store: Collections) {
  const range = { merchantId: CASCADE_SHOP, scope: '', from: '0000-00-00', until: '9999-99-99' };
  const days = await dayRows(store, range);
  const total = days.reduce<Measures>((sum, { measures }) => addMeasures(sum, measures), NO_MEASURES);
  const depths = await sumsByKey(store, range, 'depth');
  const generations = depths
    .filter(({ measures }) => measures.visits > 0)
    .map(({ key, measures }) => ({ depth: Number(key), visits: measures.visits }))
    .sort((a, b) => a.depth - b.depth);
  const shares = await store.shares.countDocuments({ merchantId: CASCADE_SHOP });
  const opened = await store.shares.countDocuments({ merchantId: CASCADE_SHOP, sharedAt: { $exists: true } });
  const roots = await branches(store, { merchantId: CASCADE_SHOP, depth: 0 }, undefined, BRANCHES);
  const people = await store.users.find({ _id: { $in: roots.map(({ userId }) => userId) } }).toArray();
  const biggest = roots.map(({ userId, branch }) => ({
    name: people.find(({ _id }) => _id === userId)?.name ?? '',
    ...branch,
  }));
  return { days: days.length, total, generations, shares, opened, biggest };
}

/** `1.5 h`, `20 min`, `4 s`. */
function span(length: Ms | null): string {
  if (length === null) return '–';
  const units = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ] as const;
  const [unit, name] = units.find(([one]) => length >= one) ?? [1, 'ms'];
  return `${Number((length / unit).toFixed(1))} ${name}`;
}

export function describeCascade(measures: Awaited<ReturnType<typeof cascadeMeasures>>): string[] {
  const { days, total, generations, shares, opened, biggest } = measures;
  const k = kFactor(total);
  const median = medianCycle(total);
  const within = median === Number.POSITIVE_INFINITY ? 'more than 7 d' : `at most ${span(median)}`;
  return [
    `visits       ${total.visits} on ${days} days`,
    `shares       ${shares}, of which ${opened} were opened by others`,
    `generations  ${generations.map(({ depth, visits }) => `${depth + 1}: ${visits}`).join('   ')}`,
    k === null
      ? 'K            –'
      : `K            ${k.k.toFixed(3)} (${k.low.toFixed(3)}–${k.high.toFixed(3)}) = ${k.rate.toFixed(3)} re-shares a visit × ${k.reach.toFixed(2)} visits a re-share`,
    `cycle        median ${median === null ? '–' : within}, mean ${span(meanCycle(total))}, of ${total.reshares} re-shares`,
    `biggest      ${biggest.map(({ name, visits, shares: all, depth }) => `${name}: ${visits} visits, ${all} shares, ${depth} deep`).join('\n             ')}`,
  ];
}

async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('Name the file: npm run cascade -- docs/cascade.example.csv');
  const steps = parseCascade(readFileSync(file, 'utf8'));
  const database = await openDatabase({ log: (line) => console.log(line) });
  const client = await connect(database.uri).connect();
  const name = `cascade_${randomBytes(4).toString('hex')}`;
  try {
    const store = collectionsOf(client, client.db(name));
    await loadCascade(store, steps);
    const app = { store, now: Date.now, stopwatch: () => performance.now() };
    await rebuildFigures(app, (line) => console.error(line));
    console.log(describeCascade(await cascadeMeasures(store)).join('\n'));
  } finally {
    await client.db(name).dropDatabase();
    await client.close();
    await database.stop();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
