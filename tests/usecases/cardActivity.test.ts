/** Cards that change in chats: each shows at last what became of its group, whatever happens on the way. */
import { runIntents } from '../../functions/usecases/intent';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';
import { alarmKinds, buy, caughtUp, crowd, expectTrue, fault, place } from './crowd';

const database = useDatabase();
let world: World;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

type Crowd = Person[] & { readonly [I in 0 | 1 | 2 | 3]: Person };
/** People, the first of whom has started a group. */
async function group(count = 4): Promise<{ people: Crowd; groupId: string }> {
  const people = (await crowd(world, count)) as Crowd;
  const { groupId = '' } = await buy(world, people[0]);
  return { people, groupId };
}

const activity = (person: Person, groupId: string) => person.call('share.activity', { groupId });
/** The name of the group's activity, made if need be. */
async function shared(person: Person, groupId: string): Promise<string> {
  const answer = await activity(person, groupId);
  if (!answer.ok) throw new Error(`no activity: ${answer.refusal.code}`);
  return answer.value.activityId;
}
const run = () => runIntents(world.app, { limit: 200, over: () => false });
const cards = () => world.standIn.control.cards();
/** What the cards of each activity were told: `2/3`, and at last where they lead. */
const told = async () =>
  (await cards()).map(({ history }) =>
    history.map(({ state, values }) => (state === 0 ? `${values.member_count}/${values.room_limit}` : values.path)),
  );
const waiting = () => world.app.store.intents.countDocuments({ kind: 'card', dueAt: { $exists: true } });
const ended = (groupId: string) => `pages/group/index?id=${groupId}`;

/** WeChat goes on where it was held up, and is not held up again. */
async function letGo(faultId: string): Promise<void> {
  await world.standIn.control.clearFaults(faultId);
  await world.standIn.control.releaseDelayed();
}

describe('the activity of a group', () => {
  it('is for whoever is signed in and shares it, and is the same for all', async () => {
    const { people, groupId } = await group();
    const first = await activity(people[0], groupId);
    expect(first).toMatchObject({ ok: true, value: { members: 1, room: 3, expiresAt: world.now() + 24 * HOUR } });
    expect(await activity(people[1], groupId)).toEqual(first);
    expect(await world.call('share.activity', { groupId })).toMatchObject({ status: 401 });
    expect(await cards()).toHaveLength(1);
  });

  it('is one for all who ask at once', async () => {
    const { people, groupId } = await group();
    const names = await Promise.all(Array.from({ length: 12 }, (_, index) => shared(people[index % 4]!, groupId)));
    expect(new Set(names).size).toBe(1);
    expect(await world.app.store.cardActivities.find().toArray()).toMatchObject([{ number: 1, activityId: names[0] }]);
  });

  it('is followed by the next one when it lives less than two hours more', async () => {
    await world.offer({ life: 2 * DAY });
    const { people, groupId } = await group();
    const first = await shared(people[0], groupId);
    await world.advance(22 * HOUR);
    expect(await shared(people[1], groupId)).toBe(first);
    await world.advance(MINUTE);
    const second = await shared(people[1], groupId);
    expect(second).not.toBe(first);
    expect(await shared(people[0], groupId)).toBe(second);
    // Both are still seen somewhere.
    await buy(world, people[1], { groupId });
    await run();
    expect(await told()).toEqual([['2/3'], ['2/3']]);
  });

  it('is for a group that can be joined', async () => {
    const [leader, member, third] = (await crowd(world, 3)) as Crowd;
    const refused = async (groupId: string, status: number, code: string) =>
      expect(await activity(member, groupId)).toMatchObject({ status, refusal: { code } });
    await refused('grp_nowhere', 404, 'notFound');
    const { groupId: pending = '' } = await place(world, leader);
    await refused(pending, 409, 'groupNotOpen');
    const { groupId: open = '' } = await buy(world, leader);
    for (const person of [member, third]) await buy(world, person, { groupId: open });
    await refused(open, 409, 'groupFormed');
    const { groupId: late = '' } = await buy(world, third);
    await world.advance(24 * HOUR);
    await refused(late, 409, 'groupExpired');
    await world.settle();
    await refused(late, 409, 'groupFailed');
    expect(await cards()).toEqual([]);
  });

  it('is a calm no while WeChat is away, or will not', async () => {
    const { people, groupId } = await group();
    const { id } = await fault(world, 'activity', { kind: 'timeoutBefore' });
    expect(await activity(people[0], groupId)).toMatchObject({ status: 503, refusal: { code: 'codeUnavailable' } });
    await world.standIn.control.clearFaults(id);
    await fault(world, 'activity', { kind: 'fail', status: 200, body: { errcode: 48001, errmsg: 'no' } }, 1);
    expect(await alarmKinds(world)).toEqual([]);
    expect(await activity(people[0], groupId)).toMatchObject({ status: 503, refusal: { code: 'codeUnavailable' } });
    expect(await alarmKinds(world)).toEqual(['shareRejected']);
    expect(await activity(people[0], groupId)).toMatchObject({ ok: true });
    expect(world.errors).toEqual([]);
  });

  it('says how the group stands when it was made, not when it was asked for', async () => {
    const { people, groupId } = await group();
    const asked = async () => {
      const { id } = await fault(world, 'activity', { kind: 'delay' });
      const answer = activity(people[3], groupId);
      while ((await world.standIn.control.faults()).find((one) => one.id === id)?.hits !== 1);
      return { answer, release: () => letGo(id) };
    };
    const first = await asked();
    await buy(world, people[1], { groupId });
    await first.release();
    expect(await first.answer).toMatchObject({ ok: true, value: { members: 2 } });

    await world.app.store.cardActivities.deleteMany({});
    const second = await asked();
    await buy(world, people[2], { groupId });
    await second.release();
    expect(await second.answer).toMatchObject({ refusal: { code: 'groupFormed' } });
  });
});

