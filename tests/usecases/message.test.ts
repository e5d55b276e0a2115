/** Messages: one of a kind about a thing for each person, whatever happens on the way; none where none is due. */
import { createApi } from '../../functions/http/api';
import type { GroupDoc, RefundIntentDoc } from '../../functions/store/collections';
import { tokenStore } from '../../functions/store/token';
import type { App, Bounds } from '../../functions/usecases/app';
import { runIntents } from '../../functions/usecases/intent';
import { intendMessages } from '../../functions/usecases/message';
import type { MessageTemplates, ValuesOf } from '../../shared/domain/message';
import { HOUR, MINUTE, type Ms, SECOND } from '../../shared/time';
import { countCommands, useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, START, TERMS, type World } from '../support/world';
import { alarmKinds, buy, expectTrue, fault } from './crowd';

const database = useDatabase();
let world: World;
/** The shop with templates of two kinds. */
let app: App;
/** Lines of the log at level warn. */
const warnings: string[] = [];

const TEMPLATES: MessageTemplates = {
  groupFormed: { id: 'tpl-formed', fields: { thing1: 'title', amount2: 'amount', thing3: 'note' } },
  groupExpiring: { id: 'tpl-expiring', fields: { thing1: 'title', number2: 'missing', time3: 'deadline' } },
  orderShipped: { id: 'tpl-shipped', fields: { thing1: 'title', character_string2: 'trackingNumber' } },
};
const ABOUT = { id: 'grp_peach', merchantId: MERCHANT };
const VALUES: ValuesOf<'groupFormed'> = {
  title: '阳山水蜜桃',
  amount: 2990,
  size: 3,
  missing: 1,
  deadline: START + 2 * HOUR,
  note: '3 人到齐，商家准备发货',
};

