/** 我的推广: what a promoter sees of what their shares brought, and what of others they do not see. */
import type { CommandStartedEvent } from 'mongodb';
import type { ShareDoc, VisitorDoc } from '../../functions/store/collections';
import { promoterSummary } from '../../functions/usecases/promoter';
import { NO_MEASURES } from '../../shared/domain/fission';
import { deriveId } from '../../shared/domain/ids';
import { DAY, dayOf, HOUR, startOfDay } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
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
afterEach(() => expect(world.errors).toEqual([]));

async function people(count: number): Promise<Person[] & { readonly [I in 0 | 1 | 2]: Person }> {
  return (await crowd(world, count)) as Person[] & { readonly [I in 0 | 1 | 2]: Person };
}

let tokens = 0;
/** A share as it is kept once somebody else has opened it. */
async function keptShare({ userId }: Pick<Person, 'userId'>, more: Partial<ShareDoc> = {}): Promise<string> {
  tokens += 1;
  const token = `share${String(tokens).padStart(5, '0')}`;
  await world.app.store.shares.insertOne({
    _id: token,
    merchantId: MERCHANT,
    userId,
    target: { kind: 'product', id: PRODUCT },
    channel: 'message',
    title: '阳山水蜜桃',
    productId: PRODUCT,
    depth: 0,
    root: token,
    createdAt: world.now(),
    sharedAt: world.now(),
    ...more,
  });
  return token;
}

/** What was counted of a share on a day. */
async function counted(token: string, day: string, measures: object, merchantId = MERCHANT): Promise<void> {
  await world.app.store.figures.insertOne({
    _id: deriveId('fig', merchantId, day, '', 'share', token),
    merchantId,
    day,
    scope: '',
    by: 'share',
    key: token,
    measures: { ...NO_MEASURES, ...measures },
  });
}

