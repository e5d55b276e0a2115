/** The addresses that somebody keeps: no more than twenty, whatever is tapped at once. */
import { saveAddress } from '../../functions/usecases/address';
import { ADDRESSES } from '../../shared/domain/address';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';
import { newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let person: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  person = await world.person('林姐');
});
afterEach(() => expect(world.errors).toEqual([]));

const address = (detail: string) => ({
  name: '林姐',
  phone: '13800001111',
  region: ['江苏省', '无锡市', '滨湖区'],
  detail,
});
const save = (detail: string, more: { id?: string; usual?: boolean; requestId?: string } = {}) =>
  person.call('address.save', { requestId: newRequestId(), address: address(detail), ...more });
const kept = async () => {
  const answer = await person.call('address.list', {});
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.addresses;
};
const details = async () => (await kept()).map(({ detail }) => detail);

it('twenty fit, whoever is first; the next is told so', async () => {
  const answers = await Promise.all(Array.from({ length: ADDRESSES + 5 }, (_, at) => save(`桃源路 ${at} 号`)));
  // One was there before.
  expect(answers.filter(({ ok }) => ok)).toHaveLength(ADDRESSES - 1);
  expect(await kept()).toHaveLength(ADDRESSES);
  expect(await save('再来一个')).toMatchObject({ status: 409, refusal: { code: 'addressesFull' } });
  const [first] = await kept();
  expect(await save('改一改', { id: first?.id ?? '' })).toMatchObject({ ok: true });
  await person.call('address.remove', { id: first?.id ?? '' });
  expect(await save('再来一个')).toMatchObject({ ok: true });
});

it('the same tap at once and again is one address', async () => {
  const requestId = newRequestId();
  const input = { requestId, address: address('同一个') };
  const answers = await Promise.all(Array.from({ length: 20 }, () => saveAddress(world.app, person.userId, input)));
  expect(new Set(answers.map((answer) => (answer.ok ? answer.value.id : answer.refusal))).size).toBe(1);
  expect(await save('同一个', { requestId })).toMatchObject({ ok: true });
  expect((await details()).filter((detail) => detail === '同一个')).toHaveLength(1);
});

it('the usual one comes first and is where an order goes; removed, another takes its place', async () => {
  const [first] = await details();
  const second = await save('公司', { usual: true });
  const third = await save('爸妈家');
  if (!second.ok || !third.ok) throw new Error('not kept');
  expect(await details()).toEqual(['公司', first, '爸妈家']);
  expect(await person.call('person.me', {})).toMatchObject({ value: { address: { detail: '公司' } } });
  await save('爸妈家', { id: third.value.id, usual: true });
  expect(await details()).toEqual(['爸妈家', first, '公司']);
  await person.call('address.remove', { id: third.value.id });
  await person.call('address.remove', { id: third.value.id });
  expect(await details()).toEqual([first, '公司']);
});

it.each([
  ['addressUnprintable', { name: '小桃🍑' }],
  ['addressTooLong', { detail: '长'.repeat(200) }],
])('is told %s, and keeps nothing', async (code, wrong) => {
  const before = await kept();
  const input = { requestId: newRequestId(), address: { ...address('桃源路'), ...wrong } };
  expect(await person.call('address.save', input)).toMatchObject({ refusal: { code } });
  expect(await kept()).toEqual(before);
});

it('needs the privacy policy to be agreed to', async () => {
  await world.app.store.users.updateOne({ _id: person.userId }, { $unset: { consents: '' } });
  expect(await save('不行')).toMatchObject({ refusal: { code: 'consentMissing' } });
});