describe('cards', () => {
  it('are told each seat, and at last that the group is formed, once', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await buy(world, people[1], { groupId });
    expect(await told()).toEqual([[]]);
    await world.cron();
    expect(await told()).toEqual([['2/3']]);
    await world.cron();
    await buy(world, people[2], { groupId });
    await world.settle();
    expect(await told()).toEqual([['2/3', ended(groupId)]]);
    expect((await cards())[0]?.history.at(-1)).toMatchObject({ state: 1, values: { version_type: 'release' } });
    await expectTrue(world);
  });

  it('are told the newest of several changes', async () => {
    await world.offer({ size: 9, mayLeave: true });
    const { people, groupId } = await group(6);
    await shared(people[0], groupId);
    for (const person of people.slice(1)) await buy(world, person, { groupId });
    expect(await people[1].call('group.leave', { groupId })).toMatchObject({ ok: true });
    await run();
    expect(await told()).toEqual([['5/9']]);
    expect(await people[2].call('group.leave', { groupId })).toMatchObject({ ok: true });
    await run();
    expect(await told()).toEqual([['5/9', '4/9']]);
    expect(await world.app.store.intents.countDocuments({ kind: 'card' })).toBe(1);
  });

  it('are told that the group has failed, at its deadline or with its last member', async () => {
    await world.offer({ life: 3 * HOUR, mayLeave: true });
    const [late, left] = [await group(1), await group(1)];
    await shared(late.people[0], late.groupId);
    await shared(left.people[0], left.groupId);
    expect(await left.people[0].call('group.leave', { groupId: left.groupId })).toMatchObject({ ok: true });
    await run();
    expect(await told()).toEqual([[], [ended(left.groupId)]]);
    await world.advance(3 * HOUR);
    await world.settle();
    expect(await told()).toEqual([[ended(late.groupId)], [ended(left.groupId)]]);
    await expectTrue(world);
  });

  it('are told nothing after the end, whatever is heard once more', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    for (const person of people.slice(1, 3)) await buy(world, person, { groupId });
    await run();
    // A consequence that a crash has cut short is done again.
    const { groups } = world.app.store;
    await groups.updateOne(
      { _id: groupId },
      { $set: { outbox: [{ id: 'formed', event: { type: 'groupFormed', at: world.now() } }], drainAt: world.now() } },
    );
    const { id } = await fault(world, 'cards', { kind: 'fail', status: 500 });
    await caughtUp(world);
    await world.settle();
    expect(await groups.countDocuments({ _id: groupId, outbox: [] })).toBe(1);
    expect(await told()).toEqual([[ended(groupId)]]);
    expect((await world.standIn.control.faults()).find((one) => one.id === id)?.hits).toBe(0);
  });

  it('that nobody shared are none', async () => {
    const { people, groupId } = await group();
    for (const person of people.slice(1, 3)) await buy(world, person, { groupId });
    await world.settle();
    expect(await world.app.store.intents.countDocuments({ kind: 'card' })).toBe(0);
  });

  it('of another group are told nothing', async () => {
    const [one, two] = [await group(), await group(1)];
    await shared(one.people[0], one.groupId);
    await shared(two.people[0], two.groupId);
    await buy(world, one.people[1], { groupId: one.groupId });
    await run();
    expect(await told()).toEqual([['2/3'], []]);
  });
});

