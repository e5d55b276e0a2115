/** Shares and bindings, as the app meets them. */
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, PRODUCT, type World } from '../support/world';
import { buy, crowd } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const shop = { kind: 'shop', id: MERCHANT } as const;

async function people() {
  const [a, b, c] = await crowd(world, 3);
  if (!a || !b || !c) throw new Error('nobody came');
  return { a, b, c };
}

it('gives the same person and thing one token, however often and at once, and others others', async () => {
  const { a, b } = await people();
  const made = await Promise.all(Array.from({ length: 12 }, () => a.call('share.create', { target: shop })));
  const tokens = new Set(made.map((answer) => (answer.ok ? answer.value.token : answer.refusal.code)));
  expect(tokens.size).toBe(1);
  expect(await world.app.store.shares.countDocuments()).toBe(1);
  const others = [
    await b.call('share.create', { target: shop }),
    await a.call('share.create', { target: { kind: 'product', id: PRODUCT } }),
  ];
  for (const other of others) if (other.ok) tokens.add(other.value.token);
  expect(tokens.size).toBe(3);
});

it('remembers which share brought the sharer', async () => {
  const { a, b, c } = await people();
  const first = await a.call('share.create', { target: shop });
  const token = first.ok ? first.value.token : '';
  const second = await b.call('share.create', { target: shop, from: token });
  const third = await c.call('share.create', { target: shop, from: second.ok ? second.value.token : '' });
  expect(await world.app.store.shares.findOne({ _id: third.ok ? third.value.token : '' })).toMatchObject({
    depth: 2,
    root: token,
    parent: second.ok ? second.value.token : '',
  });
  // One's own share, or an unknown one, is not where a share comes from.
  const own = await a.call('share.create', { target: { kind: 'product', id: PRODUCT }, from: token });
  expect(await world.app.store.shares.findOne({ _id: own.ok ? own.value.token : '' })).toMatchObject({ depth: 0 });
});

it('binds with the first opening, for good', async () => {
  const { a, b, c } = await people();
  const [ofA, ofB] = [await a.call('share.create', { target: shop }), await b.call('share.create', { target: shop })];
  const [tokenA, tokenB] = [ofA.ok ? ofA.value.token : '', ofB.ok ? ofB.value.token : ''];
  expect(await c.call('share.open', { token: tokenA })).toMatchObject({ value: { binding: 'bound', target: shop } });
  expect(await c.call('share.open', { token: tokenA })).toMatchObject({ value: { binding: 'already' } });
  expect(await c.call('share.open', { token: tokenB })).toMatchObject({ value: { binding: 'none' } });
  expect(await a.call('share.open', { token: tokenA })).toMatchObject({ value: { binding: 'own' } });
  // c was brought by a: a is never brought by c.
  const ofC = await c.call('share.create', { target: shop });
  expect(await a.call('share.open', { token: ofC.ok ? ofC.value.token : '' })).toMatchObject({
    value: { binding: 'none' },
  });
  const visitor = await world.app.store.visitors.findOne({ _id: `${MERCHANT}/${c.userId}` });
  expect(visitor).toMatchObject({ referrerId: a.userId, history: [{ referrerId: a.userId }] });
});

it('binds nobody from Moments’ single-page mode, and leaves them free for the first true opening', async () => {
  const { a, b, c } = await people();
  const [ofA, ofB] = [await a.call('share.create', { target: shop }), await b.call('share.create', { target: shop })];
  const [tokenA, tokenB] = [ofA.ok ? ofA.value.token : '', ofB.ok ? ofB.value.token : ''];
  expect(await c.call('share.open', { token: tokenA, scene: 1154 })).toMatchObject({ value: { binding: 'none' } });
  expect(await c.call('share.open', { token: tokenB, scene: 1007 })).toMatchObject({ value: { binding: 'bound' } });
});

it('answers an unknown token, and a thing that is not there', async () => {
  const { a } = await people();
  expect(await a.call('share.open', { token: 'nobody0000' })).toMatchObject({
    status: 404,
    refusal: { code: 'shareUnknown' },
  });
  expect(await a.call('share.create', { target: { kind: 'group', id: 'grp_nowhere' } })).toMatchObject({
    status: 404,
    refusal: { code: 'notFound' },
  });
  const { groupId = '' } = await buy(world, a);
  expect(await a.call('share.create', { target: { kind: 'group', id: groupId } })).toMatchObject({ ok: true });
  expect(world.errors).toEqual([]);
});
