/** The merchant's room in a browser, at a desk and on a phone: the H5 build on a real server. */
import { HOUR, MINUTE } from '../../shared/time';
import { DESK, openPeople, type People, PHONE, SMALL_DESK, SMALL_PHONE, TABLET, type Tab } from '../support/browser';
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { looksRight, type Scene } from '../support/looks';
import { addressOf, member, sit, startDesk } from '../support/room';
import { CAMPAIGN, MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const database = useDatabase();
let world: World;
let people: People;

/** A world that serves this build, and browsers for it. */
function useSite(build: { readonly folder: string }): void {
  beforeAll(async () => {
    world = await openWorld(database, { h5: build.folder });
    people = await openPeople(() => world.url);
  });
  afterAll(async () => {
    await people.close();
    await world.close();
    // The next site begins with an empty shop.
    await database.db.dropDatabase();
  });
  beforeEach(() => world.reset());
  afterEach(async () => {
    await people.leave();
    expect(world.errors).toEqual([]);
  });
}

const LIST = '/merchant/campaigns/index';
const campaignPath = `/merchant/campaign/index?merchant=${MERCHANT}&id=${CAMPAIGN}`;

/** A desk polls every two seconds, a page of the room every fifteen. ms */
const SOON = 6_000;

/** Signed in as a test person, without a code. */
async function comeAs(who: Person, size: { width: number; height: number }): Promise<Tab> {
  const tab = await people.come(size);
  await tab.open('/pages/signIn/index');
  await tab.tap(`person-${who.id}`);
  await tab.shows('阳山水蜜桃');
  return tab;
}

describe('for development', () => {
  useSite(useBuild('h5'));

  it('a desk is signed in with a phone, and signed out from it', async () => {
    const who = await member(world, '顾晴', 'operator');
    const desk = await people.come(DESK);
    await desk.open(campaignPath);
    await desk.shows('要先登录');
    await desk.tap('toSignIn');
    await desk.shows('扫码进商家后台');
    const address = await desk.scan('code');
    expect(address).toMatch(new RegExp(`^${world.url}/#/merchant/approve/index\\?code=\\w{22}$`));
    const number = (await desk.at('number').textContent()) ?? '';
    expect(number).toMatch(/^\d{4}$/);

    const phone = await people.come(PHONE);
    await phone.follow(address);
    await phone.shows('先登录，再让电脑登录');
    await phone.tap('toSignIn');
    await phone.tap(`person-${who.id}`);
    await phone.shows('登录这台电脑？');
    await phone.shows('Chrome · Linux');
    await desk.shows('顾晴 扫过了，在手机上输入 4 位数字', SOON);
    await phone.type('number', number);
    await phone.tap('approve');
    await phone.shows('电脑登录好了');
    // Where it wanted to go when it was sent to sign in.
    await desk.shows('提前结束', SOON);
    await desk.shows('顾晴 运营');
    expect(desk.page.url()).toContain(campaignPath);

    await phone.tap('toSessions');
    await phone.shows('这台');
    const session = await world.app.store.sessions.findOne({ userId: who.userId, kind: 'desk' });
    await phone.tap(`end-${session?._id}`);
    await phone.shows('那台电脑马上要重新扫码才能用');
    await phone.tap('endYes');
    await phone.shows('已退出');
    // The browser says in the console that the next question was answered with 401.
    desk.tolerated = /401/;
    await desk.tap('state-formed');
    await desk.shows('要先登录');
    expect(await desk.text()).not.toContain('阳山水蜜桃');
    await desk.tap('toSignIn');
    await desk.shows('在手机上输入这 4 位数字');
    expect(await desk.scan('code')).not.toBe(address);
  });

  it('a code that nobody has approved in time is replaced by another one', async () => {
    await member(world, '顾晴', 'operator');
    const desk = await people.come(DESK);
    await desk.open('/merchant/signIn/index');
    await desk.shows('在手机上输入这 4 位数字');
    const first = await desk.scan('code');
    desk.tolerated = /409.*desk\.poll/;
    await world.advance(HOUR);
    await desk.shows('这个码过期了', SOON);
    await desk.tap('anew');
    await desk.shows('扫左边的码');
    await desk.shows('剩 00:0');
    expect(await desk.scan('code')).not.toBe(first);
  });

  it('at a desk everything is found with the keyboard, and the address says what is shown', async () => {
    const who = await member(world, '吴掌柜', 'owner');
    const leader = await world.person('周小满');
    const { groupId } = await sit(world, leader);
    await sit(world, await world.person('阿杰'), groupId);
    const campaign = await world.app.store.campaigns.findOne({ _id: CAMPAIGN });
    if (!campaign) throw new Error('the world has no campaign');
    const others = Array.from({ length: 12 }, (_, index) => ({
      ...campaign,
      _id: `cmp_plum${index}`,
      title: `李子 ${index + 1} 号`,
      startsAt: campaign.startsAt - (index + 1) * HOUR,
    }));
    await world.app.store.campaigns.insertMany(others);

    const desk = await comeAs(who, DESK);
    await desk.open(LIST);
    await desk.shows('全部 13');
    await desk.shows('第 1 页');
    await desk.tap('nextPage');
    await desk.shows('第 2 页 没有了');
    await desk.tap('previousPage');
    await desk.shows('第 1 页 下一页');

    await desk.press('/');
    await desk.page.keyboard.type('水蜜');
    await desk.shows('全部 1 进行中 1');
    await desk.press('Escape');
    await desk.shows('全部 13');
    await desk.page.keyboard.type('水蜜桃');
    await desk.shows('全部 1 进行中 1');
    await desk.page.reload();
    await desk.shows('全部 1 进行中 1');
    // From the rows: the first one is stepped on, and opened.
    await desk.press('j');
    await desk.press('Enter');
    await desk.shows('提前结束');
    await desk.shows('周小满的团');
    await desk.shows('还差 1 人');
    await desk.tap('figure-open');
    expect(desk.page.url()).toContain('state=open');
    await desk.tap('tab-payments');
    await desk.shows('29.90');
    await desk.tap('state-refund');
    await desk.shows('这里没有付款');
    await desk.page.reload();
    await desk.shows('这里没有付款');
    await desk.tap('tab-rules');
    await desk.shows('付款的人数到了这个数');
    await desk.tap('tab-groups');
    await desk.tap(`row-${groupId}`);
    await desk.shows('还有 1 个空位');
    await desk.tap('up');
    await desk.shows('周小满的团');
    await desk.tap('up');
    await desk.shows('全部 13');
  });

  it.each([
    ['at a desk', DESK],
    ['on a phone', PHONE],
  ])('a campaign is ended early %s, after it was said what happens', async (_where, size) => {
    const who = await member(world, '吴掌柜', 'owner');
    const { groupId } = await sit(world, await world.person('周小满'));
    await sit(world, await world.person('阿杰'), groupId);
    const tab = await comeAs(who, size);
    await tab.open(campaignPath);
    await tab.tap('end');
    await tab.shows('现在有 1 个团开着，2 人已付款。');
    await tab.shows('1 个团照常拼到各自的截止时间，最晚 明天 12:00 全有结果');
    await tab.shows('1 个团没拼成，2 笔付款共 ¥59.80 原路退回');
    if (size === DESK) {
      // Esc leaves everything as it is.
      await tab.press('Escape');
      expect(await tab.text()).not.toContain('没拼成，2 笔');
      await tab.tap('end');
    }
    await tab.tap('choice-endNow');
    await tab.tap('endYes');
    await tab.shows('活动结束了');
    await tab.tap('endDone');
    await tab.shows('吴掌柜 今天 12:00 提前结束了活动');
    await world.settle();
    await tab.open(`${campaignPath}&tab=payments&state=refund`);
    await tab.shows('活动提前结束，¥29.90 已退回微信零钱');
    await tab.shows('退了 2 ¥59.80');
    expect(await world.differences()).toEqual([]);
  });

  it('two tabs of one desk stay signed in over renewals, and leave together', async () => {
    const who = await member(world, '顾晴', 'viewer');
    const first = await comeAs(who, DESK);
    const second = await first.beside();
    // The browser says in the console that a token had run out, and in the end that nobody is signed in.
    for (const tab of [first, second]) tab.tolerated = /401/;
    for (const tab of [first, second]) {
      await tab.open(LIST);
      await tab.shows('阳山水蜜桃 3 人团');
    }
    for (const state of ['live', 'all', 'live']) {
      await world.advance(2 * HOUR + MINUTE);
      for (const tab of [first, second]) {
        await tab.tap(`state-${state}`);
        await tab.page.waitForLoadState('networkidle');
        await tab.shows('阳山水蜜桃 3 人团');
      }
    }
    await first.tap('leave');
    await first.tap('leaveNow');
    for (const tab of [first, second]) await tab.shows('要先登录');
  });

  it('who does not decide sees no way to end anything', async () => {
    const who = await member(world, '林姐', 'shipper');
    await sit(world, await world.person('周小满'));
    const desk = await comeAs(who, DESK);
    await desk.open(campaignPath);
    await desk.shows('周小满的团');
    expect(await desk.at('end').count()).toBe(0);
  });

  it.each([
    ['a small phone', SMALL_PHONE],
    ['a phone', PHONE],
    ['a tablet', TABLET],
    ['a small desk', SMALL_DESK],
    ['a desk', DESK],
  ])('every page fits %s and shows only words', async (_name, size) => {
    const who = await member(world, '欧阳上官诸葛司马长名字的掌柜', 'owner');
    await world.offer({ size: 10, least: 2, ladder: [{ members: 10, prices: { sku_peach: 2590 } }] });
    const leader = await world.person('欧阳上官诸葛司马长名字的邻居');
    const { groupId } = await sit(world, leader);
    await world.place(await world.person('阿杰'), { groupId });
    const wide = size.width >= 768;
    const tab = await comeAs(who, size);
    const scenes: Scene[] = [
      { path: LIST, shows: '阳山水蜜桃 3 人团' },
      { path: `${LIST}?words=${encodeURIComponent('没有的')}`, shows: '没有叫「没有的」的活动' },
      { path: campaignPath, shows: '还差 1 人' },
      { path: `${campaignPath}&tab=payments`, shows: '等成团' },
      { path: `${campaignPath}&tab=rules`, shows: '只限本群' },
      { path: `/merchant/campaign/index?merchant=${MERCHANT}&id=cmp_none`, shows: '没有找到这场活动' },
      { path: `/merchant/group/index?merchant=${MERCHANT}&id=${groupId}`, shows: '还有 8 个空位', namesOrders: wide },
      { path: '/merchant/sessions/index', shows: '这台' },
      {
        path: `/merchant/approve/index?code=${(await startDesk(world)).code}`,
        shows: '登录这台电脑？',
      },
    ];
    tab.tolerated = /404.*campaign\.get/;
    for (const scene of scenes) await looksRight(tab, scene);
    await tab.open('/pages/me/index');
    await tab.tap('toRoom');
    await tab.shows('等你处理');
    const stranger = await people.come(size);
    await looksRight(stranger, { path: LIST, shows: '要先登录' });
    await looksRight(stranger, {
      path: '/merchant/signIn/index',
      shows: wide ? '在手机上输入这 4 位数字' : '在手机上用小程序',
    });
  });
});

describe('as published', () => {
  useSite(useBuild('productionH5'));

  it('a merchant signs in with a phone, looks after the shop, and buys in the mini-program', async () => {
    const who = await member(world, '顾晴', 'operator');
    await sit(world, await world.person('周小满'));
    const unpaid = await world.place(who);
    const desk = await people.come(DESK);
    await desk.open('/pages/me/index');
    await desk.tap('deskSignIn');
    await desk.shows('在手机上输入这 4 位数字');
    const code = (await desk.scan('code')).split('code=')[1] ?? '';
    expect(await desk.scan('code')).toBe(addressOf(world.url, code));
    await who.call('desk.scan', { code });
    await desk.shows('顾晴 扫过了', SOON);
    const number = (await desk.at('number').textContent()) ?? '';
    expect(await who.call('desk.approve', { code, number })).toMatchObject({ ok: true });
    await desk.shows('等你处理', SOON);
    await desk.shows('顾晴 运营');

    await desk.page.reload();
    await desk.shows('等你处理');

    await desk.open(`/pages/product/index?id=${PRODUCT}`);
    await desk.tap('buy');
    await desk.shows('下单、付款、看收益在微信小程序里');
    await desk.tap('sheetClose');
    await desk.open(`/pages/order/index?id=${unpaid.orderId}`);
    await desk.tap('pay');
    await desk.shows('打开微信，搜小程序');

    await desk.open('/merchant/sessions/index');
    await desk.shows('这台');
    await desk.tap('leave');
    await desk.tap('leaveNow');
    await desk.shows('登录后看登录过的设备');
    await desk.open(LIST);
    await desk.shows('要先登录');
  });

  it('who scans with another app than the mini-program is led to it', async () => {
    const { code } = await startDesk(world);
    const phone = await people.come(PHONE);
    await phone.follow(addressOf(world.url, code));
    await phone.shows('打开微信小程序「拼砍」，在 我的 › 扫码登录电脑 里扫电脑上的码');
    expect(await world.app.store.loginCodes.countDocuments({ status: 'waiting' })).toBe(1);
  });
});
