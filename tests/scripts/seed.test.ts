/** The demo shop: filled once through the real use cases, and never again. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compose } from '../../functions/http/compose';
import type { App } from '../../functions/usecases/app';
import { drawOf } from '../../functions/usecases/bargainView';
import { getProduct } from '../../functions/usecases/product';
import { createSession } from '../../functions/usecases/session';
import { shopHome } from '../../functions/usecases/shop';
import { compareBooks } from '../../scripts/compareBooks';
import { localConfig, newSecrets, settleNow } from '../../scripts/local';
import { runCommand } from '../../scripts/runCommand';
import { people } from '../../scripts/seed/people';
import { seed } from '../../scripts/seed/seed';
import { campaignId, MCHID, MERCHANT, productId } from '../../scripts/seed/shop';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { type BargainTerms, faultsOf } from '../../shared/domain/bargain';
import { verify } from '../../shared/domain/fairness';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';
import { temporaryFolder } from '../support/standIn';

const root = resolve(__dirname, '../..');
// The shop is filled order by order, each paid at the stand-in: on a busy machine that takes its time.
jest.setTimeout(600_000);
const database = useDatabase();
const folder = temporaryFolder();
const errors: string[] = [];
const log = {
  info() {},
  warn() {},
  error: (detail: object, message: string) => errors.push(`${message} ${JSON.stringify(detail)}`),
};

let standIn: StandIn;
let app: App;
/** Real time, and what this file has let go by. */
let passed: Ms = 0;
const now = () => Date.now() + passed;
let fill: (database?: string) => Promise<string[]>;

beforeAll(async () => {
  standIn = await spawnStandIn({ dataDir: folder.path });
  const url = 'http://127.0.0.1:9';
  const config = localConfig({ uri: database.uri, database: database.name, secrets: newSecrets(), standIn, url });
  app = compose(config, { client: database.client, now, log }).app;
  fill = async (name = database.name) => {
    const told: string[] = [];
    await seed({ config: { ...config, MONGODB_DATABASE: name }, client: database.client, standIn, now, log }, (line) =>
      told.push(line),
    );
    return told;
  };
  expect(await fill()).toHaveLength(2);
  await minutes();
});
afterAll(async () => {
  await standIn.stop();
  folder.remove();
});

/** What the open shop does by itself in its first minutes: refunds are sent, and arrive. */
async function minutes(): Promise<void> {
  for (let minute = 0; minute < 3; minute++) {
    passed += MINUTE;
    await standIn.control.clock({ now: now() });
    await settleNow(app, standIn);
  }
}

/** Every document of every collection. */
async function dump(): Promise<Record<string, unknown[]>> {
  const names = (await database.db.listCollections().toArray()).map(({ name }) => name).sort();
  const found: Record<string, Record<string, unknown>[]> = {};
  for (const name of names) found[name] = await database.db.collection(name).find().sort({ _id: 1 }).toArray();
  // How often WeChat was asked about what waits for somebody's confirmation is a matter of how long it has waited.
  found.intents = (found.intents ?? []).map(({ tries: _, dueAt, ...intent }) => ({
    ...intent,
    waits: dueAt !== undefined,
  }));
  return found;
}

const differences = async () => compareBooks(app.store, MERCHANT, await standIn.control.books(MCHID));

it("leaves somebody's real shop alone, whatever the environment is called", async () => {
  const real = database.client.db(`${database.name}_real`);
  await real.collection('merchants').insertOne({ name: '别人的店' });
  await expect(fill(real.databaseName)).rejects.toThrow('is not seeded');
  expect((await real.listCollections().toArray()).map(({ name }) => name)).not.toContain('products');
  await real.dropDatabase();
});

it('has been compared with WeChat’s bills day by day, and agrees', async () => {
  const days = await app.store.reconciliations.find().sort({ date: 1 }).toArray();
  expect(days.length).toBeGreaterThanOrEqual(8);
  expect(days.filter(({ status, failure }) => status !== 'ok' || failure !== undefined)).toEqual([]);
  expect(days.filter(({ sums }) => (sums?.payments.ours.count ?? 0) > 0).length).toBeGreaterThanOrEqual(4);
  expect(days.some(({ sums }) => (sums?.refunds.theirs.count ?? 0) > 0)).toBe(true);
});

