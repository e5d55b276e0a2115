/** Finding in the mini-program: by words, by category, page after page. */
import { useBuild } from '../support/build';
import { useDatabase } from '../support/database';
import { callsOf, requestsTo, usePhones } from '../support/phones';
import { putOnShelf } from '../support/shelf';
import { openWorld, type World } from '../support/world';

const production = useBuild('productionWeapp');
const database = useDatabase();
let world: World;
const phone = usePhones(() => world, production);
/** More than one page of them. */
const TEAS = Array.from({ length: 15 }, (_, place) => ({
  key: `tea${place}`,
  title: `高山红茶 ${place + 1} 号`,
  price: 5000 + place,
}));

beforeAll(async () => {
  world = await openWorld(database);
  await putOnShelf(world, TEAS);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

it('home leads to the search, which finds page after page, and keeps its place on return', async () => {
  const weapp = phone({ who: await world.newcomer('周小满') });
  (await weapp.shows('搜商品', 'pages/home/index')).tap('toSearch');
  const search = await weapp.shows('搜索', 'buyer/search/index');
  search.type('searchText', '  红茶 ');
  await weapp.idle();
  search.tap('search');
  await weapp.shows('高山红茶 1 号');
  expect(search.text()).not.toContain('高山红茶 15 号');
  search.reachBottom();
  await weapp.shows('高山红茶 15 号');
  expect(search.text()).not.toContain('阳山水蜜桃');

  search.tap('product-prd_tea14');
  await weapp.shows('高山红茶 15 号', 'pages/product/index');
  weapp.page().tap('back');
  await weapp.shows('高山红茶 15 号', 'buyer/search/index');
  await weapp.idle();
  expect(requestsTo(weapp, 'product.search')).toHaveLength(2);
});

it('the last ten searches stay on the phone, newest first, until they are cleared', async () => {
  const storage = new Map<string, unknown>();
  const who = await world.newcomer('周小满');
  const first = phone({ who, storage, enter: { path: '/buyer/search/index' } });
  const search = await first.shows('搜索');
  for (const words of [...Array.from({ length: 11 }, (_, place) => `词 ${place}`), '词 5']) {
    search.type('searchText', words);
    await first.idle();
    search.tap('search');
    await first.shows(`没有找到「${words}」`);
  }
  search.type('searchText', '');
  await first.shows('搜过的');
  expect(search.text()).toMatch(/词 5 词 10 词 9 词 8 词 7 词 6 词 4 词 3 词 2 词 1$/);

  const later = phone({ who, storage, enter: { path: '/buyer/search/index' } });
  const again = await later.shows('搜过的');
  again.tap('searched-0');
  await later.shows('没有找到「词 5」');
  again.type('searchText', '');
  await later.shows('搜过的');
  again.tap('clearHistory');
  await later.idle();
  expect(again.text()).not.toContain('词 5');
  expect(storage.get('pinkan.searched') ?? '').toBe('');
});

it('nothing found leads on, and a search that fails is asked again', async () => {
  const weapp = phone({ who: await world.newcomer('周小满'), enter: { path: '/buyer/search/index' } });
  const search = await weapp.shows('搜索');
  weapp.outage = true;
  search.type('searchText', '红茶');
  await weapp.idle();
  search.tap('search');
  await weapp.shows('没加载出来');
  weapp.outage = false;
  search.tap('retry');
  await weapp.shows('高山红茶 1 号');
  search.type('searchText', '宇宙飞船');
  await weapp.idle();
  search.tap('search');
  (await weapp.shows('没有找到「宇宙飞船」')).tap('goHome');
  await weapp.shows('一起拼', 'pages/home/index');
});

it('a category stays chosen, with its tiles, while it loads, goes on by page, and over a look at a product', async () => {
  await world.app.store.products.updateMany({ _id: /^prd_tea/ }, { $set: { categoryId: 'tea' } });
  const categories = [
    { id: 'fruit', name: '水果' },
    { id: 'tea', name: '茶' },
  ];
  await world.app.store.merchants.updateMany({}, { $set: { categories } });
  const weapp = phone({ who: await world.newcomer('周小满') });
  const home = await weapp.shows('阳山水蜜桃');
  home.tap('category-tea');
  expect(home.text()).toContain('水果 茶');
  await weapp.shows('高山红茶 1 号');
  await weapp.idle();
  expect(home.text()).not.toContain('阳山水蜜桃');
  home.reachBottom();
  await weapp.shows('高山红茶 15 号');
  home.tap('product-prd_tea14');
  (await weapp.shows('高山红茶 15 号', 'pages/product/index')).tap('back');
  await weapp.idle();
  expect(home.text()).toContain('高山红茶 15 号');
  expect(home.attributes('category-tea')?.class).toContain('home-category-on');
  const asked = requestsTo(weapp, 'shop.home').map(({ body }) => (body as { categoryId?: string }).categoryId);
  expect(asked.slice(1).every((id) => id === 'tea')).toBe(true);
  expect(callsOf(weapp, 'showToast')).toEqual([]);
});