async function summary(person: Person, from: string, until: string) {
  const answer = await person.call('promoter.summary', { merchantId: MERCHANT, from, until });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

/** Every page of a list, by its cursor. */
async function allPages<T>(
  ask: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string | undefined }>,
) {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await ask(cursor);
    pages.push(items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('the summary', () => {
  const [FROM, UNTIL] = ['2036-02-28', '2036-03-01'];

  it('adds up all of one’s own shares by day, and no others', async () => {
    const [me, other] = await people(2);
    const [first, second, theirs] = [await keptShare(me), await keptShare(me), await keptShare(other)];
    await counted(first, FROM, { visits: 3, binds: 1, orders: 1, sales: 2990 });
    await counted(second, FROM, { visits: 2, binds: 2 });
    await counted(second, UNTIL, { visits: 4, orders: 2 });
    await counted(theirs, FROM, { visits: 100, binds: 100, orders: 100 });
    await counted(first, '2036-02-27', { visits: 50 });
    await counted(first, '2036-03-02', { visits: 50 });
    const { total, days } = await summary(me, FROM, UNTIL);
    expect(days).toEqual([
      { day: FROM, visits: 5, binds: 3, orders: 1, commission: 0 },
      { day: '2036-02-29', visits: 0, binds: 0, orders: 0, commission: 0 },
      { day: UNTIL, visits: 4, binds: 0, orders: 2, commission: 0 },
    ]);
    expect(total).toEqual({ visits: 9, binds: 3, orders: 3, commission: 0 });
  });

  it('says what was earned on the day of the payment, refunds taken off', async () => {
    const [me, buyer, other] = await people(3);
    const shared = await me.call('share.create', { target: { kind: 'product', id: PRODUCT } });
    const token = shared.ok ? shared.value.token : '';
    await buyer.call('share.open', { token, scene: 1007 });
    const today = dayOf(world.now());
    await buy(world, buyer, { shareToken: token, quantity: 2 });
    // A minute before midnight, and a minute after.
    await world.advance(startOfDay(today) + DAY - HOUR / 60 - world.now());
    const { orderId } = await buy(world, buyer, { shareToken: token, campaignId: null });
    await world.advance(HOUR / 30);
    await buy(world, buyer, { shareToken: token });
    // Who is told that the buyer is another's earns nothing.
    const last = await other.call('share.create', { target: { kind: 'product', id: PRODUCT } });
    await buy(world, buyer, { shareToken: last.ok ? last.value.token : '' });
    const tomorrow = dayOf(world.now());
    const commissions = async (person: Person) =>
      (await summary(person, today, tomorrow)).days.map(({ commission }) => commission);
    expect(await commissions(me)).toEqual([478 + 319, 239 + 239]);
    expect(await commissions(other)).toEqual([0, 0]);

    const owner = await world.person('店主');
    const _id = `${MERCHANT}/${owner.userId}`;
    await world.app.store.memberships.insertOne({ _id, merchantId: MERCHANT, userId: owner.userId, role: 'owner' });
    const back = { requestId: 'all-of-it-back', merchantId: MERCHANT, orderId, lines: [{ lineId: '1', quantity: 1 }] };
    const refund = { ...back, withFreight: true, seenAmount: 3990 };
    expect(await owner.call('shopOrder.refund', refund)).toMatchObject({ ok: true });
    expect(await commissions(me)).toEqual([478, 478]);
    expect((await summary(me, today, tomorrow)).total.commission).toBe(956);
  });

  it('counts the people whose binding lasts, and says the rate and whether the shop has suspended one', async () => {
    const [me, other] = await people(2);
    await brought(me, [{}, { until: world.now() + 1 }, { until: world.now() }]);
    await brought(other, [{}]);
    expect(await summary(me, FROM, UNTIL)).toMatchObject({ people: 2, rate: 800, suspended: false });
    const visitor = { _id: `${MERCHANT}/${me.userId}`, merchantId: MERCHANT, userId: me.userId, history: [] };
    await world.app.store.visitors.insertOne({ ...visitor, suspended: true });
    expect(await summary(me, FROM, UNTIL)).toMatchObject({ suspended: true });
  });

  it('asks the database as often, however much there is', async () => {
    const [me] = await people(1);
    const commands = async () => {
      let heard = 0;
      const hear = ({ commandName }: CommandStartedEvent) => {
        heard += /^(find|aggregate|count|getMore)$/.test(commandName) ? 1 : 0;
      };
      database.client.on('commandStarted', hear);
      await promoterSummary(world.app, me.userId, { merchantId: MERCHANT, from: '2036-01-01', until: '2036-12-31' });
      database.client.off('commandStarted', hear);
      return heard;
    };
    const few = await commands();
    for (let index = 0; index < 60; index++) {
      await counted(await keptShare(me), dayOf(world.now() - index * DAY), { visits: 1 });
    }
    await brought(
      me,
      Array.from({ length: 60 }, () => ({})),
    );
    expect(await commands()).toBe(few);
    expect((await summary(me, '2036-01-01', '2036-12-31')).total.visits).toBe(60);
  });

  it('is of a year at most, and of days that there are', async () => {
    const [me] = await people(1);
    const ask = (from: string, until: string) => me.call('promoter.summary', { merchantId: MERCHANT, from, until });
    expect(await ask('2036-01-01', '2036-12-31')).toMatchObject({ ok: true });
    expect(await ask('2036-01-01', '2037-01-01')).toMatchObject({ refusal: { code: 'rangeTooLong' } });
    expect(await ask('2036-03-02', '2036-03-01')).toMatchObject({ refusal: { code: 'badRequest' } });
    expect(await ask('2036-02-30', '2036-03-01')).toMatchObject({ refusal: { code: 'badRequest' } });
  });
});

/** People whom somebody has brought, each bound a second after the one before. */
async function brought(by: Person, bindings: readonly Partial<VisitorDoc>[]): Promise<Person[]> {
  const friends = await crowd(world, bindings.length);
  await world.app.store.visitors.insertMany(
    friends.map(({ userId }, index) => ({
      _id: `${MERCHANT}/${userId}`,
      merchantId: MERCHANT,
      userId,
      referrerId: by.userId,
      boundAt: world.now() + index * 1000,
      bindingId: deriveId('bnd', MERCHANT, userId, 1),
      history: [],
      ...bindings[index],
    })),
  );
  return friends;
}

it('what was opened, bound and bought stands in the summary and by share once cron has counted it', async () => {
  const [me, friend, further] = await people(3);
  const target = { kind: 'product', id: PRODUCT } as const;
  const shared = await me.call('share.create', { target, channel: 'poster' });
  const token = shared.ok ? shared.value.token : '';
  await friend.call('share.open', { token, scene: 1047 });
  await buy(world, friend, { shareToken: token, campaignId: null });
  const below = await friend.call('share.create', { target, from: token });
  await further.call('share.open', { token: below.ok ? below.value.token : '', scene: 1007 });
  const day = dayOf(world.now());
  await world.settle();
  const brought = { visits: 1, binds: 1, orders: 1 };
  expect(await summary(me, day, day)).toMatchObject({ total: { ...brought, commission: 319 }, people: 1 });
  expect(await me.call('promoter.shares', { merchantId: MERCHANT })).toMatchObject({
    value: { shares: [{ share: token, channel: 'poster', ...brought, children: 1 }] },
  });
  expect(await me.call('promoter.tree', { share: token })).toMatchObject({
    value: {
      node: { visits: 1, orders: 1, sales: 3990, branch: { shares: 2, visits: 2 }, children: 1 },
      below: [{ parent: token, visits: 1, orders: 0 }],
    },
  });
});

describe('my shares', () => {
  it('are those that somebody has opened, newest first, by page, with what came of each', async () => {
    const [me, other] = await people(2);
    const made: string[] = [];
    // Two are opened in the same moment.
    for (let index = 0; index < 45; index++) {
      made.push(await keptShare(me, { sharedAt: world.now() + Math.floor(index / 2), createdAt: world.now() - index }));
    }
    await keptShare(me, { sharedAt: undefined });
    await keptShare(me, { merchantId: 'mer_other' });
    await keptShare(other);
    const { shares } = world.app.store;
    const own = { visits: 7, binds: 2, orders: 1, sales: 2990 };
    await shares.updateOne({ _id: made[44]! }, { $set: { own, children: 3, channel: 'poster' } });
    const pages = await allPages(async (cursor) => {
      const page = await me.call('promoter.shares', { merchantId: MERCHANT, cursor });
      if (!page.ok) throw new Error(page.refusal.code);
      return { items: page.value.shares, nextCursor: page.value.nextCursor };
    });
    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
    const told = pages.flat();
    expect(told.map(({ share }) => share)).toEqual([...made].reverse());
    expect(told[0]).toEqual({
      share: made[44],
      target: { kind: 'product', id: PRODUCT },
      title: '阳山水蜜桃',
      channel: 'poster',
      sharedAt: world.now() + 22,
      visits: 7,
      binds: 2,
      orders: 1,
      children: 3,
    });
    // One that is not counted yet.
    expect(told[1]).toMatchObject({ visits: 0, binds: 0, orders: 0, children: 0 });
  });
});

describe('the people I have brought', () => {
  it('come newest first and by page, masked; who is another’s by now is not among them', async () => {
    const [me, other] = await people(2);
    const share = await keptShare(me, { channel: 'poster' });
    const friends = await brought(
      me,
      Array.from({ length: 23 }, (_, index) => ({
        // The last one still lasts; of the others, three are bound in the same moment.
        boundAt: world.now() + (index === 22 ? 9 : Math.floor(index / 3)),
        ...(index === 22 ? { shareId: share, until: world.now() + DAY } : { until: world.now() }),
      })),
    );
    const passedOn = await brought(other, [{ history: [{ referrerId: me.userId, at: 1 }] }]);
    const pages = await allPages(async (cursor) => {
      const page = await me.call('promoter.people', { merchantId: MERCHANT, cursor });
      if (!page.ok) throw new Error(page.refusal.code);
      return { items: page.value.people, nextCursor: page.value.nextCursor };
    });
    expect(pages.map(({ length }) => length)).toEqual([20, 3]);
    const told = pages.flat();
    expect(told[0]).toEqual({
      name: '买*2',
      boundAt: world.now() + 9,
      until: world.now() + DAY,
      over: false,
      share: { title: '阳山水蜜桃', channel: 'poster' },
    });
    expect(told.slice(1).every(({ over, share: by }) => over && by === undefined)).toBe(true);
    expect(told.map(({ boundAt }) => boundAt)).toEqual([...told.map(({ boundAt }) => boundAt)].sort((a, b) => b - a));
    expect(new Set(told.map(({ name }) => name.slice(1)))).toEqual(
      new Set(Array.from({ length: 10 }, (_, n) => `*${n}`)),
    );
    // Nothing by which they could be told apart elsewhere.
    for (const { userId } of [...friends, ...passedOn]) expect(JSON.stringify(pages)).not.toContain(userId);
  });
});

describe('the tree below a share of mine', () => {
  const tree = (person: Person, share: string) => person.call('promoter.tree', { share });

  it('shows three levels, the biggest branches first, and others masked and without a face', async () => {
    const me = await world.person('林晓梅');
    const [a, b, c, d] = await Promise.all(['周小满', '陈阿杰', '上官云', '欧阳锋'].map((name) => world.person(name)));
    const root = await keptShare(me, { children: 2, own: { visits: 5, binds: 1, orders: 1, sales: 2990 } });
    const below = (person: Person, parent: string, depth: number, visits = 0) =>
      keptShare(person, {
        parent,
        root,
        depth,
        branch: { shares: 1, visits, orders: 0, sales: 0, depth: 0 },
      });
    const small = await below(a!, root, 1, 2);
    const big = await below(b!, root, 1, 9);
    const second = await below(c!, big, 2);
    const mine = await below(me, second, 3);
    await below(d!, mine, 4);
    await keptShare(d!, { parent: root, root, depth: 1, sharedAt: undefined });
    const answer = await tree(me, root);
    expect(answer).toMatchObject({
      value: {
        node: { share: root, sharer: { name: '林晓梅' }, visits: 5, sales: 2990, children: 2, branch: { shares: 1 } },
        below: [
          { parent: root, sharer: { name: '陈*杰', avatar: '' }, branch: { visits: 9 } },
          { parent: root, sharer: { name: '周*满', avatar: '' } },
          { sharer: { name: '上*云', avatar: '' } },
          { share: mine, sharer: { name: '林晓梅', avatar: expect.stringMatching(/./) } },
        ],
      },
    });
    // Each hangs below the one that led to it; whose it is cannot be asked by its token.
    const shown = answer.ok ? answer.value.below : [];
    expect(shown).toHaveLength(4);
    const [first, , under, own] = shown;
    expect([under?.parent, own?.parent]).toEqual([first?.share, under?.share]);
    for (const hidden of [small, big, second]) expect(JSON.stringify(shown)).not.toContain(hidden);
    expect(await me.call('share.open', { token: first?.share ?? '' })).toMatchObject({
      refusal: { code: 'shareUnknown' },
    });
  });

  it('shows forty of a level', async () => {
    const [me, other] = await people(2);
    const root = await keptShare(me);
    for (let visits = 0; visits < 45; visits++) {
      const branch = { shares: 1, visits, orders: 0, sales: 0, depth: 0 };
      await keptShare(other, { parent: root, root, depth: 1, branch });
    }
    const answer = await tree(me, root);
    const sizes = answer.ok ? answer.value.below.map(({ branch }) => branch.visits) : [];
    expect(sizes).toEqual(Array.from({ length: 40 }, (_, index) => 44 - index));
  });

  it('is nobody else’s', async () => {
    const [me, other] = await people(2);
    const root = await keptShare(me);
    expect(await tree(other, root)).toMatchObject({ status: 404, refusal: { code: 'shareUnknown' } });
    expect(await tree(other, 'nowhere')).toMatchObject({ refusal: { code: 'shareUnknown' } });
  });
});
