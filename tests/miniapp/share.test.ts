/** Sharing in the mini-program: cards, Moments, codes, links and posters, as WeChat asks for them. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import type { AppMessage, Weapp } from '../support/harness';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { MERCHANT, openWorld, type Person, PRODUCT, type World } from '../support/world';

const build = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, build);

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

type Target = { kind: 'shop' | 'product' | 'group' | 'promoter'; id: string };

async function shareOf(person: Person, target: Target): Promise<string> {
  const share = await person.call('share.create', { target });
  if (!share.ok) throw new Error(share.refusal.code);
  return share.value.token;
}

async function openGroup(leader: Person): Promise<string> {
  const { orderId, groupId = '' } = await world.place(leader);
  await world.pay(leader, orderId);
  await world.standIn.control.flush();
  return groupId;
}

const tokenIn = (text = ''): string => /(?:^|[?&])s=([0-9A-Za-z]{10})(?:&|$)/.exec(text)?.[1] ?? '';

/** What the card of the page on screen carries, with everything that WeChat waits for. */
async function sent(weapp: Weapp): Promise<AppMessage> {
  const card = weapp.page().shareAppMessage();
  return (await card?.promise) ?? (card as AppMessage);
}

const shareDoc = (token: string) => world.app.store.shares.findOne({ _id: token });

describe('what a page is shared as', () => {
  const pages = {
    product: async () => ({ path: `/pages/product/index?id=${PRODUCT}`, words: '我来开团', id: PRODUCT }),
    group: async () => {
      const id = await openGroup(await world.person('林姐'));
      return { path: `/pages/group/index?id=${id}`, words: '还差 2 人', id };
    },
    shop: async () => ({ path: '/pages/home/index', words: '阳山水蜜桃', id: MERCHANT }),
    promoter: async () => {
      const token = await shareOf(await world.person('林姐'), { kind: 'promoter', id: MERCHANT });
      return { path: `/promoter/card/index?s=${token}`, words: '进店逛逛', id: MERCHANT };
    },
  } as const;
  const routes = {
    product: 'pages/product/index',
    group: 'pages/group/index',
    shop: 'pages/home/index',
    promoter: 'promoter/card/index',
  };

  it.each(['product', 'group', 'shop', 'promoter'] as const)(
    'a %s goes out as a card and in Moments, each by a token of its own',
    async (kind) => {
      const who = await world.newcomer('周小满');
      const { path, words, id } = await pages[kind]();
      const weapp = phone({ who, enter: { path } });
      const page = await weapp.shows(words);
      await weapp.idle();
      const card = page.shareAppMessage();
      const moments = page.shareTimeline();
      expect(card?.promise).toBeUndefined();
      expect(card?.title).toBeTruthy();
      expect(card?.path.split('?')[0]).toBe(`/${routes[kind]}`);
      expect(moments).toMatchObject({ title: card?.title });
      const [mine, inMoments] = [tokenIn(card?.path), tokenIn(moments?.query)];
      expect(await shareDoc(mine)).toMatchObject({ target: { kind, id }, channel: 'message', userId: who.userId });
      expect(await shareDoc(inMoments)).toMatchObject({ target: { kind, id }, channel: 'moments', userId: who.userId });
    },
  );

  it('a card that goes out before its token is there waits for it, up to the drawing that has it', async () => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
    await weapp.shows('我来开团');
    const waiting: unknown[] = [];
    const sentOut: AppMessage[] = [];
    let card = weapp.page().shareAppMessage();
    for (; card?.promise; card = weapp.page().shareAppMessage()) {
      waiting.push(card.promise);
      void card.promise.then((later) => sentOut.push(later));
      await new Promise((resolved) => setImmediate(resolved));
    }
    await weapp.idle();
    expect(sentOut).toHaveLength(waiting.length);
    const [token, ...others] = new Set([...sentOut, card as AppMessage].map(({ path }) => tokenIn(path)));
    expect(others).toEqual([]);
    expect(await shareDoc(token ?? '')).toMatchObject({ target: { kind: 'product', id: PRODUCT } });
  });

  it('who was brought by a share names it, and the chat that they came from', async () => {
    const [sharer, who] = [await world.person('林姐'), await world.newcomer('周小满')];
    const token = await shareOf(sharer, { kind: 'product', id: PRODUCT });
    const weapp = phone({
      who,
      chat: () => world.standIn.control.enterChat(who.id, '阳山邻里群'),
      enter: { path: `/pages/product/index?id=${PRODUCT}&s=${token}`, scene: 1008 },
    });
    await weapp.shows('从群里打开');
    await weapp.idle();
    const { chat } = JSON.parse(String(weapp.storage.get('pinkan.chat'))) as { chat: string };
    expect(requestsTo(weapp, 'share.open').map(({ body }) => body)).toEqual([{ token, scene: 1008, chat }]);
    const visit = await world.app.store.visits.findOne({ shareId: token });
    expect(visit?.chat).toBeTruthy();
    const mine = await shareDoc(tokenIn((await sent(weapp)).path));
    expect(mine).toMatchObject({ parent: token, depth: 1, chat: visit?.chat });
  });
});

