/** The form of a product: categories that two desks write at once. */
import { categoriesOf, categoriesOver } from '../../miniapp/src/merchant/productForm/categories';

const choices = (...categories: { id: string; name: string }[]) => ({
  categories,
  version: 0,
  templates: [],
  afterSaleDays: 7,
});
const [fruit, tea, rice] = [
  { id: 'fruit', name: '水果' },
  { id: 'tea', name: '茶' },
  { id: 'rice', name: '米' },
];

it('of categories that another desk took away none is sent again, and what was written here stays', () => {
  const seen = choices(fruit, tea, rice);
  const mine = [
    ...categoriesOf(choices({ ...fruit, name: '鲜果' }, tea, { ...rice, name: '新米' })),
    { key: 'new 0', name: '蜂蜜' },
  ];
  expect(categoriesOver(mine, seen, choices(fruit, { id: 'nuts', name: '坚果' }))).toEqual([
    { key: 'fruit', id: 'fruit', name: '鲜果' },
    { key: 'rice', name: '新米' },
    { key: 'new 0', name: '蜂蜜' },
    { key: 'nuts', id: 'nuts', name: '坚果' },
  ]);
});
