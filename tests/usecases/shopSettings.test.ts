/** What a shop sets of itself: by section, by its owner, and of two at once one is told. */
import type { Input, Output } from '../../shared/contracts/contracts';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let before: object;

jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '店主', 'owner');
  before = (await world.app.store.merchants.findOne({ _id: MERCHANT }))!;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.merchants.replaceOne({ _id: MERCHANT }, before as never);
});

type To = Input<'shopSettings.set'>['to'];
const set = (to: To, version = 0) => owner.call('shopSettings.set', { merchantId: MERCHANT, version, to });
const code = (answer: { ok: true } | { ok: false; refusal: { code: string } }) =>
  answer.ok ? 'ok' : answer.refusal.code;
const FACE = {
  name: '山野小店',
  caption: '现摘现发',
  logo: '/pictures/1f33f.webp',
  accent: '#1F6B4F',
  notice: '周日不发货',
  servicePhone: '0510-12345678',
};
const face = (more: Partial<typeof FACE> = {}): To => ({ section: 'face', face: { ...FACE, ...more } });
const rule = { regions: [], first: 1, firstFee: 800, more: 1, moreFee: 200 };
const freight = (templates: Extract<To, { section: 'freight' }>['templates']): To => ({
  section: 'freight',
  templates,
});
async function settings(): Promise<Output<'shopSettings.get'>> {
  const answer = await owner.call('shopSettings.get', { merchantId: MERCHANT });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

it('the face of a shop is on its front page at once', async () => {
  expect(await set(face())).toMatchObject({ ok: true, value: { versions: { face: 1, policies: 0 }, face: FACE } });
  const home = await world.call('shop.home', { merchantId: MERCHANT });
  expect(home).toMatchObject({
    value: {
      merchant: { name: FACE.name, notice: FACE.notice, style: expect.stringContaining('--color-action:#1F6B4F') },
    },
  });
  // Taken away again.
  expect(
    await set({ section: 'face', face: { name: '山野小店', logo: FACE.logo, accent: FACE.accent } }, 1),
  ).toMatchObject({ ok: true });
  const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
  expect(merchant).not.toHaveProperty('notice');
  expect(merchant).not.toHaveProperty('servicePhone');
  expect(merchant?.caption).toBe('');
});

it('the lightest grey that is read on the page is worn, the next one is refused', async () => {
  expect(code(await set(face({ accent: '#717171' })))).toBe('accentUnfit');
  expect((await settings()).versions.face).toBe(0);
  expect(code(await set(face({ accent: '#707070' })))).toBe('ok');
});

it('of two at once one stands, and the other is told; a repetition is answered as before', async () => {
  const answers = await Promise.all([set(face({ name: '甲' })), set(face({ name: '乙' }))]);
  expect(answers.map(code).sort()).toEqual(['conflict', 'ok']);
  const stood = answers.find(({ ok }) => ok);
  const { name } = (await settings()).face;
  expect(await set(face({ name }))).toEqual(stood);
  expect((await settings()).versions.face).toBe(1);
  // Another section is nobody's conflict.
  expect(code(await set({ section: 'policies', policies: { afterSaleDays: 0, receiptDays: 1 } }))).toBe('ok');
});

it('a logo is the one that is there, or one that was sent for this shop', async () => {
  const logo = `/media/${'0'.repeat(64)}.webp`;
  expect(code(await set(face({ logo })))).toBe('pictureUnknown');
  const sent = { userId: owner.userId, purpose: 'shop' as const, at: 0 };
  await world.app.store.media.insertOne({ _id: '0'.repeat(64), senders: [{ ...sent, merchantId: 'mer_other' }] });
  expect(code(await set(face({ logo })))).toBe('pictureUnknown');
  await world.app.store.media.updateOne({}, { $push: { senders: { ...sent, merchantId: MERCHANT } } });
  expect(code(await set(face({ logo })))).toBe('ok');
});

it('a freight template that products are sent by is not removed; what is new gets one id, however often it is sent', async () => {
  const made = [
    { name: '生鲜', by: 'piece' as const, rules: [rule], notTo: ['西藏自治区'] },
    { name: '整箱', by: 'weight' as const, rules: [{ ...rule, freeFrom: 9900 }], notTo: [] },
  ];
  const first = await set(freight(made));
  expect(await set(freight(made))).toEqual(first);
  const [fresh, box] = (await settings()).templates;
  if (!fresh || !box) throw new Error('two were made');
  await world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { freightId: fresh.id } });
  expect((await settings()).templates.map(({ products }) => products)).toEqual([1, 0]);
  const { products: _, ...keptBox } = box;
  expect(code(await set(freight([keptBox]), 1))).toBe('freightInUse');
  const { products: __, ...keptFresh } = fresh;
  expect(code(await set(freight([{ ...keptFresh, name: '鲜果' }]), 1))).toBe('ok');
  expect((await settings()).templates).toEqual([{ ...fresh, name: '鲜果', products: 1 }]);
  // One that the shop does not have cannot be kept.
  expect(code(await set(freight([keptFresh, keptBox]), 2))).toBe('freightUnfit');
  expect(code(await set(freight([keptFresh, keptFresh]), 2))).toBe('freightUnfit');
  expect(code(await set(freight([...made, { ...made[0]!, by: 'weight' }]), 2))).toBe('freightUnfit');
});

it('where goods are picked up: a point keeps its id when it is changed', async () => {
  const point = { name: '湖边', address: '桃源路 2 号', hours: '9:00–18:00', phone: '13800002222' };
  expect(code(await set({ section: 'pickUp', points: [point] }))).toBe('ok');
  const [made] = (await settings()).points;
  if (!made) throw new Error('one was made');
  expect(made.id).toMatch(/^pup_/);
  expect(code(await set({ section: 'pickUp', points: [{ ...made, name: '湖东' }, point] }, 1))).toBe('ok');
  const points = (await settings()).points;
  expect(points.map(({ name }) => name)).toEqual(['湖东', '湖边']);
  expect(points[0]?.id).toBe(made.id);
  expect(points[1]?.id).not.toBe(made.id);
});
