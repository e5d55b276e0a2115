/** Who works for a shop: invites are used once, a shop keeps an owner, and what a crash cut short is finished. */
import { settleMembers } from '../../functions/store/member';
import type { Role } from '../../shared/contracts/endpoint';
import { INVITE_LIFE } from '../../shared/domain/member';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  const { memberships, merchants, invites, changeLogs } = world.app.store;
  await Promise.all([memberships, invites, changeLogs].map((all) => all.deleteMany({})));
  await merchants.updateOne({ _id: MERCHANT }, { $unset: { staff: '' } });
  owner = await member(world, '林姐', 'owner');
});

let asked = 0;

async function invited(role: Role = 'shipper'): Promise<{ id: string; code: string }> {
  const wish = { merchantId: MERCHANT, requestId: `invite-${asked++}`, role };
  const answer = await owner.call('member.invite', wish);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

const roles = async (): Promise<Record<string, Role>> => {
  const all = await world.app.store.memberships.find({ merchantId: MERCHANT }).toArray();
  return Object.fromEntries(all.map(({ userId, role }) => [userId, role]));
};

const refused = (code: string) => ({ ok: false, refusal: { code } });
const remove = (by: Person, userId: string) => by.call('member.remove', { merchantId: MERCHANT, userId });

describe('an invite', () => {
  it('is told before it is accepted, brings one person, and the same again is the same', async () => {
    const { code } = await invited('operator');
    const friend = await world.person('新同事');
    expect(await friend.call('member.invitation', { code })).toMatchObject({
      value: { merchant: { id: MERCHANT }, by: { name: '林姐' }, role: 'operator', joined: false },
    });
    for (let time = 0; time < 2; time++) {
      expect(await friend.call('member.accept', { code })).toMatchObject({
        ok: true,
        value: { merchantId: MERCHANT, role: 'operator' },
      });
    }
    expect(await friend.call('member.invitation', { code })).toMatchObject({ value: { joined: true } });
    expect(await roles()).toEqual({ [owner.userId]: 'owner', [friend.userId]: 'operator' });
    expect(await (await world.person('别人')).call('member.accept', { code })).toMatchObject(refused('inviteUsed'));
    expect(await world.app.store.changeLogs.find({ endpoint: 'member.accept' }).toArray()).toMatchObject([
      { userId: friend.userId, role: 'operator', outcome: 'done' },
    ]);
  });

  it('is kept as a digest, and a retry is told the same link', async () => {
    const wish = { merchantId: MERCHANT, requestId: 'the-same-tap', role: 'viewer' } as const;
    const [first, second] = [await owner.call('member.invite', wish), await owner.call('member.invite', wish)];
    expect(second).toEqual(first);
    if (!first.ok) throw new Error('no invite');
    expect(JSON.stringify(await world.app.store.invites.find().toArray())).not.toContain(first.value.code);
  });

  it('has a link of WeChat, for who made it alone, and the log does not know its code', async () => {
    const { id: inviteId, code } = await invited();
    const wanted = { merchantId: MERCHANT, inviteId, code };
    const answer = await owner.call('member.link', wanted);
    const made = (await world.standIn.control.links()).find(({ query }) => query === `code=${code}`);
    expect(made).toMatchObject({ page: 'merchant/invitation/index' });
    expect(answer).toMatchObject({ value: { url: made?.url } });
    expect(await owner.call('member.link', { ...wanted, code: 'x'.repeat(22) })).toMatchObject(refused('notFound'));
    expect(JSON.stringify(await world.app.store.changeLogs.find().toArray())).not.toContain(code);
  });

  it('brings one of ten who tap at once', async () => {
    const { code } = await invited();
    const people = await Promise.all(Array.from({ length: 10 }, () => world.person('新同事')));
    const answers = await Promise.all(people.map((person) => person.call('member.accept', { code })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(Object.keys(await roles())).toHaveLength(2);
  });

  it('says why it brings nobody: one’s own, a member, too late, taken back, of one who is owner no more', async () => {
    const { id: inviteId, code } = await invited();
    expect(await owner.call('member.accept', { code })).toMatchObject(refused('inviteOwn'));
    const shipper = await member(world, '小周', 'shipper');
    expect(await shipper.call('member.accept', { code })).toMatchObject(refused('alreadyMember'));
    expect(await owner.call('member.revoke', { merchantId: MERCHANT, inviteId })).toMatchObject({ ok: true });
    const friend = await world.person('新同事');
    expect(await friend.call('member.accept', { code })).toMatchObject(refused('inviteRevoked'));
    const late = await invited();
    const second = await member(world, '第二位', 'owner');
    await remove(second, owner.userId);
    expect(await friend.call('member.accept', { code: late.code })).toMatchObject(refused('inviteRevoked'));
    await world.advance(INVITE_LIFE);
    expect(await friend.call('member.accept', { code: late.code })).toMatchObject(refused('inviteExpired'));
    expect(await friend.call('member.accept', { code: 'x'.repeat(22) })).toMatchObject(refused('notFound'));
  });

  it('does not bring back whom an owner has removed, also beside a newer one', async () => {
    const [first, second] = [await invited(), await invited('viewer')];
    const friend = await world.person('新同事');
    await friend.call('member.accept', { code: first.code });
    await remove(owner, friend.userId);
    expect(await friend.call('member.accept', { code: first.code })).toMatchObject(refused('inviteUsed'));
    expect(await friend.call('member.accept', { code: second.code })).toMatchObject({ value: { role: 'viewer' } });
    await remove(owner, friend.userId);
    for (const { code } of [first, second]) {
      expect(await friend.call('member.accept', { code })).toMatchObject(refused('inviteUsed'));
    }
    expect(await roles()).toEqual({ [owner.userId]: 'owner' });
  });

  it('that was used before a crash brings its person at the next try', async () => {
    const { id: _id, code } = await invited();
    const friend = await world.person('新同事');
    const { invites, memberships } = world.app.store;
    const seen = async () => {
      const answer = await friend.call('member.invitation', { code });
      return answer.ok && [answer.value.joined, answer.value.hindrance];
    };
    const finished = async () => {
      // The page offers to accept it.
      expect(await seen()).toEqual([false, undefined]);
      expect(await friend.call('member.accept', { code })).toMatchObject({ ok: true });
      expect(await roles()).toMatchObject({ [friend.userId]: 'shipper' });
      expect(await seen()).toEqual([true, undefined]);
    };
    await invites.updateOne({ _id }, { $set: { status: 'used', usedBy: friend.userId } });
    await finished();
    // Decided, and not yet in the memberships.
    await memberships.deleteOne({ userId: friend.userId });
    await finished();
    await remove(owner, friend.userId);
    expect(await seen()).toEqual([false, 'inviteUsed']);
  });
});

describe('a shop keeps an owner', () => {
  it('the last one can be neither removed nor lowered', async () => {
    expect(await remove(owner, owner.userId)).toMatchObject(refused('lastOwner'));
    const lowered = { merchantId: MERCHANT, userId: owner.userId, role: 'viewer', seenRole: 'owner' } as const;
    expect(await owner.call('member.setRole', lowered)).toMatchObject(refused('lastOwner'));
    expect(await roles()).toEqual({ [owner.userId]: 'owner' });
  });

  it('of two who remove each other at once, one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const second = await member(world, '第二位', 'owner');
      await settleMembers(world.app.store, MERCHANT);
      const answers = await Promise.all([remove(owner, second.userId), remove(second, owner.userId)]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const left = await roles();
      expect(Object.values(left)).toEqual(['owner']);
      owner = left[owner.userId] ? owner : second;
    }
  });
});

describe('a role', () => {
  it('is another one from the next call on, and a removed member is told so', async () => {
    const shipper = await member(world, '小周', 'shipper');
    const { userId } = shipper;
    const change = { merchantId: MERCHANT, userId, role: 'operator', seenRole: 'shipper' } as const;
    const log = () => shipper.call('changeLog.list', { merchantId: MERCHANT });
    expect(await log()).toMatchObject(refused('forbidden'));
    for (let time = 0; time < 2; time++) expect(await owner.call('member.setRole', change)).toMatchObject({ ok: true });
    expect(await log()).toMatchObject({ ok: true });
    // Somebody who still sees a shipper is told that it is not so any more.
    expect(await owner.call('member.setRole', { ...change, role: 'viewer' })).toMatchObject(refused('conflict'));
    for (let time = 0; time < 2; time++) expect(await remove(owner, userId)).toMatchObject({ ok: true });
    expect(await log()).toMatchObject(refused('forbidden'));
    expect(await owner.call('member.setRole', { ...change, seenRole: 'operator' })).toMatchObject(refused('notFound'));
    // They are a buyer too.
    expect(await shipper.call('person.me', {})).toMatchObject({ ok: true });
  });

  it('that a crash kept from the memberships is there after the next call', async () => {
    const shipper = await member(world, '小周', 'shipper');
    await settleMembers(world.app.store, MERCHANT);
    const decided = { 'staff.$[one].role': null };
    const of = { arrayFilters: [{ 'one.userId': shipper.userId }] };
    await world.app.store.merchants.updateOne({ _id: MERCHANT }, { $set: decided }, of);
    expect(await owner.call('member.list', { merchantId: MERCHANT })).toMatchObject({
      value: { members: [{ userId: owner.userId, role: 'owner', self: true }] },
    });
    expect(await roles()).toEqual({ [owner.userId]: 'owner' });
  });
});