it('fills a shop of 24 products and more in four categories, each with a picture that is there', async () => {
  const products = await app.store.products.find({ merchantId: MERCHANT }).toArray();
  expect(products.length).toBeGreaterThanOrEqual(24);
  const categories = new Set(products.map(({ categoryId }) => categoryId));
  expect(categories.size).toBe(4);
  const users = await app.store.users.find().toArray();
  const pictures = [...products.flatMap((product) => product.pictures), ...users.map(({ avatar }) => avatar)];
  for (const picture of pictures) {
    expect([picture, existsSync(join(root, 'scripts/seed', picture))]).toEqual([picture, true]);
  }
  for (const { _id } of products)
    expect(await getProduct(app, undefined, { productId: _id })).toMatchObject({ ok: true });
});

it('shows 阳山水蜜桃 3 人团 first, with groups to join', async () => {
  const home = await shopHome(app, undefined, { merchantId: MERCHANT });
  expect(home).toMatchObject({ ok: true, value: { merchant: { name: '山野集' } } });
  expect(home.ok && home.value.products[0]).toMatchObject({
    title: '阳山水蜜桃',
    price: 3990,
    groupBuy: { size: 3, price: 2990 },
  });
  const peach = await getProduct(app, undefined, { productId: productId('peach') });
  expect(peach).toMatchObject({
    value: { groupBuy: { size: 3, groups: [{ missing: 1 }, { missing: 2 }] }, skus: [{ groupPrice: 2990 }, {}] },
  });
});

it('signs the people of the stand-in in as the people of the shop', async () => {
  const origin = { device: '微信 · iPhone', place: '本机' };
  for (const { id, name, face } of people) {
    const session = await createSession(app, await standIn.control.loginCode(id), origin);
    expect(session).toMatchObject({ ok: true, value: { person: { name, avatar: `/pictures/${face}.webp` } } });
  }
  expect(await app.store.users.countDocuments()).toBe(people.length);
});

it('has groups and orders at every stage, commissions of every kind, and books that agree with WeChat', async () => {
  const count = (status: string) => app.store.groups.countDocuments({ status } as object);
  expect(await count('open')).toBeGreaterThanOrEqual(5);
  expect(await count('formed')).toBeGreaterThanOrEqual(4);
  expect(await app.store.groups.countDocuments({ status: 'failed', taken: { $gt: 0 } })).toBe(2);
  for (const status of ['paid', 'toShip', 'shipped', 'received', 'closed'] as const) {
    expect([status, await app.store.orders.countDocuments({ status })]).not.toEqual([status, 0]);
  }
  const causes = (await app.store.orders.find().toArray()).flatMap(({ refunds }) => refunds.map(({ cause }) => cause));
  expect(causes.filter((cause) => cause === 'groupFailed')).toHaveLength(3);
  expect(causes.filter((cause) => cause === 'ladder').length).toBeGreaterThan(0);
  expect(await app.store.refunds.countDocuments({ status: 'arrived' })).toBe(causes.length);
  for (const status of ['held', 'available', 'reversed'] as const) {
    expect([status, await app.store.commissions.countDocuments({ status })]).not.toEqual([status, 0]);
  }
  expect(await app.store.commissions.countDocuments({ elsewhere: true })).toBeGreaterThan(0);
  expect(await differences()).toEqual([]);
  expect(errors).toEqual([]);
});

it('has bargains at every stage, of whoever signs in first and of others, each of which can be computed again', async () => {
  const bargains = await app.store.bargains.find({ merchantId: MERCHANT }).toArray();
  const of = (name: string) =>
    bargains.filter(({ owner }) => owner.name === name).map((one) => [one.status, one.helps.length, one.cuts.length]);
  expect(of('周小满').sort()).toEqual([
    ['bought', 6, 6],
    ['expired', 3, 8],
    ['floor', 3, 3],
    ['open', 5, 8],
  ]);
  expect(of('林姐').sort()).toEqual([
    ['bought', 3, 3],
    ['open', 4, 6],
  ]);
  expect(bargains.map(({ status }) => status)).toContain('cancelled');
  for (const bargain of bargains) {
    const { seed, commitment, cuts } = bargain;
    expect(verify({ seed, commitment, draw: drawOf(bargain), cuts })).toMatchObject({ fair: true });
    const order = await app.store.orders.findOne({ 'bargain.id': bargain._id });
    expect(order && { total: order.total, status: order.status }).toEqual(
      bargain.status === 'bought' ? { total: bargain.price, status: 'shipped' } : null,
    );
  }
  for (const { _id, edition, terms } of await app.store.campaigns.find({ kind: 'bargain' }).toArray()) {
    expect(await app.store.campaignVersions.findOne({ _id: `${_id}/${edition}` })).toMatchObject({ terms });
    const product = await app.store.products.findOne({ bargainCampaignId: _id });
    const skuPrices = Object.fromEntries(product?.skus.map(({ id, price }) => [id, price]) ?? []);
    expect(faultsOf(terms as BargainTerms, { skuPrices, startsAt: now(), endsAt: now() + 30 * DAY })).toEqual([]);
  }
});

