/** Name and face: theirs at once, everybody's once WeChat has looked; and what WeChat pushes, late, lost and forged. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { pushForgeries } from '../../scripts/wechatStandIn/types';
import type { MediaAnswer } from '../../shared/contracts/media';
import { HOUR, MINUTE, SECOND } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let person: Person;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  person = await world.person('林姐');
});
afterEach(() => expect(world.errors).toEqual([]));

const control = () => world.standIn.control;
let shade = 0;
async function picture(of: Person = person): Promise<string> {
  shade += 1;
  const background = { r: shade, g: 2 * shade, b: 99 };
  const body = new Uint8Array(
    await sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  const response = await fetch(`${world.url}/media?purpose=avatar`, {
    method: 'POST',
    headers: { authorization: `Bearer ${of.token}`, 'content-type': 'image/png' },
    body,
  });
  return ((await response.json()) as MediaAnswer).picture;
}
async function me(of: Person = person) {
  const answer = await of.call('person.me', {});
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}
const userDoc = () => world.app.store.users.findOne({ _id: person.userId });
const checks = () => world.app.store.intents.find({ kind: 'contentCheck' }).toArray();

describe('a name', () => {
  it('is shown at once where WeChat finds nothing wrong with it', async () => {
    expect(await person.call('person.saveProfile', { name: '  小林 ' })).toMatchObject({
      ok: true,
      value: { name: { value: '小林', status: 'shown' } },
    });
    expect(await me()).toMatchObject({ name: '小林' });
    expect(await checks()).toMatchObject([{ userId: person.userId, content: { text: '小林' }, tries: 1 }]);
    expect((await checks())[0]).not.toHaveProperty('dueAt');
  });

  it.each(['risky', 'review'] as const)('that is %s is refused, and the one before stays', async (kind) => {
    await control().content({ [kind]: ['坏'] });
    const saved = await person.call('person.saveProfile', { name: '坏人' });
    expect(saved).toMatchObject({ value: { name: { value: '坏人', status: 'refused' } } });
    expect(await me()).toMatchObject({ name: '林姐', profile: { name: { value: '坏人', status: 'refused' } } });
    // The same again is not asked again; another one is.
    await person.call('person.saveProfile', { name: '坏人' });
    expect(await checks()).toHaveLength(1);
    await person.call('person.saveProfile', { name: '好人' });
    expect(await me()).toMatchObject({ name: '好人', profile: { name: { value: '好人', status: 'shown' } } });
  });

  it('waits while WeChat cannot be asked, and is shown when it can', async () => {
    await control().addFault({ match: { operation: 'textCheck' }, effect: { kind: 'timeoutBefore' } });
    await person.call('person.saveProfile', { name: '小林' });
    expect(await me()).toMatchObject({ name: '林姐', profile: { name: { value: '小林', status: 'pending' } } });
    await control().clearFaults();
    await world.advance(MINUTE);
    await world.cron();
    expect(await me()).toMatchObject({ name: '小林', profile: { name: { status: 'shown' } } });
  });

  it('of somebody who has not been there for two hours waits until they are', async () => {
    await world.advance(2 * HOUR);
    await person.call('person.saveProfile', { name: '小林' });
    expect(await me()).toMatchObject({ profile: { name: { status: 'pending' } } });
    await world.advance(HOUR);
    await world.cron();
    expect(await me()).toMatchObject({ profile: { name: { status: 'pending' } } });
    await control().visit(person.id);
    await world.advance(HOUR);
    await world.cron();
    expect(await me()).toMatchObject({ name: '小林' });
  });

  it('is the last one that was wished for, whatever is answered when', async () => {
    await control().addFault({ match: { operation: 'textCheck' }, times: 1, effect: { kind: 'timeoutBefore' } });
    await person.call('person.saveProfile', { name: '先' });
    await person.call('person.saveProfile', { name: '后' });
    expect(await me()).toMatchObject({ name: '后' });
    await world.advance(MINUTE);
    await world.cron();
    expect(await me()).toMatchObject({ name: '后', profile: { name: { value: '后', status: 'shown' } } });
  });

  it('that one has already takes the wish for another one back', async () => {
    await control().content({ risky: ['坏'] });
    await person.call('person.saveProfile', { name: '坏人' });
    await person.call('person.saveProfile', { name: '林姐' });
    expect(await me()).toMatchObject({ name: '林姐', profile: { name: { value: '林姐', status: 'shown' } } });
  });

  it('needs consent to the policy', async () => {
    const edition = (await me()).policy.edition;
    await person.call('person.consent', { edition, answer: 'withdraw' });
    expect(await person.call('person.saveProfile', { name: '小林' })).toMatchObject({
      refusal: { code: 'consentMissing' },
    });
    await person.call('person.consent', { edition, answer: 'agree' });
    expect(await person.call('person.saveProfile', { name: '小林' })).toMatchObject({ ok: true });
    const consents = (await userDoc())!.consents!;
    expect(consents.map(({ answer }) => answer)).toEqual(['agree', 'withdraw', 'agree']);
  });

  it.each([
    ['empty', '   '],
    ['too long', '桃'.repeat(21)],
    ['with a line break', '小\n林'],
    ['that turns its neighbours round', '小\u202e林'],
    ['that cannot be seen', '\u200b'],
  ])('%s is none', async (_, name) => {
    expect(await person.call('person.saveProfile', { name })).toMatchObject({
      refusal: { code: 'badRequest', field: 'name' },
    });
  });

  it('of twenty characters of any script is one', async () => {
    for (const name of ['桃'.repeat(20), '👨‍🌾 O’Brien', 'يمين']) {
      expect(await person.call('person.saveProfile', { name })).toMatchObject({
        ok: true,
        value: { name: { value: name } },
      });
    }
  });

  it('of a group that is open stays what it was', async () => {
    const { groupId, orderId } = await world.place(person);
    await world.pay(person, orderId);
    await control().flush();
    await person.call('person.saveProfile', { name: '小林' });
    const group = await world.call('group.get', { groupId: groupId! });
    expect(group).toMatchObject({ ok: true });
    expect(JSON.stringify(group)).toContain('林姐');
    expect(JSON.stringify(group)).not.toContain('小林');
  });
});

describe('a face', () => {
  it('waits for what WeChat pushes, then is shown', async () => {
    const avatar = await picture();
    const saved = await person.call('person.saveProfile', { avatar });
    expect(saved).toMatchObject({ value: { avatar: { value: avatar, status: 'pending' } } });
    expect((await me()).avatar).not.toBe(avatar);
    await control().flush({ everything: true });
    expect(await control().pushes()).toMatchObject([{ state: 'delivered', lastStatus: 200 }]);
    expect(await me()).toMatchObject({ avatar, profile: { avatar: { value: avatar, status: 'shown' } } });
    expect(await world.differences()).toEqual([]);
  });

  it('that is risky is refused, and is shown to nobody', async () => {
    const avatar = await picture();
    await control().content({ risky: [avatar.replace('.webp', '')] });
    await person.call('person.saveProfile', { avatar });
    await control().flush({ everything: true });
    expect(await me()).toMatchObject({ profile: { avatar: { value: avatar, status: 'refused' } } });
    expect((await fetch(`${world.url}${avatar}`)).status).toBe(404);
  });

  it('of which the answer is lost is asked about again', async () => {
    await control().addFault({ match: { operation: 'push' }, times: 1, effect: { kind: 'withhold' } });
    const avatar = await picture();
    await person.call('person.saveProfile', { avatar });
    await control().flush({ everything: true });
    await control().visit(person.id);
    await world.advance(HOUR);
    await control().visit(person.id);
    await world.cron();
    await control().flush({ everything: true });
    expect(await me()).toMatchObject({ avatar });
    expect(await world.app.store.alarms.findOne({ kind: 'pushMissing' })).toMatchObject({ count: 1 });
    // The first answer comes after all, and is late.
    expect(await control().releasePushes()).toMatchObject([{ status: 200 }]);
    expect(await me()).toMatchObject({ avatar });
  });

  it('whose answer comes before we know its name is pushed again', async () => {
    // WeChat has taken the check on, and its answer to us is lost.
    await control().addFault({ match: { operation: 'pictureCheck' }, times: 1, effect: { kind: 'timeoutAfter' } });
    await person.call('person.saveProfile', { avatar: await picture() });
    await control().flush({ everything: true });
    expect(await control().pushes()).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 404 }]);
    expect(await me()).toMatchObject({ profile: { avatar: { status: 'pending' } } });
    await world.advance(MINUTE);
    await world.cron();
    await control().flush({ everything: true });
    expect(await me()).toMatchObject({ profile: { avatar: { status: 'shown' } } });
  });

  it.each(pushForgeries)('is not shown because of a forged push: %s', async (variant) => {
    await control().addFault({ match: { operation: 'push' }, effect: { kind: 'withhold' } });
    await person.call('person.saveProfile', { avatar: await picture() });
    const [{ traceId } = { traceId: '' }] = await control().pushes();
    const answer = await control().forgePush({ traceId, variant, suggest: 'pass' });
    expect(answer.status).toBe({ appid: 400, traceId: 404 }[variant as string] ?? 401);
    expect(await me()).toMatchObject({ profile: { avatar: { status: 'pending' } } });
  });

  it('is one’s own picture, not somebody else’s', async () => {
    const other = await world.person('阿杰');
    const avatar = await picture(other);
    expect(await person.call('person.saveProfile', { avatar })).toMatchObject({ refusal: { code: 'pictureUnknown' } });
    const nowhere = `/media/${'0'.repeat(64)}.webp`;
    expect(await person.call('person.saveProfile', { avatar: nowhere })).toMatchObject({
      refusal: { code: 'pictureUnknown' },
    });
  });

  it('cannot be checked where WeChat has nowhere to push to: it stays unseen, and somebody is told', async () => {
    Object.assign(world.app.settings, { pushToken: undefined });
    try {
      await person.call('person.saveProfile', { avatar: await picture() });
      expect(await me()).toMatchObject({ profile: { avatar: { status: 'pending' } } });
      expect(await world.app.store.alarms.findOne({ kind: 'pushMissing' })).toMatchObject({ count: 1 });
      expect((await fetch(`${world.url}/wechat/push?echostr=x`)).status).toBe(404);
    } finally {
      Object.assign(world.app.settings, { pushToken: 'pushtokenofthetests' });
    }
  });
});

describe('the address of pushes', () => {
  const query = (changes: object = {}) => {
    const [timestamp, nonce, token] = [String(Math.floor(world.now() / SECOND)), '42', 'pushtokenofthetests'];
    const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex');
    return new URLSearchParams({ signature, timestamp, nonce, ...changes });
  };

  it('answers WeChat’s question whether it is us, and nobody else’s', async () => {
    const asked = await fetch(`${world.url}/wechat/push?${query({ echostr: '8251' })}`);
    expect({ status: asked.status, text: await asked.text() }).toEqual({ status: 200, text: '8251' });
    const forged = await fetch(`${world.url}/wechat/push?${query({ echostr: '8251', nonce: '43' })}`);
    expect(forged.status).toBe(401);
    expect(await forged.text()).not.toContain('8251');
  });

  it('is deaf to what is none of its business, and refuses what is no message', async () => {
    const push = (body: string) => fetch(`${world.url}/wechat/push?${query()}`, { method: 'POST', body });
    const other = await push(JSON.stringify({ MsgType: 'event', Event: 'user_enter_tempsession' }));
    expect({ status: other.status, text: await other.text() }).toEqual({ status: 200, text: 'success' });
    expect((await push('<xml></xml>')).status).toBe(400);
  });
});

it('shop and orders need no consent to be read', async () => {
  const stranger = await world.newcomer('过客');
  await world.app.store.users.updateOne({ _id: stranger.userId }, { $unset: { consents: '' } });
  expect(await world.call('shop.home', { merchantId: MERCHANT })).toMatchObject({ ok: true });
});
