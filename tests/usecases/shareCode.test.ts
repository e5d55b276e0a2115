/** Codes and links of shares: made once, for whoever shares, and a calm no where WeChat makes none. */
import jsqr from 'jsqr';
import sharp from 'sharp';
import { erase } from '../../functions/store/erasure';
import type { App } from '../../functions/usecases/app';
import { shareCode, shareLink } from '../../functions/usecases/shareCode';
import type { FaultEffect } from '../../scripts/wechatStandIn/types';
import type { Input } from '../../shared/contracts/contracts';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
import { alarmKinds, buy, crowd, fault } from './crowd';

const database = useDatabase();
let world: World;
let sharer: Person;
let other: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  [sharer, other] = (await crowd(world, 2)) as [Person, Person];
});

type Target = Input<'share.create'>['target'];
const product: Target = { kind: 'product', id: PRODUCT };

async function tokenFor(target: Target = product, person = sharer): Promise<string> {
  const made = await person.call('share.create', { target, channel: 'poster' });
  if (!made.ok) throw new Error(`no share: ${made.refusal.code}`);
  return made.value.token;
}
const code = (token: string, person = sharer) => person.call('share.code', { token });
const link = (token: string, person = sharer) => person.call('share.link', { token });
const codes = () => world.standIn.control.codes();
const links = () => world.standIn.control.links();
/** The deployment, when its app is still tried out. */
const onTrial = (): App => ({ ...world.app, settings: { ...world.app.settings, messageState: 'trial' } });
const rejected: FaultEffect = { kind: 'fail', status: 200, body: { errcode: 48001, errmsg: 'api unauthorized' } };

async function scanned(answer: Awaited<ReturnType<typeof code>>): Promise<string | undefined> {
  const [head, data = ''] = answer.ok ? answer.value.picture.split(',') : [];
  expect(head).toBe('data:image/png;base64');
  const { data: pixels, info } = await sharp(Buffer.from(data, 'base64'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsqr(new Uint8ClampedArray(pixels), info.width, info.height)?.data;
}

async function targets(): Promise<[Target, page: string, query: string][]> {
  const { groupId = '' } = await buy(world, sharer);
  return [
    [{ kind: 'shop', id: MERCHANT }, 'pages/home/index', ''],
    [product, 'pages/product/index', `&id=${PRODUCT}`],
    [{ kind: 'group', id: groupId }, 'pages/group/index', `&id=${groupId}`],
    [{ kind: 'promoter', id: MERCHANT }, 'promoter/card/index', ''],
  ];
}

describe('a code', () => {
  it('opens the page of what is shared, with the token', async () => {
    for (const [target, page] of await targets()) {
      const token = await tokenFor(target);
      expect(await scanned(await code(token))).toBe(`weapp:${page}?scene=${token}`);
    }
  });

  it('is made once, and stays when WeChat is away', async () => {
    const token = await tokenFor();
    const first = await code(token);
    await fault(world, 'code', { kind: 'timeoutBefore' });
    await world.advance(400 * DAY);
    expect(await code(token)).toEqual(first);
    expect(await codes()).toHaveLength(1);
  });

  it('is the same for all who ask at once', async () => {
    const token = await tokenFor();
    const answers = await Promise.all(Array.from({ length: 8 }, () => code(token)));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.picture)).size).toBe(1);
    expect(await world.app.store.shareCodes.countDocuments()).toBe(1);
  });

  it('of an edition that was tried out is none of the released one', async () => {
    const token = await tokenFor();
    for (const app of [onTrial(), world.app]) {
      expect(await shareCode(app, sharer.userId, { token })).toMatchObject({ ok: true });
      expect(await shareLink(app, sharer.userId, { token })).toMatchObject({ ok: true });
    }
    for (const made of [await codes(), await links()]) {
      expect(made.map(({ edition }) => edition)).toEqual(['trial', 'release']);
    }
  });

  it('outlives the token that WeChat has forgotten', async () => {
    await code(await tokenFor());
    await world.standIn.control.reset();
    await world.standIn.control.clock({ now: world.now(), frozen: true });
    expect(await code(await tokenFor({ kind: 'shop', id: MERCHANT }))).toMatchObject({ ok: true });
  });
});