describe('a change', () => {
  it.each([[{ kind: 'timeoutBefore' } as const], [{ kind: 'fail', status: 502 } as const]])(
    'that WeChat could not be told, %j, is told later, as the group stands then',
    async (effect) => {
      const { people, groupId } = await group();
      await shared(people[0], groupId);
      await buy(world, people[1], { groupId });
      const { id } = await fault(world, 'cards', effect);
      await run();
      await buy(world, people[2], { groupId });
      await world.standIn.control.clearFaults(id);
      await world.settle();
      expect(await told()).toEqual([[ended(groupId)]]);
      await expectTrue(world);
    },
  );

  it('whose answer was lost is told again, the end too', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    for (const person of people.slice(1, 3)) {
      await buy(world, person, { groupId });
      await fault(world, 'cards', { kind: 'timeoutAfter' }, 1);
      await run();
      await world.advance(MINUTE);
      await run();
    }
    expect(await told()).toEqual([['2/3', '2/3', ended(groupId)]]);
    expect(await waiting()).toBe(0);
    expect(await alarmKinds(world)).toEqual([]);
  });

  it('that comes while another is on its way is told after it', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await buy(world, people[1], { groupId });
    const { orderId } = await place(world, people[2], { groupId });
    await fault(world, 'notify', { kind: 'withhold' });
    await world.pay(people[2], orderId);
    const { control } = world.standIn;
    const { id } = await fault(world, 'cards', { kind: 'delay' });
    const hits = async () => (await control.faults()).find((one) => one.id === id)?.hits;
    const first = run();
    while ((await hits()) !== 1);
    await control.release();
    expect(await world.app.store.groups.findOne({ _id: groupId })).toMatchObject({ status: 'formed' });
    // Another drainer leaves it alone: two calls could arrive in the wrong order.
    expect(await run()).toBe(0);
    await letGo(id);
    expect(await first).toBe(1);
    expect(await told()).toEqual([['2/3']]);
    expect(await run()).toBe(1);
    expect(await told()).toEqual([['2/3', ended(groupId)]]);
    expect(await waiting()).toBe(0);
  });

  it('that died on its way is made by the next', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await buy(world, people[1], { groupId });
    // As a process leaves it that has claimed it and is gone.
    await world.app.store.intents.updateOne(
      { kind: 'card' },
      { $set: { dueAt: world.now() + MINUTE, sent: true }, $inc: { tries: 1 } },
    );
    await buy(world, people[2], { groupId });
    expect(await run()).toBe(0);
    await world.advance(MINUTE);
    expect(await run()).toBe(1);
    expect(await told()).toEqual([[ended(groupId)]]);
  });

  it('of an activity that has expired meanwhile ends quietly', async () => {
    await world.offer({ life: 2 * DAY });
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await buy(world, people[1], { groupId });
    const { id } = await fault(world, 'cards', { kind: 'timeoutBefore' });
    await run();
    await world.standIn.control.clearFaults(id);
    await world.advance(DAY);
    expect(await run()).toBe(1);
    expect([await waiting(), await told()]).toEqual([0, [[]]]);
    await buy(world, people[2], { groupId });
    expect([await waiting(), await alarmKinds(world)]).toEqual([0, []]);
  });

  it('of an activity that WeChat does not know ends quietly, and for good', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await world.app.store.cardActivities.updateOne({ groupId }, { $set: { activityId: 'made-up' } });
    await buy(world, people[1], { groupId });
    expect(await run()).toBe(1);
    await buy(world, people[2], { groupId });
    expect([await run(), await waiting(), await alarmKinds(world)]).toEqual([0, 0, []]);
  });

  it('that WeChat will not make raises an alarm, and is made once somebody has put it right', async () => {
    const { people, groupId } = await group();
    await shared(people[0], groupId);
    await buy(world, people[1], { groupId });
    await fault(world, 'cards', { kind: 'fail', status: 200, body: { errcode: 48001, errmsg: 'no' } }, 1);
    await run();
    expect(await world.app.store.alarms.find().toArray()).toMatchObject([
      { _id: 'shareRejected/cards', detail: { code: '48001' } },
    ]);
    await world.advance(MINUTE);
    await run();
    expect(await told()).toEqual([['2/3']]);
    expect(world.errors).toEqual([]);
  });
});
