import { accessToken } from '../../functions/wechat/token';
import { type Bench, openBench } from '../support/standIn';

/** The stand-in's strictness with subscribe messages, by requests that no client of ours would send. */
let bench: Bench;
let openid: string;
let token: string;

/** One field of every kind, with a value that is just within its limit, and values that are not. */
const KINDS: readonly (readonly [field: string, good: readonly string[], bad: readonly string[]])[] = [
  ['thing1', ['桃', '桃'.repeat(20), '🍑'.repeat(10)], ['桃'.repeat(21), '🍑'.repeat(11), '\ud83c', ' ', 'a\u0000']],
  ['character_string2', ['SF-123 #', 'x'.repeat(32)], ['x'.repeat(33), '单号']],
  ['letter3', ['abc'], ['a1']],
  ['symbol4', ['+-'], ['a', '++++++']],
  ['number5', ['0', '9'.repeat(32), '1.5'], ['9'.repeat(33), '-', '3 人', '1.']],
  ['phrase6', ['已成团', '一二三四五'], ['一二三四五六', '成团了!', '-']],
  ['name7', ['吴掌柜', 'Li Lei'], ['吴'.repeat(11), '吴Li', '吴1']],
  ['amount8', ['¥29.90', '29.9元', '¥10000000.00', '0'], ['¥1,000.00', '¥10000000000', '29 元 9 角', '¥', '-']],
  ['phone_number9', ['+86 0510-66888888'], ['0510-66888888-12345', '电话']],
  ['car_number10', ['苏B8Z888'], ['苏B8Z888挂挂']],
  ['time11', ['21:23', '2026年1月17日 21:23'], ['今天 21:23', '24:00', '2026-01-17 21:23']],
  ['date12', ['2026年1月17日', '2026年1月17日 21:23'], ['2026-01-17', '21:23']],
];
const GOOD = Object.fromEntries(KINDS.map(([field, [first]]) => [field, { value: first }]));

beforeAll(async () => {
  bench = await openBench();
  const [person] = await bench.control.registerPeople([{ id: 'linjie' }, { id: 'ajie' }]);
  openid = person?.openid ?? '';
  await bench.control.registerTemplates([
    { id: 'all', fields: KINDS.map(([field]) => field) },
    { id: 'short', fields: ['thing1'] },
    { id: 'free', fields: ['thing1'], everybodyConsents: true },
  ]);
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  token = await newToken();
});

const newToken = (force = false) =>
  accessToken(
    {
      app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
      store: { get: async () => undefined, set: async () => {} },
      now: bench.now(),
    },
    force,
  );

async function send(changes: object = {}, with_ = token): Promise<Record<string, unknown>> {
  const body = { touser: openid, template_id: 'short', data: { thing1: { value: '桃' } }, ...changes };
  const response = await fetch(`${bench.standIn.url}/cgi-bin/message/subscribe/send?access_token=${with_}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
const allFields = (changes: object = {}) => send({ template_id: 'all', data: { ...GOOD, ...changes } });

describe('tokens', () => {
  test('of nobody is 40001, one that has ended is 42001', async () => {
    expect(await send({}, 'made-up')).toMatchObject({ errcode: 40001 });
    expect(await send({}, '')).toMatchObject({ errcode: 40001 });
    await bench.advance(7_200_000);
    expect(await send()).toMatchObject({ errcode: 42001 });
  });

  test('the one before lives on beside the next, unless that was forced', async () => {
    await bench.control.consent('linjie', 'short', 9);
    await bench.advance(6_900_000);
    const next = await newToken();
    expect(next).not.toBe(token);
    for (const good of [token, next]) expect(await send({}, good)).toMatchObject({ errcode: 0 });
    const forced = await newToken(true);
    for (const gone of [token, next]) expect(await send({}, gone)).toMatchObject({ errcode: 40001 });
    expect(await send({}, forced)).toMatchObject({ errcode: 0 });
  });
});

test.each([
  ['a person whom nobody knows', { touser: 'oNobody' }, 40003],
  ['a template that is not there', { template_id: 'tpl' }, 40037],
  ['a page with a slash before it', { page: '/pages/group/index' }, 41030],
  ['a page that the app does not have', { page: 'pages/nowhere/index?id=1' }, 41030],
  ['a page that is an address', { page: 'https://evil.example' }, 41030],
  ['an edition that there is not', { miniprogram_state: 'release' }, 47003],
  ['a language that there is not', { lang: 'de' }, 47003],
  ['no data', { data: undefined }, 47003],
  ['a field too few', { data: {} }, 47003],
  ['a field too many', { data: { thing1: { value: '桃' }, thing2: { value: '桃' } } }, 47003],
  ['a value that is no text', { data: { thing1: { value: 7 } } }, 47003],
  ['an empty value', { data: { thing1: { value: '' } } }, 47003],
  ['a field that is a text', { data: { thing1: '桃' } }, 47003],
])('%s is refused, and no consent is used up', async (_, changes, errcode) => {
  await bench.control.consent('linjie', 'short');
  expect(await send(changes)).toMatchObject({ errcode });
  expect(await send()).toMatchObject({ errcode: 0 });
  expect(await bench.control.messages()).toHaveLength(1);
});

test('what is no JSON is refused', async () => {
  const url = `${bench.standIn.url}/cgi-bin/message/subscribe/send?access_token=${token}`;
  const response = await fetch(url, { method: 'POST', body: '{"touser":' });
  expect(await response.json()).toMatchObject({ errcode: 47001 });
});

test.each(KINDS)('%s is held to its limit', async (field, good, bad) => {
  await bench.control.consent('linjie', 'all', good.length);
  for (const value of good) expect(await allFields({ [field]: { value } })).toMatchObject({ errcode: 0 });
  for (const value of bad) {
    const errmsg = expect.stringContaining(`data.${field}.value`);
    expect([value, await allFields({ [field]: { value } })]).toEqual([value, { errcode: 47003, errmsg }]);
  }
});

describe('consents', () => {
  test('are of one person for one template, and each is good once', async () => {
    await bench.control.consent('ajie', 'short');
    await bench.control.consent('linjie', 'all');
    expect(await send()).toMatchObject({ errcode: 43101 });
    await bench.control.consent('linjie', 'short');
    expect(await send()).toMatchObject({ errcode: 0, msgid: expect.any(Number) });
    expect(await send()).toMatchObject({ errcode: 43101 });
  });

  test('are not needed where everybody has consented', async () => {
    for (let time = 0; time < 3; time++) expect(await send({ template_id: 'free' })).toMatchObject({ errcode: 0 });
  });

  test('and messages are forgotten by a reset, templates are not', async () => {
    await bench.control.consent('linjie', 'short', 2);
    await send();
    await bench.reset();
    token = await newToken();
    expect(await bench.control.messages()).toEqual([]);
    expect(await send()).toMatchObject({ errcode: 43101 });
  });
});