it('has withdrawals at every stage, and somebody who owes', async () => {
  const withdrawals = await app.store.withdrawals.find({ merchantId: MERCHANT }).toArray();
  expect(new Set(withdrawals.map(({ status }) => status))).toEqual(new Set(['paid', 'returned', 'review', 'sending']));
  expect(withdrawals.some(({ wechat }) => wechat === 'WAIT_USER_CONFIRM')).toBe(true);
  expect(await app.store.accounts.countDocuments({ debt: { $gt: 0 } })).toBe(1);
});

it('has shares over every channel in trees of several generations, opened in chats and by passers-by, over days', async () => {
  const { shares, visits } = app.store;
  const known = await shares.find({ sharedAt: { $exists: true } }).toArray();
  expect(new Set(known.map(({ channel }) => channel))).toEqual(new Set(['message', 'moments', 'poster', 'link']));
  expect(new Set(known.map(({ userId }) => userId)).size).toBeGreaterThanOrEqual(8);
  expect(Math.max(...known.map(({ depth }) => depth))).toBeGreaterThanOrEqual(5);
  const made = await visits.find().toArray();
  expect(new Set(made.map(({ day }) => day)).size).toBeGreaterThanOrEqual(7);
  expect(new Set(made.flatMap(({ chat }) => chat ?? [])).size).toBe(3);
  for (const kind of ['userId', 'device', 'preview'] as const) {
    expect([kind, made.filter((visit) => visit[kind] !== undefined).length > 10]).toEqual([kind, true]);
  }
});

it('changes nothing when it is run again, here or at WeChat, also where it was interrupted at its end', async () => {
  const [before, booksBefore] = [await dump(), await standIn.control.books(MCHID)];
  expect(await fill()).toEqual([]);
  expect(await dump()).toEqual(before);

  const seeds = database.db.collection('seeds');
  await seeds.updateMany({}, { $unset: { done: '' } });
  expect(await fill()).toHaveLength(2);
  expect(await dump()).toEqual(before);
  expect(await standIn.control.books(MCHID)).toEqual(booksBefore);
});

it('leaves alone what the merchant has changed since', async () => {
  await app.store.campaigns.updateOne({ _id: campaignId('honey') }, { $set: { status: 'paused' } });
  await fill();
  expect(await app.store.campaigns.findOne({ _id: campaignId('honey') })).toMatchObject({ status: 'paused' });
});

it('opens new groups on another day, when the old ones have failed and paid back', async () => {
  passed += 2 * DAY;
  await standIn.control.clock({ now: now() });
  expect(await fill()).toEqual(["today's groups"]);
  const peach = await getProduct(app, undefined, { productId: productId('peach') });
  expect(peach).toMatchObject({ value: { groupBuy: { groups: [{ missing: 1 }, { missing: 2 }] } } });
  expect(await app.store.groups.countDocuments({ status: 'failed' })).toBeGreaterThan(5);
  expect(errors).toEqual([]);
  await minutes();
  expect(await app.store.refunds.countDocuments({ status: { $ne: 'arrived' } })).toBe(0);
});

it('is refused in production', async () => {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { code, output } = await runCommand(process.execPath, [tsx, join(root, 'scripts/seed/index.ts')], {
    env: { NODE_ENV: 'production' },
  });
  expect(code).toBe(1);
  expect(output).toContain('NODE_ENV is production: seeding is for development only.');
});
