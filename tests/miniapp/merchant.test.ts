/** The merchant's room on a phone: the built weapp, driven as WeChat drives it, on a real server. */
import { DAY, MINUTE } from '../../shared/time';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { addressOf, member, sit, startDesk } from '../support/room';
import { stageRoom } from '../support/roomPages';
import { CAMPAIGN, MERCHANT, openWorld, type Person, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const SITE = 'https://shop.example.com';
const campaignPath = (tab = 'groups') => `/merchant/campaign/index?merchant=${MERCHANT}&id=${CAMPAIGN}&tab=${tab}`;
const groupPath = (groupId: string) => `/merchant/group/index?merchant=${MERCHANT}&id=${groupId}`;

/** Everything that the app asked of an endpoint. */
const asked = (weapp: Weapp, endpoint: string) => requestsTo(weapp, endpoint).map(({ body }) => body);

describe('every page', () => {
  it('boots, shows data and shows no error', async () => {
    const who = await member(world, '顾晴', 'owner');
    const shown = await stageRoom(world, who);
    // What these two show comes out of a withdrawal and its journals (settlement.test.ts).
    const elsewhere = ['merchant/journals/index', 'merchant/payout/index'];
    const first = phone({ who });
    expect(first.routes.filter((route) => route.startsWith('merchant/')).sort()).toEqual(
      [...Object.keys(shown), ...elsewhere].sort(),
    );
    for (const [route, { path, words }] of Object.entries(shown)) {
      const weapp = phone({ who, enter: { path } });
      for (const word of words) await weapp.shows(word, route);
      await weapp.idle();
      expect(weapp.page().text()).not.toMatch(/undefined|NaN|null|\[object|再试一次/);
    }
  });

  it('that does not load says what is safe for who works there, who has no seat', async () => {
    const weapp = phone({ who: await member(world, '沈掌柜', 'owner'), enter: { path: '/merchant/members/index' } });
    weapp.outage = true;
    const failed = await weapp.shows('没加载出来', 'merchant/members/index');
    expect(failed.text()).toContain('网络断了一下，存好的都在');
    weapp.outage = false;
    failed.tap('retry');
    await weapp.shows('改角色');
  });

  it('an owner invites by a card of WeChat, and another person comes by it', async () => {
    const [owner, friend] = [await member(world, '吴掌柜', 'owner'), await world.newcomer('阿杰')];
    const weapp = phone({ who: owner, enter: { path: '/merchant/members/index' } });
    await weapp.shows('改角色', 'merchant/members/index');
    await weapp.page().tap('invite');
    await weapp.shows('TA 用邀请加入后');
    await weapp.page().tap('inviteYes');
    await weapp.shows('邀请 1 人（发货）');
    const { title = '', path = '' } = weapp.page().shareAppMessage('button') ?? {};
    expect(title).toBe('山野集邀请你加入（发货）');
    const other = phone({ who: friend, enter: { path } });
    await other.shows('吴掌柜 邀请你加入山野集', 'merchant/invitation/index');
    await other.page().tap('accept');
    await other.shows('你加入山野集了');
    expect(await world.app.store.memberships.findOne({ userId: friend.userId })).toMatchObject({ role: 'shipper' });
  });

  it('tells somebody who works for nobody what to do, and shows nothing of the shop', async () => {
    const who = await world.newcomer('阿杰');
    for (const path of ['/merchant/campaigns/index', campaignPath()]) {
      const weapp = phone({ who, enter: { path } });
      await weapp.shows('请店主先把你加进店里');
      await weapp.idle();
      expect(weapp.requests.filter((request) => request.path.startsWith('/api/campaign.'))).toEqual([]);
    }
    const me = phone({ who, enter: { path: '/pages/me/index' } });
    await me.shows('登录的设备');
    await me.idle();
    for (const row of ['toRoom', 'scanDesk']) expect(me.page().attributes(row)).toBeUndefined();
  });
});

describe('campaigns', () => {
  it('are found by their words and their state; each leads to itself, and its groups to themselves', async () => {
    const who = await member(world, '顾晴', 'viewer');
    const { groupId } = await sit(world, await world.person('周小满'));
    const campaign = await world.app.store.campaigns.findOne({ _id: CAMPAIGN });
    if (!campaign) throw new Error('the world has no campaign');
    await world.app.store.campaigns.insertOne({ ...campaign, _id: 'cmp_plum', title: '李子 2 人团', status: 'draft' });

    const weapp = phone({ who, enter: { path: '/pages/me/index' } });
    (await weapp.shows('商家后台')).tap('toRoom');
    const today = await weapp.shows('都处理完了', 'merchant/today/index');
    const doors = ['today', 'orders', 'campaigns', 'products', 'more'];
    expect(doors.filter((door) => today.attributes(`go-${door}`) === undefined)).toEqual([]);
    today.tap('go-campaigns');
    const list = await weapp.shows('李子 2 人团', 'merchant/campaigns/index');
    list.tap('tab-live');
    await weapp.idle();
    expect(list.text()).not.toContain('李子');
    list.tap('tab-all');
    list.tap('toSearch');
    await weapp.idle();
    list.type('search', '水蜜桃');
    await weapp.shows('全部1');
    await weapp.idle();
    expect(list.text()).not.toContain('李子');
    expect(asked(weapp, 'campaign.list').at(-1)).toMatchObject({ state: 'all', words: '水蜜桃' });

    list.tap(`campaign-${CAMPAIGN}`);
    const page = await weapp.shows('周小满的团', 'merchant/campaign/index');
    // Who only looks ends nothing.
    expect(page.attributes('end')).toBeUndefined();
    page.tap(`group-${groupId}`);
    await weapp.shows('还有 2 个空位', 'merchant/group/index');
  });

  it('show what became of every payment, and where money is that went back', async () => {
    const who = await member(world, '顾晴', 'shipper');
    const people = [await world.person('周小满'), await world.person('阿杰'), await world.person('林姐')];
    const formed = await sit(world, people[0] as Person);
    for (const person of people.slice(1)) await sit(world, person, formed.groupId);
    const lonely = await sit(world, people[0] as Person);
    await world.advance(DAY);
    await world.settle();
    const open = await sit(world, people[1] as Person);

    const weapp = phone({ who, enter: { path: campaignPath('payments') } });
    const page = await weapp.shows('没拼成，¥29.90 已退回微信零钱');
    for (const words of [
      '收到 5 ¥149.50',
      '有座位 4',
      '退了 1 ¥29.90',
      '处理中 0',
      '成团率 50%',
      '已退款',
      '等成团',
      '等发货',
    ])
      expect(page.text()).toContain(words);
    page.tap('state-refund');
    await weapp.idle();
    expect(page.text().match(/到账/g)).toHaveLength(1);
    const transaction = await world.app.store.orders.findOne({ _id: lonely.orderId });
    page.tap(`payment-${transaction?.payments[0]?.captured?.transactionId}`);
    const group = await weapp.shows('没拼成，¥29.90 已退回微信零钱', 'merchant/group/index');
    expect(group.text()).not.toContain('个空位');
    expect(open.groupId).not.toBe(lonely.groupId);
  });

  it('a term says its value and what it means', async () => {
    const who = await member(world, '顾晴', 'viewer');
    await world.offer({ least: 2, mayLeave: true, leaderDiscount: 150 });
    const weapp = phone({ who, enter: { path: campaignPath('rules') } });
    const page = await weapp.shows('到期几人也算成 满 2 人也成团');
    for (const words of [
      '每件减 ¥1.50',
      '成团前可以退',
      '团长退了，最早付款的人接任',
      '单买 ¥39.90',
      '3 人 ¥29.90',
      '第 1 版',
    ])
      expect(page.text()).toContain(words);
  });
});

describe('ending a campaign early', () => {
  it('says before the tap what it does to every group, and afterwards what it did', async () => {
    const who = await member(world, '吴掌柜', 'owner');
    await world.offer({ least: 2 });
    const people = [await world.person('周小满'), await world.person('阿杰'), await world.person('林姐')];
    const enough = await sit(world, people[0] as Person);
    await sit(world, people[1] as Person, enough.groupId);
    const short = await sit(world, people[2] as Person);
    const paying = await world.place(people[0] as Person, { groupId: short.groupId });

    const weapp = phone({ who, enter: { path: campaignPath() } });
    (await weapp.shows('提前结束')).tap('end');
    const page = await weapp.shows('现在有 2 个团开着，3 人已付款，1 人正在付款。');
    for (const words of [
      '结束后不能再开新团，也不能恢复。',
      '2 个团照常拼到各自的截止时间，最晚 明天 12:00 全有结果。到时没拼成的自动退款。',
      '1 个团人数够，马上成团。',
      '1 个团没拼成，1 笔付款共 ¥29.90 原路退回。',
      '正在付款的 1 人等付完或过了保留时间再算，结果可能有变。',
    ])
      expect(page.text()).toContain(words);
    // Nothing is chosen beforehand.
    expect(page.attributes('endYes')).toMatchObject({ disabled: true });
    expect(asked(weapp, 'campaign.end')).toEqual([]);

    page.tap('choice-endNow');
    await weapp.idle();
    page.tap('endYes');
    await weapp.shows('活动结束了');
    expect(asked(weapp, 'campaign.end')).toEqual([{ merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'endNow' }]);
    page.tap('endDone');
    await weapp.shows('吴掌柜 今天 12:00 提前结束了活动：开着的团当时截止');
    await weapp.idle();
    expect(page.attributes('end')).toBeUndefined();

    const waiting = phone({ who, enter: { path: groupPath(short.groupId) } });
    await waiting.shows('已截止，等 1 人付完款');
    // The seat that was held lapses, and five minutes later WeChat can capture nothing for it.
    await world.advance(20 * MINUTE);
    await world.settle();
    const group = phone({ who, enter: { path: groupPath(short.groupId) } });
    await group.shows('活动提前结束，¥29.90 已退回微信零钱');
    expect(await world.app.store.groups.findOne({ _id: enough.groupId })).toMatchObject({ status: 'formed' });
    expect(await world.app.store.orders.findOne({ _id: paying.orderId })).toMatchObject({ status: 'closed' });
  });

  it('that lets the groups run can end them later; a preview that does not come stops it', async () => {
    const who = await member(world, '顾晴', 'operator');
    await sit(world, await world.person('周小满'));
    const weapp = phone({ who, enter: { path: campaignPath() } });
    (await weapp.shows('提前结束')).tap('end');
    const page = await weapp.shows('1 个团没拼成');
    page.tap('choice-letRun');
    await weapp.idle();
    page.tap('endYes');
    await weapp.shows('活动结束了');
    page.tap('endDone');
    await weapp.shows('顾晴 今天 12:00 提前结束了活动：让开着的团拼完');
    await weapp.idle();

    weapp.outage = true;
    page.tap('end');
    await weapp.shows('再试一次');
    expect(page.attributes('endYes')).toMatchObject({ disabled: true });
    weapp.outage = false;
    page.tap('retry');
    await weapp.shows('1 个团没拼成，1 笔付款共 ¥29.90 原路退回。');
    expect(page.attributes('choice-letRun')).toBeUndefined();
    page.tap('endYes');
    await weapp.shows('开着的团截止了');
    await world.settle();
    expect(await world.differences()).toEqual([]);
  });

  it('says what counts, where somebody else had ended it in another way', async () => {
    const [owner, who] = [await member(world, '吴掌柜', 'owner'), await member(world, '顾晴', 'operator')];
    await sit(world, await world.person('周小满'));
    const weapp = phone({ who, enter: { path: campaignPath() } });
    (await weapp.shows('提前结束')).tap('end');
    const page = await weapp.shows('1 个团没拼成');
    page.tap('choice-letRun');
    await weapp.idle();
    const ended = await owner.call('campaign.end', { merchantId: MERCHANT, campaignId: CAMPAIGN, groups: 'endNow' });
    expect(ended.ok).toBe(true);
    page.tap('endYes');
    await weapp.shows('活动结束了');
    const told = page.text().slice(page.text().indexOf('活动结束了'));
    expect(told).toContain('吴掌柜 今天 12:00 提前结束了活动：开着的团当时截止');
    expect(told).not.toContain('照常拼到');
  });
});

describe('signing a desk in', () => {
  const scan = (code: string) => () => addressOf(SITE, code);

  it('is scanned from the mini-program, and needs the number that the desk shows', async () => {
    const who = await member(world, '顾晴', 'operator');
    const { code, secret, number } = await startDesk(world);
    const weapp = phone({ who, scan: scan(code), enter: { path: '/pages/me/index' } });
    (await weapp.shows('扫码登录电脑')).tap('scanDesk');
    const page = await weapp.shows('登录这台电脑？', 'merchant/approve/index');
    expect(await world.call('desk.poll', { secret })).toMatchObject({ value: { status: 'scanned', name: '顾晴' } });
    expect(page.attributes('approve')).toMatchObject({ disabled: true });

    page.type('number', String((Number(number) + 1) % 10_000).padStart(4, '0'));
    await weapp.idle();
    page.tap('approve');
    await weapp.shows('数字和电脑上显示的不一样');
    page.type('number', number);
    await weapp.idle();
    expect(page.text()).not.toContain('不一样');
    page.tap('approve');
    await weapp.shows('电脑登录好了');
    const polled = await world.call('desk.poll', { secret });
    expect(polled).toMatchObject({ value: { status: 'approved', session: { person: { name: '顾晴' } } } });

    // The desk is on the list, and is thrown out from there.
    page.tap('toSessions');
    const sessions = await weapp.shows('Chrome · macOS', 'merchant/sessions/index');
    const list = await world.app.store.sessions.findOne({ userId: who.userId, kind: 'desk' });
    sessions.tap(`end-${list?._id}`);
    await weapp.shows('那台电脑马上要重新扫码才能用');
    sessions.tap('endYes');
    await weapp.idle();
    expect(sessions.text()).not.toContain('Chrome · macOS');
    if (!polled.ok || polled.value.status !== 'approved') throw new Error('the desk has no session');
    const { token, renewal } = polled.value.session;
    expect(await world.call('campaign.list', { merchantId: MERCHANT }, token)).toMatchObject({ status: 401 });
    expect(await world.call('session.renew', { renewal })).toMatchObject({ status: 401 });
  });

  it('is denied by whoever does not know the desk', async () => {
    const who = await member(world, '顾晴', 'operator');
    const { code, secret } = await startDesk(world);
    const weapp = phone({ who, enter: { path: `/merchant/approve/index?code=${code}` } });
    (await weapp.shows('不是我')).tap('deny');
    await weapp.shows('没有让它登录');
    expect(await world.call('desk.poll', { secret })).toMatchObject({ refusal: { code: 'deskCodeGone' } });
  });

  it('says why a code lets nobody in', async () => {
    const who = await member(world, '顾晴', 'operator');
    const other = await member(world, '林姐', 'viewer');
    const visit = (code: string, whom: { id: string } = who) =>
      phone({ who: whom, enter: { path: `/merchant/approve/index?code=${code}` } });

    const taken = await startDesk(world);
    await other.call('desk.scan', { code: taken.code });
    await visit(taken.code).shows('已经被别人扫过了');
    await visit('nobodyShowsThisCode').shows('已经用过或失效了');

    const { code, number } = await startDesk(world);
    const outsider = visit(code, await world.newcomer('阿杰'));
    const page = await outsider.shows('登录这台电脑？');
    page.type('number', number);
    await outsider.idle();
    page.tap('approve');
    await outsider.shows('你还不是商家的成员');

    const guessed = await startDesk(world);
    const guesser = visit(guessed.code);
    const guesses = await guesser.shows('登录这台电脑？');
    for (const add of [1, 2, 3]) {
      guesses.type('number', String((Number(guessed.number) + add) % 10_000).padStart(4, '0'));
      await guesser.idle();
      guesses.tap('approve');
      await guesser.idle();
    }
    await guesser.shows('这个登录码不能用了');
  });

  it('something else that is scanned is told so, and a camera that is closed says nothing', async () => {
    const who = await member(world, '顾晴', 'operator');
    const weapp = phone({ who, scan: () => 'https://example.com/menu', enter: { path: '/pages/me/index' } });
    (await weapp.shows('扫码登录电脑')).tap('scanDesk');
    await weapp.idle();
    expect(callsOf(weapp, 'showToast').map(({ options }) => options.title)).toEqual(['这不是登录码，请扫电脑上的那个']);
    const closed = phone({ who, enter: { path: '/pages/me/index' } });
    (await closed.shows('扫码登录电脑')).tap('scanDesk');
    await closed.idle();
    expect(callsOf(closed, 'showToast')).toEqual([]);
    for (const { stack } of [weapp, closed]) expect(stack.map(({ route }) => route)).toEqual(['pages/me/index']);
  });
});
