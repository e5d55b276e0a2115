/** Shares, what opening one does, and bindings, as the app meets them. */
import { open } from '../../functions/usecases/share';
import type { Input } from '../../shared/contracts/contracts';
import { FIRST_POLICY, type ReferralPolicy } from '../../shared/domain/referral';
import { CHANNELS } from '../../shared/domain/visit';
import { DAY, dayOf, HOUR } from '../../shared/time';
import { countCommands, useDatabase } from '../support/database';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';
import { buy, chatTicket, crowd } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const { visits, figureDays } = world.app.store;
  await Promise.all([visits.deleteMany({}), figureDays.deleteMany({}), setPolicy({})]);
});
// Whatever somebody opens, it is nobody's fault.
afterEach(() => expect(world.errors).toEqual([]));

const shop = { kind: 'shop', id: MERCHANT } as const;
const product = { kind: 'product', id: PRODUCT } as const;
const DEVICE = 'deviceOfSomebody1';

const setPolicy = (terms: Partial<ReferralPolicy>) =>
  world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: { referral: { ...FIRST_POLICY, ...terms } } });

async function people() {
  const [a, b, c, d] = await crowd(world, 4);
  if (!a || !b || !c || !d) throw new Error('nobody came');
  return { a, b, c, d };
}

/** The token of this person's share: of the shop, as a message card, where nothing else is said. */
async function share(person: Person, more: Partial<Input<'share.create'>> = {}): Promise<string> {
  const made = await person.call('share.create', { target: shop, ...more });
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.token;
}

/** What whoever opens it is told; a person, or somebody who is not signed in. */
async function opens(who: Pick<Person, 'call'> | World, token: string, more: Partial<Input<'share.open'>> = {}) {
  const answer = await who.call('share.open', { token, ...more });
  return answer.ok ? answer.value.binding : answer.refusal.code;
}

const shareOf = (token: string) => world.app.store.shares.findOne({ _id: token });
const visitorOf = ({ userId }: Person) => world.app.store.visitors.findOne({ _id: `${MERCHANT}/${userId}` });
const visits = (filter: object = {}) => world.app.store.visits.find(filter).sort({ at: 1, _id: 1 }).toArray();

/** A second shop, with nothing in it. */
async function otherShop(): Promise<string> {
  const id = 'mer_other';
  const merchant = await world.app.store.merchants.findOne({ _id: MERCHANT });
  if (!merchant) throw new Error('no shop');
  await world.app.store.merchants.replaceOne({ _id: id }, { ...merchant, _id: undefined } as never, { upsert: true });
  return id;
}

describe('a token', () => {
  it('is one for each person, thing and channel, however often and at once it is asked for', async () => {
    const { a, b } = await people();
    const made = await Promise.all(Array.from({ length: 12 }, () => share(a)));
    expect(new Set(made).size).toBe(1);
    expect(await world.app.store.shares.countDocuments()).toBe(1);
    const { groupId = '' } = await buy(world, b);
    const all: string[] = [];
    for (const person of [a, b]) {
      for (const kind of ['shop', 'promoter', 'product', 'group'] as const) {
        const id = { shop: MERCHANT, promoter: MERCHANT, product: PRODUCT, group: groupId }[kind];
        for (const channel of CHANNELS) all.push(await share(person, { target: { kind, id }, channel }));
      }
    }
    expect(new Set(all).size).toBe(2 * 4 * 4);
    for (const token of all) expect(token).toMatch(/^[0-9A-Za-z]{10}$/);
    // No channel given: a message card, whose token is what it always was.
    expect(all).toContain(made[0]);
  });

  it('says what it is of, and where in a campaign’s tree it stands', async () => {
    const { a, b, c } = await people();
    const ofShop = await share(a);
    expect(await shareOf(ofShop)).toEqual({
      _id: ofShop,
      merchantId: MERCHANT,
      userId: a.userId,
      target: shop,
      channel: 'message',
      title: '山野集',
      depth: 0,
      root: ofShop,
      createdAt: world.now(),
    });
    const enters = await share(b, { target: product, channel: 'poster', from: ofShop });
    expect(await shareOf(enters)).toMatchObject({
      productId: PRODUCT,
      campaignId: CAMPAIGN,
      channel: 'poster',
      parent: ofShop,
      depth: 1,
      root: ofShop,
      enters: CAMPAIGN,
    });
    const below = await share(c, { target: product, from: enters, chat: chatTicket(world, c, 'chat_1') });
    expect(await shareOf(below)).toMatchObject({ parent: enters, depth: 2, root: ofShop, chat: 'chat_1' });
    expect(await shareOf(below)).not.toHaveProperty('enters');
  });

  it('keeps the share that brought its sharer first, and takes none that is their own, unknown or of another shop', async () => {
    const { a, b, c } = await people();
    const ofA = await share(a);
    const ofB = await share(b, { from: ofA });
    expect(await share(b, { from: await share(c) })).toBe(ofB);
    expect(await shareOf(ofB)).toMatchObject({ parent: ofA, depth: 1 });
    const elsewhere = await share(c, { target: { kind: 'shop', id: await otherShop() } });
    for (const [channel, from] of [
      ['moments', ofA],
      ['poster', 'nobody0000'],
      ['link', elsewhere],
    ] as const) {
      const token = await share(a, { channel, from });
      expect(await shareOf(token)).toMatchObject({ depth: 0, root: token });
      expect(await shareOf(token)).not.toHaveProperty('parent');
    }
  });

  it('is none of a thing that is not there', async () => {
    const { a } = await people();
    for (const target of [
      { kind: 'group', id: 'grp_nowhere' },
      { kind: 'product', id: 'prd_nowhere' },
      { kind: 'promoter', id: 'mer_nowhere' },
    ] as const) {
      expect(await a.call('share.create', { target })).toMatchObject({ status: 404, refusal: { code: 'notFound' } });
    }
  });
});

