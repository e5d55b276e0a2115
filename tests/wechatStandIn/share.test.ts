/** The stand-in's strictness with codes, links and cards that change, by requests that no client of ours would send. */
import jsqr from 'jsqr';
import sharp from 'sharp';
import { accessToken } from '../../functions/wechat/token';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

let bench: Bench;
let token: string;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  token = await newToken();
});

const newToken = () =>
  accessToken({
    app: { base: bench.standIn.url, ...bench.standIn.credentials.app },
    store: { get: async () => undefined, set: async () => {} },
    now: bench.now(),
  });

type Says = Record<string, unknown>;

function ask(path: string, body: object | string | undefined): Promise<Response> {
  return fetch(`${bench.standIn.url}${path}?access_token=${token}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
const says = async (path: string, body: object | string | undefined): Promise<Says> =>
  (await (await ask(path, body)).json()) as Says;

const CODE = '/wxa/getwxacodeunlimit';
const LINK = '/wxa/generate_urllink';
const CREATE = '/cgi-bin/message/wxopen/activityid/create';
const CHANGE = '/cgi-bin/message/wxopen/updatablemsg/send';

test.each([
  [CODE, {}],
  [LINK, {}],
  [CHANGE, {}],
  [CREATE, undefined],
])('%s wants the server’s token, its method, and JSON', async (path, body) => {
  if (body !== undefined) expect(await says(path, 'no json')).toMatchObject({ errcode: 47001 });
  expect(await says(path, body === undefined ? {} : undefined)).toMatchObject({
    errcode: body === undefined ? 43001 : 43002,
  });
  token = 'made-up';
  expect(await says(path, body)).toMatchObject({ errcode: 40001 });
});

describe('a mini-program code', () => {
  const good = { scene: 'a1B2c3D4e5', page: 'pages/product/index' };
  const code = (changes: object) => says(CODE, { ...good, ...changes });

  test('is a PNG as wide as was wanted, and can be scanned', async () => {
    const picture = await ask(CODE, { ...good, scene: "!#$&'()*+,/:;=?@-._~", width: 280 });
    expect(picture.headers.get('content-type')).toBe('image/png');
    const { data, info } = await sharp(Buffer.from(await picture.arrayBuffer()))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([280, 280]);
    const scanned = jsqr(new Uint8ClampedArray(data), info.width, info.height);
    expect(scanned?.data).toBe(`weapp:pages/product/index?scene=${encodeURIComponent("!#$&'()*+,/:;=?@-._~")}`);
    expect(await bench.control.codes()).toEqual([
      { page: 'pages/product/index', scene: "!#$&'()*+,/:;=?@-._~", edition: 'release', width: 280, at: bench.now() },
    ]);
  });

  test.each([
    ['no scene', { scene: '' }, 40129],
    ['a scene that is too long', { scene: 'a'.repeat(33) }, 40129],
    ['a scene with another character', { scene: 'a%20b' }, 40129],
    ['a scene in Chinese', { scene: '桃' }, 40129],
    ['a scene that is a number', { scene: 7 }, 40129],
    ['a page with a slash before it', { page: '/pages/product/index' }, 41030],
    ['a page with a query', { page: 'pages/product/index?id=1' }, 41030],
    ['a page that the app does not have', { page: 'pages/nowhere/index' }, 41030],
    ['an edition that there is not', { env_version: 'formal' }, 40097],
    ['a code that is too narrow', { width: 279 }, 40097],
    ['a code that is too wide', { width: 1281 }, 40097],
    ['a width that is a text', { width: '430' }, 40097],
  ])('%s is refused', async (_, changes, errcode) => {
    expect(await code(changes)).toMatchObject({ errcode });
    expect(await bench.control.codes()).toEqual([]);
  });

  test('may lead to a page that is not released yet, where that is not looked at', async () => {
    const picture = await ask(CODE, { ...good, page: 'pages/nowhere/index', check_path: false, env_version: 'trial' });
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(await code({ page: '/pages/nowhere/index', check_path: false })).toMatchObject({ errcode: 41030 });
  });

  test.each(['pages/home/index', 'promoter/earnings/index', 'merchant/campaigns/index'])(
    'may lead to %s',
    async (page) => {
      expect((await ask(CODE, { ...good, page })).headers.get('content-type')).toBe('image/png');
    },
  );
});

describe('a link', () => {
  const good = { path: 'pages/group/index', query: 's=a1B2c3D4e5&id=grp_1', expire_type: 1, expire_interval: 30 };
  const link = (changes: object) => says(LINK, { ...good, ...changes });
  const inSeconds = (ms: number) => Math.floor((bench.now() + ms) / 1000);

  test('lives as long as was wanted', async () => {
    const made = await link({});
    expect(made).toMatchObject({ errcode: 0, url_link: expect.stringMatching(/^https:\/\/wxaurl\.cn\/\w+$/) });
    expect(await link({ expire_type: 0, expire_time: inSeconds(HOUR) })).toMatchObject({ errcode: 0 });
    expect(await bench.control.links()).toMatchObject([
      {
        url: made.url_link,
        page: 'pages/group/index',
        query: 's=a1B2c3D4e5&id=grp_1',
        edition: 'release',
        expiresAt: bench.now() + 30 * DAY,
      },
      { expiresAt: bench.now() + HOUR },
    ]);
  });

  test.each([
    ['a page that the app does not have', { path: 'pages/nowhere/index' }, 40165],
    ['a query in the path', { path: 'pages/group/index?id=1' }, 40165],
    ['a query in Chinese', { query: 's=桃' }, 40212],
    ['a query that is too long', { query: 'a'.repeat(1025) }, 40212],
    ['an edition that there is not', { env_version: 'developer' }, 85402],
    ['a life of more than 30 days', { expire_interval: 31 }, 85401],
    ['no life', { expire_interval: undefined }, 85401],
    ['an end without a moment', { expire_type: 0 }, 85401],
    ['an end that is over', { expire_type: 0, expire_time: 1_700_000_000 }, 85401],
  ])('%s is refused', async (_, changes, errcode) => {
    expect(await link(changes)).toMatchObject({ errcode });
    expect(await bench.control.links()).toEqual([]);
  });
});

describe('cards', () => {
  const create = async () => String((await says(CREATE, undefined)).activity_id);
  const change = (activity_id: string, target_state: unknown, values: Record<string, unknown>) =>
    says(CHANGE, {
      activity_id,
      target_state,
      template_info: { parameter_list: Object.entries(values).map(([name, value]) => ({ name, value })) },
    });
  const JOINING = { member_count: '1', room_limit: '3' };
  const OVER = { path: 'pages/group/index?id=grp_1', version_type: 'release' };

  test('are told how many have joined, and at last that it is over; then nothing more', async () => {
    const id = await create();
    expect(await change(id, 0, JOINING)).toMatchObject({ errcode: 0 });
    expect(await change(id, 0, { ...JOINING, member_count: '2' })).toMatchObject({ errcode: 0 });
    expect(await change(id, 1, OVER)).toMatchObject({ errcode: 0 });
    for (const [state, values] of [[0, JOINING] as const, [1, OVER] as const]) {
      expect(await change(id, state, values)).toMatchObject({ errcode: 47502 });
    }
    expect(await bench.control.cards()).toMatchObject([
      {
        activityId: id,
        history: [
          { state: 0, values: JOINING },
          { state: 0, values: { member_count: '2', room_limit: '3' } },
          { state: 1, values: OVER },
        ],
      },
    ]);
  });

  test.each([
    ['an activity that there is not', 'made-up', 0, JOINING, 47501],
    ['a state that there is not', undefined, 2, JOINING, 47502],
    ['a state in words', undefined, '0', JOINING, 47502],
    ['a count that is no text', undefined, 0, { ...JOINING, member_count: 1 }, 40097],
    ['a count that is no number', undefined, 0, { ...JOINING, member_count: '一' }, 40097],
    ['no room', undefined, 0, { member_count: '1' }, 40097],
    ['an end without a page', undefined, 1, { version_type: 'release' }, 41030],
    ['an end on a page that the app does not have', undefined, 1, { ...OVER, path: 'pages/nowhere/index' }, 41030],
    ['an end on a page with a slash before it', undefined, 1, { ...OVER, path: '/pages/group/index' }, 41030],
    ['an end without an edition', undefined, 1, { path: OVER.path }, 47503],
    ['an end in an edition that there is not', undefined, 1, { ...OVER, version_type: 'formal' }, 47503],
  ])('%s is refused, and the cards stay as they are', async (_, id, state, values, errcode) => {
    const own = await create();
    expect(await change(id ?? own, state, values)).toMatchObject({ errcode });
    expect(await bench.control.cards()).toMatchObject([{ activityId: own, history: [] }]);
  });

  test('a parameter that stands there twice, or is no pair, is refused', async () => {
    const activity_id = await create();
    const pair = { name: 'member_count', value: '1' };
    for (const parameter_list of [undefined, [null], [pair, pair, { name: 'room_limit', value: '3' }]]) {
      const body = { activity_id, target_state: 0, template_info: { parameter_list } };
      expect(await says(CHANGE, body)).toMatchObject({ errcode: 40097 });
    }
  });

  test('live 24 hours, and go with a reset', async () => {
    const made = await says(CREATE, undefined);
    expect(made).toMatchObject({ errcode: 0, expiration_time: (bench.now() + 24 * HOUR) / 1000 });
    const id = String(made.activity_id);
    await bench.advance(24 * HOUR - MINUTE);
    token = await newToken();
    expect(await change(id, 0, JOINING)).toMatchObject({ errcode: 0 });
    await bench.advance(MINUTE);
    expect(await change(id, 0, JOINING)).toMatchObject({ errcode: 47504 });
    await bench.reset();
    token = await newToken();
    expect(await change(id, 0, JOINING)).toMatchObject({ errcode: 47501 });
    expect(await bench.control.cards()).toEqual([]);
  });
});