describe('what is opened', () => {
  it('a promoter’s card by its code: who it is, the goods, and the way into the shop', async () => {
    const [sharer, who] = [await world.person('林姐'), await world.newcomer('阿杰')];
    const token = await shareOf(sharer, { kind: 'promoter', id: MERCHANT });
    const weapp = phone({ who, enter: { path: `/promoter/card/index?scene=${token}`, scene: 1047 } });
    const page = await weapp.shows('邀你来这家店逛逛');
    await weapp.shows('林姐');
    await weapp.shows('阳山水蜜桃');
    page.tap('toShop');
    await weapp.shows('山野集', 'pages/home/index');
    expect(await world.app.store.visitors.findOne({ userId: who.userId })).toMatchObject({ referrerId: sharer.userId });
  });

  it('a code that is no share of anything says so; one that only could not be asked about can be tried again', async () => {
    const who = await world.newcomer('阿杰');
    const strange = phone({ who, enter: { path: '/promoter/card/index?scene=notAShare0', scene: 1047 } });
    await strange.shows('没有找到这张名片');
    const broken = phone({ who, enter: { path: '/promoter/card/index?scene=%E0', scene: 1047 } });
    await broken.shows('没有找到这张名片');

    const token = await shareOf(await world.person('林姐'), { kind: 'product', id: PRODUCT });
    const weapp = phone({ who, enter: { path: `/pages/product/index?scene=${token}`, scene: 1047 } });
    weapp.outage = true;
    const page = await weapp.shows('没加载出来');
    weapp.outage = false;
    page.tap('retry');
    await weapp.shows('我来开团');
  });

  it('Moments’ single-page mode tells that somebody looked, by nothing but a number of the phone', async () => {
    const [sharer, who] = [await world.person('林姐'), await world.newcomer('阿杰')];
    for (const [target, path] of [
      [{ kind: 'product', id: PRODUCT }, `/pages/product/index?id=${PRODUCT}`],
      [{ kind: 'promoter', id: MERCHANT }, '/promoter/card/index?k=1'],
    ] as const) {
      const token = await shareOf(sharer, target);
      const weapp = phone({ who, enter: { path: `${path}&s=${token}`, scene: 1154 } });
      await weapp.shows('前往小程序');
      await weapp.idle();
      expect(callsOf(weapp, 'login')).toEqual([]);
      const shares = weapp.requests.filter(({ path: asked }) => asked.startsWith('/api/share.'));
      expect(shares).toEqual([expect.objectContaining({ path: '/api/share.open', status: 200 })]);
      expect(shares[0]?.body).toEqual({ token, scene: 1154, device: expect.stringMatching(/^[0-9a-z]{20}$/) });
      expect(await world.app.store.visits.findOne({ shareId: token })).toMatchObject({ preview: true });
    }
    expect(await world.app.store.visitors.findOne({ userId: who.userId, referrerId: { $exists: true } })).toBeNull();
  });
});

describe('a group’s card that changes by itself', () => {
  const menus = (weapp: Weapp) => callsOf(weapp, 'updateShareMenu').map(({ options }) => options);

  it('begins with the members of now, and stays as it is once the group is over', async () => {
    const leader = await world.person('周小满');
    const groupId = await openGroup(leader);
    const weapp = phone({ who: leader, enter: { path: `/pages/group/index?id=${groupId}` } });
    await weapp.shows('邀请好友，还差 2 人');
    await weapp.idle();
    const members = (count: string) => ({
      withShareTicket: true,
      isUpdatableMessage: true,
      activityId: expect.any(String),
      templateInfo: {
        parameterList: [
          { name: 'member_count', value: count },
          { name: 'room_limit', value: '3' },
        ],
      },
    });
    expect(menus(weapp)).toEqual([expect.objectContaining(members('1'))]);
    expect((await sent(weapp)).title).toBe('还差 2 人 · ¥29.90 阳山水蜜桃 3 人团');

    for (const [name, shown] of [
      ['阿杰', '邀请好友，还差 1 人'],
      ['林姐', '成团了'],
    ] as const) {
      const friend = await world.person(name);
      const { orderId } = await world.place(friend, { groupId });
      await world.pay(friend, orderId);
      await world.standIn.control.flush();
      await weapp.shows(shown);
      await weapp.idle();
    }
    expect(menus(weapp)[1]).toEqual(expect.objectContaining(members('2')));
    expect(menus(weapp).at(-1)).toEqual(expect.objectContaining({ isUpdatableMessage: false }));
  });

  it('where WeChat makes none, the card is one that stays as it was sent', async () => {
    await world.standIn.control.addFault({ match: { operation: 'activity' }, effect: { kind: 'fail', status: 500 } });
    const leader = await world.person('周小满');
    const groupId = await openGroup(leader);
    const weapp = phone({ who: leader, enter: { path: `/pages/group/index?id=${groupId}` } });
    const page = await weapp.shows('邀请好友，还差 2 人');
    await weapp.idle();
    expect(menus(weapp)).toEqual([]);
    expect(page.attributes('share')).toMatchObject({ openType: 'share' });
    expect(tokenIn((await sent(weapp)).path)).not.toBe('');
  });
});