describe('opening', () => {
  it('binds the first time, for good', async () => {
    const { a, b, c } = await people();
    const [ofA, ofB] = [await share(a), await share(b)];
    expect(await c.call('share.open', { token: ofA })).toMatchObject({ value: { binding: 'bound', target: shop } });
    expect(await opens(c, ofA)).toBe('already');
    expect(await opens(c, ofB)).toBe('none');
    expect(await opens(a, ofA)).toBe('own');
    // c was brought by a: a is never brought by c.
    expect(await opens(a, await share(c))).toBe('none');
    expect(await visitorOf(c)).toMatchObject({ referrerId: a.userId, history: [{ referrerId: a.userId }] });
  });

  it('is one visit and one binding, though a hundred are told of at once', async () => {
    const { a, b } = await people();
    const token = await share(a);
    const told = await Promise.all(Array.from({ length: 100 }, () => opens(b, token)));
    expect(told.filter((answer) => answer === 'bound')).toHaveLength(1);
    expect(told.filter((answer) => answer === 'already')).toHaveLength(99);
    expect(await visits()).toMatchObject([{ userId: b.userId, shareId: token, uncounted: true }]);
    expect((await visitorOf(b))?.history).toHaveLength(1);
  });

  it('of two shares at the same instant binds to one of them, and visits both', async () => {
    const { a, b, c } = await people();
    const tokens = [await share(a), await share(b)];
    for (const visitor of (await crowd(world, 6)).concat(c)) {
      const told = await Promise.all(tokens.map((token) => opens(visitor, token)));
      expect(told.sort()).toEqual(['bound', 'none']);
      const bound = await visitorOf(visitor);
      expect([a.userId, b.userId]).toContain(bound?.referrerId);
      expect(tokens).toContain(bound?.firstShareId);
      expect(bound?.history).toHaveLength(1);
      expect(await visits({ userId: visitor.userId })).toHaveLength(2);
    }
  });

  it('is a visit a day, with where it came from; a share is known from the first by somebody else', async () => {
    const { a, b, c } = await people();
    const token = await share(a);
    await opens(a, token);
    expect([await visits(), (await shareOf(token))?.sharedAt]).toEqual([[], undefined]);
    const first = world.now();
    await opens(b, token, { scene: 1008, chat: chatTicket(world, b, 'chat_1') });
    // Somebody else's ticket says nothing of where this person came from.
    await opens(c, token, { scene: 1007, chat: chatTicket(world, b, 'chat_1') });
    await world.advance(HOUR);
    await opens(b, token, { scene: 1007 });
    const day = dayOf(first);
    const visit = { merchantId: MERCHANT, shareId: token, sharerId: a.userId, day, at: first, uncounted: true };
    const seen = (await visits()).map(({ _id, ...rest }) => rest);
    expect(seen).toHaveLength(2);
    expect(seen).toContainEqual({ ...visit, userId: b.userId, scene: 1008, chat: 'chat_1' });
    expect(seen).toContainEqual({ ...visit, userId: c.userId, scene: 1007 });
    expect((await shareOf(token))?.sharedAt).toBe(first);
    await world.advance(DAY);
    await opens(b, token);
    expect((await visits({ userId: b.userId })).map((one) => one.day)).toEqual([day, dayOf(world.now())]);
    expect((await shareOf(token))?.sharedAt).toBe(first);
  });

  it('asks the database little: nothing is written where it is nothing new', async () => {
    const { a, b, c, d } = await people();
    const token = await share(a);
    const commands = async (person: Person) => {
      const opening = () => open(world.app, { userId: person.userId, robot: false }, { token });
      return (await countCommands(database.client, opening)).commands;
    };
    // Once in a share's life it is found to be shared, once in a sharer's they are found to bring people.
    expect(await commands(b)).toEqual(['aggregate', 'update', 'update', 'update', 'update']);
    expect(await commands(c)).toEqual(['aggregate', 'update', 'update']);
    expect(await commands(c)).toEqual(['aggregate']);
    await setPolicy({ whom: 'newcomers' });
    expect((await commands(d)).length).toBeLessThanOrEqual(4);
    expect((await commands(d)).length).toBeLessThanOrEqual(2);
    await world.advance(DAY);
    expect((await commands(c)).length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['unknown', 'nobody0000', 404, 'shareUnknown'],
    ['of another letter case', 'same', 404, 'shareUnknown'],
    ['overlong', 'x'.repeat(33), 400, 'badRequest'],
    ['made of other signs', '../../etc\u0000', 404, 'shareUnknown'],
    ['an operator', '{"$ne":null}', 404, 'shareUnknown'],
  ])('a token that is %s binds nobody, leaves nothing and is nobody’s fault', async (_, text, status, code) => {
    const { a, b } = await people();
    const token = await share(a);
    const tampered = text === 'same' ? swapCase(token) : text;
    expect(await b.call('share.open', { token: tampered })).toMatchObject({ status, refusal: { code } });
    expect([await visits(), await visitorOf(b)]).toEqual([[], null]);
  });

  it('a token of another shop binds there, and not here', async () => {
    const { a, b } = await people();
    const elsewhere = await otherShop();
    const token = await share(a, { target: { kind: 'shop', id: elsewhere } });
    expect(await opens(b, token)).toBe('bound');
    expect(await visitorOf(b)).toBeNull();
    await buy(world, b, { shareToken: token });
    const [order] = await world.app.store.orders.find().toArray();
    expect(order?.attribution).toMatchObject({ earners: [] });
    expect(order?.attribution).not.toHaveProperty('openedShareId');
  });
});

const swapCase = (text: string) =>
  [...text].map((sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase())).join('');

describe('what is no visit, or none that binds', () => {
  it('Moments’ single-page mode is counted apart, binds nobody and makes no share known', async () => {
    const { a, b, c } = await people();
    const [ofA, ofB] = [await share(a), await share(b)];
    expect(await opens(c, ofA, { scene: 1154 })).toBe('none');
    expect(await opens(world, ofA, { scene: 1154, device: DEVICE })).toBe('none');
    expect((await visits()).map(({ preview, scene }) => [preview, scene])).toEqual([
      [true, 1154],
      [true, 1154],
    ]);
    expect(await shareOf(ofA)).not.toHaveProperty('sharedAt');
    expect(await visitorOf(c)).toBeNull();
    // They are free for the first true opening.
    expect(await opens(c, ofB, { scene: 1007 })).toBe('bound');
  });

  it.each([
    ['a robot', { 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)' }],
    ['a link preview', { 'user-agent': 'facebookexternalhit/1.1' }],
    ['a browser that fetches ahead', { 'user-agent': 'Mozilla/5.0 Chrome/126.0.0.0', 'sec-purpose': 'prefetch' }],
  ])('%s is shown what anybody is, and leaves nothing', async (_, headers) => {
    const { a, b } = await people();
    const token = await share(a);
    for (const who of [{ device: DEVICE }, { authorization: `Bearer ${b.token}` }]) {
      const { authorization, device } = who as { authorization?: string; device?: string };
      const response = await fetch(`${world.url}/api/share.open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...(authorization && { authorization }) },
        body: JSON.stringify({ token, device }),
      });
      expect(await response.json()).toMatchObject({ binding: 'none', target: shop });
    }
    expect([await visits(), await visitorOf(b)]).toEqual([[], null]);
    expect(await shareOf(token)).not.toHaveProperty('sharedAt');
  });

  it('who is not signed in and names no device is shown the share, and not counted', async () => {
    const { a } = await people();
    expect(await opens(world, await share(a))).toBe('none');
    expect(await visits()).toEqual([]);
  });
});

describe('what was opened before signing in', () => {
  const claim = async (person: Person, device = DEVICE) => {
    const answer = await person.call('share.claim', { device });
    return answer.ok ? answer.value.claimed : answer.refusal.code;
  };

  it('counts for whoever signs in, oldest first and as of then, once', async () => {
    const { a, b, c } = await people();
    const [ofA, ofB] = [await share(a), await share(b)];
    const first = world.now();
    expect(await opens(world, ofB, { device: DEVICE, scene: 1007 })).toBe('none');
    expect(await opens(world, ofB, { device: DEVICE })).toBe('none');
    await world.advance(HOUR);
    await opens(world, ofA, { device: DEVICE });
    expect(await visits()).toHaveLength(2);
    expect(await visitorOf(c)).toBeNull();
    await world.advance(HOUR);
    expect(await claim(c)).toBe(2);
    expect(await visitorOf(c)).toMatchObject({
      referrerId: b.userId,
      boundAt: first,
      firstShareId: ofB,
      firstAt: first,
    });
    expect(await visits()).toMatchObject([
      { userId: c.userId, shareId: ofB, at: first, scene: 1007 },
      { userId: c.userId, shareId: ofA, at: first + HOUR },
    ]);
    expect(await visits({ device: { $exists: true } })).toEqual([]);
    // The day on which a device had been counted is counted again.
    expect(await world.app.store.figureDays.findOne({ _id: `${MERCHANT}/${dayOf(first)}` })).toMatchObject({
      dueAt: expect.any(Number),
    });
    expect(await claim(c)).toBe(0);
    // Opened again on that day it is still the same visit.
    await opens(c, ofB);
    expect(await visits()).toHaveLength(2);
  });

  it('is one person’s: whoever signs in there next finds nothing', async () => {
    const { a, b, c } = await people();
    await opens(world, await share(a), { device: DEVICE });
    expect([await claim(b), await claim(c)]).toEqual([1, 0]);
    expect(await visitorOf(c)).toBeNull();
  });

  it('binds once, though it is claimed by the same person many times at once', async () => {
    const { a, b } = await people();
    await opens(world, await share(a), { device: DEVICE });
    await Promise.all(Array.from({ length: 8 }, () => claim(b)));
    expect((await visitorOf(b))?.history).toHaveLength(1);
    expect(await visits()).toHaveLength(1);
  });

  it('was no visit where the share is one’s own', async () => {
    const { a } = await people();
    await opens(world, await share(a), { device: DEVICE });
    expect(await visits()).toHaveLength(1);
    expect(await claim(a)).toBe(1);
    expect([await visits(), await visitorOf(a)]).toEqual([[], null]);
  });

  it('changes nothing for somebody who is bound, nor on another device, nor a month later', async () => {
    const { a, b, c, d } = await people();
    const [ofA, ofB] = [await share(a), await share(b)];
    await opens(c, ofA);
    await opens(world, ofB, { device: DEVICE });
    expect(await claim(d, 'deviceOfSomebody2')).toBe(0);
    expect(await claim(c)).toBe(1);
    expect(await visitorOf(c)).toMatchObject({ referrerId: a.userId, history: [{ referrerId: a.userId }] });
    await opens(world, ofB, { device: DEVICE });
    await world.advance(31 * DAY);
    expect(await claim(d)).toBe(0);
    expect(await visitorOf(d)).toBeNull();
  });

  it('leaves Moments’ previews as they are: they bind nobody', async () => {
    const { a, b } = await people();
    await opens(world, await share(a), { device: DEVICE, scene: 1154 });
    expect(await claim(b)).toBe(0);
    expect(await visits()).toMatchObject([{ device: DEVICE, preview: true }]);
    expect(await visitorOf(b)).toBeNull();
  });
});