describe('a link', () => {
  it('opens the page of what is shared, with the token and what the page is about', async () => {
    for (const [target, page, query] of await targets()) {
      const token = await tokenFor(target);
      const answer = await link(token);
      expect(answer).toMatchObject({ ok: true, value: { expiresAt: world.now() + 30 * DAY } });
      const url = answer.ok && answer.value.url;
      expect((await links()).at(-1)).toMatchObject({ url, page, query: `s=${token}${query}`, edition: 'release' });
    }
  });

  it('is handed out again until a day before it ends', async () => {
    const token = await tokenFor();
    const first = await link(token);
    await world.advance(29 * DAY - MINUTE);
    expect(await link(token)).toEqual(first);
    await world.advance(MINUTE);
    const next = await link(token);
    expect(next).toMatchObject({ ok: true, value: { expiresAt: world.now() + 30 * DAY } });
    expect(await link(token)).toEqual(next);
    expect(await links()).toHaveLength(2);
    expect((await code(token)).ok).toBe(true);
  });
});

it.each(['share.code', 'share.link'] as const)(
  '%s is for one’s own share only, and WeChat is not asked',
  async (name) => {
    const token = await tokenFor();
    // What the sharer has is not for others either.
    await sharer.call(name, { token });
    const made = [(await codes()).length, (await links()).length];
    for (const [person, wanted] of [
      [other, token],
      [sharer, 'nobody0000'],
    ] as const) {
      const answer = await person.call(name, { token: wanted });
      expect(answer).toMatchObject({ status: 404, refusal: { code: 'shareUnknown' } });
    }
    expect([(await codes()).length, (await links()).length]).toEqual(made);
    expect(world.errors).toEqual([]);
  },
);

describe.each([
  ['share.code', 'code'],
  ['share.link', 'urllink'],
] as const)('%s', (name, operation) => {
  it.each([
    [{ kind: 'timeoutBefore' }],
    [{ kind: 'timeoutAfter' }],
    [{ kind: 'fail', status: 500 }],
    [{ kind: 'fail', status: 200, body: { errcode: 45009, errmsg: 'too often' } }],
  ] satisfies [FaultEffect][])('says no while WeChat answers with %j, and is there again with it', async (effect) => {
    const token = await tokenFor();
    const { id } = await fault(world, operation, effect);
    for (let time = 0; time < 2; time++) {
      expect(await sharer.call(name, { token })).toMatchObject({ status: 503, refusal: { code: 'codeUnavailable' } });
    }
    await world.standIn.control.clearFaults(id);
    expect(await sharer.call(name, { token })).toMatchObject({ ok: true });
    expect(await alarmKinds(world)).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  it('says no where WeChat will not, and somebody must look', async () => {
    const token = await tokenFor();
    await fault(world, operation, rejected);
    expect(await sharer.call(name, { token })).toMatchObject({ status: 503, refusal: { code: 'codeUnavailable' } });
    expect(await world.app.store.alarms.find().toArray()).toMatchObject([
      { _id: `shareRejected/${name === 'share.code' ? 'code' : 'link'}`, detail: { code: '48001' }, count: 1 },
    ]);
    expect(world.errors).toEqual([]);
  });
});

it('goes with the account of whoever shared', async () => {
  await code(await tokenFor());
  await code(await tokenFor(product, other), other);
  const { userId } = sharer;
  await erase(world.app.store, { _id: userId, startedAt: world.now() - 4 * HOUR }, world.now());
  expect(await world.app.store.shareCodes.find().toArray()).toMatchObject([{ userId: other.userId }]);
});