beforeAll(async () => {
  world = await openWorld(database);
  app = {
    ...world.app,
    log: { ...world.app.log, warn: (_, message) => warnings.push(message) },
    settings: { ...world.app.settings, templates: TEMPLATES },
  };
  await world.standIn.control.registerTemplates(
    Object.values(TEMPLATES).flatMap((one) => (one ? [{ id: one.id, fields: Object.keys(one.fields) }] : [])),
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  warnings.length = 0;
});

type Somebody = Awaited<ReturnType<World['newcomer']>>;
/** Somebody who has consented to each template so many times. */
async function somebody(consents = 1): Promise<Somebody> {
  const person = await world.newcomer('买家');
  for (const { id } of Object.values(TEMPLATES)) {
    if (consents > 0) await world.standIn.control.consent(person.id, id, consents);
  }
  return person;
}
const people = (count: number, consents = 1) => Promise.all(Array.from({ length: count }, () => somebody(consents)));

const form = (who: readonly { userId: string; amount?: number }[], values = VALUES) =>
  intendMessages(app, 'groupFormed', ABOUT, who, values);
/** An open group in which this person sits, as far as a reminder asks of it. */
const waits = (_id: string, { userId }: Somebody, expiresAt: Ms) =>
  app.store.groups.insertOne({
    _id,
    merchantId: MERCHANT,
    status: 'open',
    seats: [{ orderId: 'ord_1', userId, state: 'taken', until: START, name: '', avatar: '' }],
    expiresAt,
    outbox: [],
  } as unknown as GroupDoc);
const run = (bounds: Partial<Bounds> = {}) => runIntents(app, { limit: 200, over: () => false, ...bounds });
/** Back-offs pass, and cron runs. */
async function later(): Promise<void> {
  await world.advance(11 * MINUTE);
  await run();
}
const sent = () => world.standIn.control.messages();
const due = () => app.store.intents.countDocuments({ dueAt: { $exists: true } });

describe('the templates that the app asks consent for', () => {
  const ask = async (given: App) => {
    const api = createApi(given, { addressOf: () => '127.0.0.1', rateLimit: async () => true });
    return (await api.request('/api/message.templates', { method: 'POST', body: '{}' })).json();
  };

  it('are those of the deployment', async () => {
    expect(await ask(app)).toEqual({
      templates: [
        { kind: 'groupFormed', id: 'tpl-formed' },
        { kind: 'groupExpiring', id: 'tpl-expiring' },
        { kind: 'orderShipped', id: 'tpl-shipped' },
      ],
    });
    expect(await ask(world.app)).toEqual({ templates: [] });
  });
});

describe('what is to be sent', () => {
  it('is one intent a person, however often it is said, and nothing is sent yet', async () => {
    const [one, two] = await people(2);
    const who = [one!, two!];
    await form(who);
    const before = await app.store.intents.find().sort({ _id: 1 }).toArray();
    await world.advance(MINUTE);
    await Promise.all([form(who), form([...who].reverse()), form(who, { ...VALUES, note: '又一次' })]);
    expect(await app.store.intents.find().sort({ _id: 1 }).toArray()).toEqual(before);
    expect(before.map((intent) => intent.kind === 'message' && intent.userId).sort()).toEqual(
      who.map(({ userId }) => userId).sort(),
    );
    expect(await sent()).toEqual([]);
  });

  it('is another one for another kind, another group, or another person', async () => {
    const [one, two] = await people(2);
    await form([one!]);
    await form([two!]);
    await intendMessages(app, 'groupExpiring', ABOUT, [one!], VALUES);
    await intendMessages(app, 'groupFormed', { ...ABOUT, id: 'grp_other' }, [one!], VALUES);
    expect(await app.store.intents.countDocuments()).toBe(4);
  });

  it('is written with one command, and with none where there is no template or nobody', async () => {
    const who = await people(20, 0);
    const written = await countCommands(database.client, () => form(who));
    expect(written.commands).toEqual(['update']);
    const none = await countCommands(database.client, async () => {
      await intendMessages(app, 'groupFailed', ABOUT, who, VALUES);
      await form([]);
    });
    expect(none.commands).toEqual([]);
    expect(await app.store.intents.countDocuments()).toBe(20);
  });
});

describe('sending', () => {
  it('tells each person once, with what is theirs, and leads to the group', async () => {
    const [one, two] = await people(2, 3);
    await form([one!, { userId: two!.userId, amount: 123456 }]);
    expect(await run()).toBe(2);
    expect(await run()).toBe(0);
    await later();
    const said = { thing1: '阳山水蜜桃', thing3: '3 人到齐，商家准备发货' };
    const common = { templateId: 'tpl-formed', page: 'pages/group/index?id=grp_peach', state: 'formal' };
    expect([...(await sent())].sort((a, b) => (a.values.amount2! > b.values.amount2! ? 1 : -1))).toMatchObject([
      { openid: two!.openid, values: { ...said, amount2: '¥1234.56' }, ...common },
      { openid: one!.openid, values: { ...said, amount2: '¥29.90' }, ...common },
    ]);
    expect(await due()).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('about a parcel leads to its order, and another parcel of it is another message', async () => {
    const person = await somebody(2);
    const shipped = { title: '阳山水蜜桃', company: '顺丰速运', trackingNumber: 'SF1' };
    const tell = (id: string) =>
      intendMessages(app, 'orderShipped', { id, opens: 'ord_1', merchantId: MERCHANT }, [person], shipped);
    await Promise.all([tell('pcl_1'), tell('pcl_2'), tell('pcl_1')]);
    await run();
    const said = {
      templateId: 'tpl-shipped',
      page: 'pages/order/index?id=ord_1',
      values: { character_string2: 'SF1' },
    };
    expect(await sent()).toMatchObject([said, said]);
  });

  it('ends quietly for whoever did not consent, has no identity in this app, or is gone', async () => {
    const [one, two] = [await somebody(0), await somebody()];
    await app.store.users.updateOne({ _id: two.userId }, { $set: { 'identities.0.appid': 'wx_other' } });
    await form([one, two, { userId: 'usr_gone' }]);
    expect(await run()).toBe(3);
    expect([await sent(), await due(), warnings, await alarmKinds(world)]).toEqual([[], 0, [], []]);
  });

  it.each([
    ['cut off before', { kind: 'timeoutBefore' }],
    ['cut off after', { kind: 'timeoutAfter' }],
    ['an outage', { kind: 'fail', status: 500 }],
    ['busy', { kind: 'fail', status: 200, body: { errcode: -1, errmsg: 'system busy' } }],
  ] as const)('is one message although its answer is %s', async (_, effect) => {
    await form([await somebody()]);
    await fault(world, 'message', effect, 2);
    for (let times = 0; times < 3; times++) await later();
    expect(await sent()).toHaveLength(1);
    expect([await due(), await alarmKinds(world)]).toEqual([0, []]);
  });

  it('is one message although the process ends between WeChat’s answer and its being written', async () => {
    await form([await somebody()]);
    await run();
    await app.store.intents.updateMany({}, { $set: { dueAt: world.now() } });
    expect(await run()).toBe(1);
    expect([(await sent()).length, await due(), warnings]).toEqual([1, 0, []]);
  });

  it('is one message although many crons run at once, and more would be taken', async () => {
    const who = await people(8, 5);
    await form(who);
    const made = await Promise.all(Array.from({ length: 6 }, () => run()));
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(8);
    expect((await sent()).map(({ openid }) => openid).sort()).toEqual(who.map(({ openid }) => openid).sort());
  });

  it('waits 20 s at first, then twice as long each time, and is given up after eight tries with one line', async () => {
    await form([await somebody()]);
    await fault(world, 'message', { kind: 'fail', status: 500 });
    for (const pause of [20, 40, 80, 160, 320, 600, 600]) {
      expect(await run()).toBe(1);
      await world.advance(pause * SECOND - 1);
      expect(await run()).toBe(0);
      await world.advance(1);
    }
    expect(warnings.filter((line) => line.includes('given up'))).toEqual([]);
    await run();
    expect(warnings.filter((line) => line.includes('given up'))).toHaveLength(1);
    await world.standIn.control.clearFaults();
    await world.advance(24 * HOUR);
    expect([await run(), await sent(), await due()]).toEqual([0, [], 0]);
  });

  it('a reminder of a deadline is dropped at the deadline; what has happened is told later too', async () => {
    const person = await somebody();
    await form([person]);
    await waits(ABOUT.id, person, VALUES.deadline);
    await intendMessages(app, 'groupExpiring', ABOUT, [person], VALUES);
    await world.advance(VALUES.deadline - START);
    expect(await run()).toBe(2);
    expect(await sent()).toMatchObject([{ templateId: 'tpl-formed' }]);
    expect([await due(), warnings]).toEqual([0, []]);
    await waits('grp_next', person, world.now() + 1);
    await intendMessages(app, 'groupExpiring', { ...ABOUT, id: 'grp_next' }, [person], {
      ...VALUES,
      deadline: world.now() + 1,
    });
    await run();
    expect((await sent()).at(-1)).toMatchObject({ values: { number2: '1', time3: '2036年3月1日 14:00' } });
  });

  it.each([
    ['a template that is not ours', 40037, { id: 'tpl-deleted', fields: TEMPLATES.groupFormed!.fields }],
    ['a template with other fields', 47003, { id: 'tpl-formed', fields: { thing1: 'title' } }],
  ] as const)('%s is alarmed of once and not tried again', async (_, code, groupFormed) => {
    const wrong: App = { ...app, settings: { ...app.settings, templates: { groupFormed } } };
    await form(await people(3));
    expect(await runIntents(wrong, { limit: 200, over: () => false })).toBe(3);
    expect(await app.store.alarms.find().toArray()).toMatchObject([
      { _id: 'messageRejected/groupFormed', count: 3, detail: { templateId: groupFormed.id, code: String(code) } },
    ]);
    expect([await sent(), await due(), warnings.length]).toEqual([[], 0, 3]);
  });

  it('a template that was taken out of the configuration is sent no more', async () => {
    await form([await somebody()]);
    await runIntents(world.app, { limit: 200, over: () => false });
    expect([await sent(), await due()]).toEqual([[], 0]);
  });
});

describe('side by side', () => {
  it('a handful of messages are on their way at once, and no more', async () => {
    await form(await people(12));
    const { id } = await fault(world, 'message', { kind: 'delay' });
    const working = run();
    const { control } = world.standIn;
    const hits = async () => (await control.faults()).find((one) => one.id === id)?.hits;
    while ((await hits()) !== 5) await new Promise(setImmediate);
    expect(await control.releaseDelayed()).toBe(5);
    while ((await hits()) !== 10) await new Promise(setImmediate);
    expect(await control.releaseDelayed()).toBe(5);
    while ((await hits()) !== 12) await new Promise(setImmediate);
    expect(await control.releaseDelayed()).toBe(2);
    expect(await working).toBe(12);
    expect(await sent()).toHaveLength(12);
  });

  it('takes on no more than it may, in number or in time; the rest is for the next run', async () => {
    await form(await people(12));
    expect(await run({ limit: 3 })).toBe(3);
    let looks = 0;
    expect(await run({ over: () => ++looks > 1 })).toBe(5);
    expect(await run()).toBe(4);
    expect(await sent()).toHaveLength(12);
  });
});

describe('beside refunds', () => {
  /** A refund that cannot be sent. */
  const refund = (): RefundIntentDoc => ({
    _id: '7R1',
    kind: 'refund',
    about: 'rfd_7',
    paymentAccountId: 'pac_nowhere',
    attempt: 1,
    request: {},
    sent: false,
    tries: 0,
    dueAt: world.now(),
  });

  it('money goes first, also if it came last', async () => {
    await form([await somebody()]);
    await world.advance(MINUTE);
    await app.store.intents.insertOne(refund());
    let looks = 0;
    expect(await run({ over: () => ++looks > 1 })).toBe(1);
    expect(await app.store.intents.findOne({ _id: '7R1' })).toMatchObject({ tries: 1 });
    expect(await sent()).toEqual([]);
  });

  it('money is never given up', async () => {
    await app.store.intents.insertOne(refund());
    for (let times = 0; times < 20; times++) await later();
    expect(await app.store.intents.findOne({ _id: '7R1' })).toMatchObject({ tries: 20, dueAt: expect.any(Number) });
    expect(warnings.filter((line) => line.includes('given up'))).toEqual([]);
    await app.store.intents.deleteMany({});
  });
});

describe('as groups go', () => {
  const CONSENTED = ['tpl-formed', 'tpl-expiring'];
  /** Somebody signed in, who has consented to every template three times. */
  async function buyer(): Promise<Person> {
    const person = await world.person('买家');
    const { control } = world.standIn;
    const id = (await control.people()).find(({ openid }) => openid === person.openid)?.id ?? '';
    for (const template of CONSENTED) await control.consent(id, template, 3);
    return person;
  }
  // Over HTTP, where consequences are drained: the templates are there too.
  const configure = (templates: MessageTemplates) => Object.assign(world.app.settings, { templates });
  beforeAll(() => void configure(TEMPLATES));
  afterAll(() => void configure({}));

  it('members of a group are told once that its deadline is near, and once that it has formed', async () => {
    await world.offer({ size: 2 });
    const [leader, member] = [await buyer(), await buyer()];
    const { groupId = '' } = await buy(world, leader);
    await world.advance(TERMS.life - MINUTE);
    await world.cron();
    await world.cron();
    expect(await sent()).toMatchObject([
      {
        openid: leader.openid,
        templateId: 'tpl-expiring',
        values: { number2: '1' },
        page: expect.stringMatching(groupId),
      },
    ]);
    await buy(world, member, { groupId, quantity: 2 });
    await world.settle();
    const formed = (await sent()).filter(({ templateId }) => templateId === 'tpl-formed');
    expect(formed.map(({ openid, values }) => [openid, values.amount2]).sort()).toEqual(
      [
        [leader.openid, '¥29.90'],
        [member.openid, '¥59.80'],
      ].sort(),
    );
    expect(await sent()).toHaveLength(3);
    await expectTrue(world);
  });
});

it('the token at WeChat is kept sealed, for all functions', async () => {
  await app.store.tokens.deleteMany({});
  await form([await somebody()]);
  await run();
  const { appid, dataSecret } = app.settings;
  const kept = await tokenStore(app.store, dataSecret).get(appid);
  expect(kept?.expiresAt).toBe(world.now() + 2 * HOUR);
  expect(await app.store.tokens.countDocuments()).toBe(1);
  expect(JSON.stringify(await app.store.tokens.find().toArray())).not.toContain(kept?.token);
  expect(await tokenStore(app.store, dataSecret).get('wx_other')).toBeUndefined();
  await fault(world, 'token', { kind: 'fail', status: 500 });
  await form([await somebody()]);
  await run();
  expect(await sent()).toHaveLength(2);
});