describe('a poster', () => {
  const POSTER = 'promoter/poster/index';

  /** From a product's page over the sheet of sharing. */
  async function poster(who: { id: string }, given: { album?: 'deny' } = {}): Promise<Weapp> {
    const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` }, ...given });
    const product = await weapp.shows('我来开团');
    product.tap('shareMore');
    await weapp.shows('分享本身没有奖励。朋友买下并收货，你得实付的 8%。');
    product.tap('toPoster');
    await weapp.shows('', POSTER);
    return weapp;
  }

  it('is drawn of what the product says, with my own code, and goes into the album', async () => {
    const who = await world.newcomer('周小满');
    const weapp = await poster(who);
    const page = await weapp.shows('存到相册', POSTER);
    await weapp.idle();
    for (const text of ['山野集', '阳山水蜜桃', '29', '.90', '3 人团', '单买价 ¥39.90', '周小满']) {
      expect(weapp.drawing.texts).toContain(text);
    }
    expect(weapp.drawing.texts.at(-1)).toMatch(/^截至 .+ · 未成团自动退款$/);
    expect(weapp.drawing.pictures.at(-1)).toMatch(/^data:image\/(png|jpeg);base64,/);
    const [code] = await world.standIn.control.codes();
    expect(code).toMatchObject({ page: 'pages/product/index' });
    expect(await shareDoc(code?.scene ?? '')).toMatchObject({ channel: 'poster', userId: who.userId });

    page.tap('savePoster');
    await weapp.idle();
    const [picture] = page.pictures();
    expect(picture).toMatch(/^wxfile:\/\/tmp_960x\d{4}\.png$/);
    expect(callsOf(weapp, 'saveImageToPhotosAlbum').map(({ options }) => options.filePath)).toEqual([picture]);
    expect(callsOf(weapp, 'showToast').at(-1)?.options.title).toBe('海报存好了');
    expect((await sent(weapp)).path).toMatch(/^\/pages\/product\/index\?id=prd_peach&s=\w{10}$/);
  });

  it('that may not go into the album leads to the settings', async () => {
    const weapp = await poster(await world.newcomer('周小满'), { album: 'deny' });
    const page = await weapp.shows('存到相册', POSTER);
    expect(page.attributes('albumDenied')).toBeUndefined();
    page.tap('savePoster');
    await weapp.shows('在设置里打开「添加到相册」');
    expect(page.attributes('toSettings')).toMatchObject({ openType: 'openSetting' });
  });

  it('without a code of WeChat’s offers the link, and is drawn when there is one', async () => {
    const { control } = world.standIn;
    await control.addFault({ match: { operation: 'code' }, effect: { kind: 'fail', status: 500 } });
    const who = await world.newcomer('周小满');
    const weapp = await poster(who);
    const page = await weapp.shows('海报没做出来', POSTER);
    expect(page.attributes('savePoster')).toBeUndefined();
    page.tap('linkInstead');
    await weapp.idle();
    const [link] = await control.links();
    expect(callsOf(weapp, 'setClipboardData').map(({ options }) => options.data)).toEqual([link?.url]);
    expect(link).toMatchObject({ page: 'pages/product/index' });
    expect(await shareDoc(new URLSearchParams(link?.query).get('s') ?? '')).toMatchObject({ channel: 'link' });
    await control.clearFaults();
    page.tap('retry');
    await weapp.shows('存到相册', POSTER);
  });

  it.each([
    ['shop', '山野集', 'pages/home/index'],
    ['promoter', '周小满 邀你逛逛山野集', 'promoter/card/index'],
  ])('of a %s says who and what, and its code leads there', async (kind, title, page) => {
    const who = await world.newcomer('周小满');
    const weapp = phone({ who, enter: { path: `/${POSTER}?kind=${kind}&id=${MERCHANT}` } });
    await weapp.shows('存到相册', POSTER);
    expect(weapp.drawing.texts).toContain(title);
    expect(await world.standIn.control.codes()).toEqual([expect.objectContaining({ page })]);
  });
});

it('the sheet copies a link for other apps, and says how to get into Moments', async () => {
  const who = await world.newcomer('周小满');
  const weapp = phone({ who, enter: { path: `/pages/product/index?id=${PRODUCT}` } });
  const page = await weapp.shows('我来开团');
  await weapp.idle();
  page.tap('shareMore');
  await weapp.shows('生成海报');
  expect(page.attributes('toFriend')).toMatchObject({ openType: 'share' });
  page.tap('toMoments');
  await weapp.idle();
  expect(callsOf(weapp, 'showToast').at(-1)?.options.title).toContain('分享到朋友圈');
  page.tap('shareMore');
  await weapp.shows('生成海报');
  page.tap('copyLink');
  await weapp.idle();
  const [link] = await world.standIn.control.links();
  expect(callsOf(weapp, 'setClipboardData').map(({ options }) => options.data)).toEqual([link?.url]);
});
