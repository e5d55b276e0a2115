/** What the owner of a bargain is told: that the floor is reached, and that a deadline is near; once each, and never late. */
import type { MessageTemplates } from '../../shared/domain/message';
import { HOUR, MINUTE } from '../../shared/time';
import { bargainOf, granted, offerBargain, orderByBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let friends: Person[];

const TEMPLATES: MessageTemplates = {
  bargainFloor: { id: 'tpl-floor', fields: { thing1: 'title', amount2: 'amount', time3: 'deadline', thing4: 'note' } },
  bargainExpiring: { id: 'tpl-expiring', fields: { thing1: 'title', number2: 'missing', thing3: 'note' } },
};
/** A quarter of it is the notice. */
const LIFE = 4 * HOUR;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0, settings: { ...world.app.settings, templates: TEMPLATES } });
  await world.standIn.control.registerTemplates(
    Object.values(TEMPLATES).flatMap((one) => (one ? [{ id: one.id, fields: Object.keys(one.fields) }] : [])),
  );
  owner = await world.person('林姐');
  friends = await Promise.all(['阿成', '小满'].map((name) => world.person(name)));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await offerBargain(world, { helpers: 2, life: LIFE, payWithin: LIFE, buyAt: 'anyPrice' });
  for (const { id } of Object.values(TEMPLATES)) await world.standIn.control.consent(owner.id, id, 5);
});
afterEach(() => expect(world.errors).toEqual([]));

const help = async (bargainId: string, count: number) => {
  for (const friend of friends.slice(0, count)) granted(await friend.call('bargain.help', { bargainId }));
};
/** Time passes, and cron runs as often as it does in a while. */
async function later(by: number): Promise<void> {
  await world.advance(by);
  await world.cron();
  await world.cron();
}
const sent = async () =>
  (await world.standIn.control.messages()).map(({ openid, templateId, page, values }) => ({
    mine: openid === owner.openid,
    templateId,
    page,
    values,
  }));
const pending = () => world.app.store.intents.countDocuments({ kind: 'message', dueAt: { $exists: true } });

it('the floor is told once, to its owner alone, and leads to the bargain', async () => {
  const bargainId = await bargainOf(owner);
  await help(bargainId, 2);
  await later(0);
  await later(MINUTE);
  expect(await sent()).toEqual([
    {
      mine: true,
      templateId: 'tpl-floor',
      page: `bargain/bargain/index?id=${bargainId}`,
      values: {
        thing1: '阳山水蜜桃',
        amount2: '¥9.90',
        time3: '2036年3月1日 16:00',
        thing4: '已砍到底价，快来下单',
      },
    },
  ]);
});

it('each deadline is told once, in its last quarter: that of the help, and that of the order', async () => {
  const bargainId = await bargainOf(owner);
  await help(bargainId, 1);
  await later(3 * HOUR - 1);
  expect(await sent()).toEqual([]);
  await later(1);
  await later(MINUTE);
  const page = `bargain/bargain/index?id=${bargainId}`;
  const first = { mine: true, templateId: 'tpl-expiring', page, values: { number2: '1', thing3: '还差 1 位朋友帮砍' } };
  expect(await sent()).toMatchObject([first]);
  granted(await friends[1]!.call('bargain.help', { bargainId }));
  await later(0);
  await later(3 * HOUR);
  await later(MINUTE);
  const last = { values: { number2: '0', thing3: '已到底价，别忘了下单' } };
  expect(await sent()).toMatchObject([first, { templateId: 'tpl-floor' }, { ...first, ...last }]);
});

it.each<[string, (bargainId: string) => Promise<unknown>]>([
  ['ordered', (bargainId) => orderByBargain(world, owner, bargainId)],
  ['cancelled', (bargainId) => owner.call('bargain.cancel', { bargainId })],
  ['over', () => world.advance(LIFE)],
])('nothing is told of one that is %s by then', async (_, meanwhile) => {
  const bargainId = await bargainOf(owner);
  await help(bargainId, 2);
  expect(await pending()).toBe(1);
  await meanwhile(bargainId);
  await later(0);
  expect(await sent()).toEqual([]);
  expect(await pending()).toBe(0);
});

it('who has not consented is told nothing, quietly', async () => {
  const other = await world.person('没同意的');
  await help(await bargainOf(other), 2);
  await later(0);
  expect(await sent()).toEqual([]);
  expect(await pending()).toBe(0);
  expect(await world.app.store.alarms.countDocuments({})).toBe(0);
});
