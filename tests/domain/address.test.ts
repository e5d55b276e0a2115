import { areaList } from '@vant/area-data';
import fc from 'fast-check';
import { type Address, addressFault } from '../../shared/domain/address';

const address = (more: Partial<Address> = {}): Address => ({
  name: '林姐',
  phone: '13800001111',
  region: ['江苏省', '无锡市', '滨湖区'],
  detail: '阳山镇桃源路 1 号',
  ...more,
});

it.each<[string, Partial<Address>]>([
  ['as people write it', {}],
  ['20 characters of a name', { name: '长'.repeat(20) }],
  ['100 characters of an address', { detail: '长'.repeat(100) }],
  ['characters of four bytes, counted as one', { name: '𠮷'.repeat(20) }],
  ['signs, digits, Latin letters', { detail: '#3-2 (B座) “小屋” O’Brien & Co.，2/F' }],
])('takes %s', (_, more) => expect(addressFault(address(more))).toBeNull());

it.each<[string, Partial<Address>]>([
  ['a name of 21', { name: '长'.repeat(21) }],
  ['an address of 101', { detail: '长'.repeat(101) }],
  ['200 characters', { detail: '长'.repeat(200) }],
])('is told that %s is too long', (_, more) => expect(addressFault(address(more))).toBe('addressTooLong'));

it.each<[string, string]>([
  ['an emoji', '🍑'],
  ['one of several parts', '👨‍👩‍👧'],
  ['a flag', '🇨🇳'],
  ['a keycap', '1️⃣'],
  ['a heart from the old set', '❤'],
  ['a control character', 'a\u0000b'],
  ['a line break', 'a\nb'],
  ['a turn of the direction of writing', '\u202e号1'],
  ['a space of no width', 'a\u200bb'],
  ['half a character', '\ud83c'],
  ['a private one', '\ue000'],
])('is told that %s cannot be printed, wherever it stands', (_, text) => {
  for (const more of [{ name: text }, { detail: text }, { region: ['江苏省', text, ''] }]) {
    expect(addressFault(address(more))).toBe('addressUnprintable');
  }
});

it.each(['江苏', '新疆', '西藏', 'x', '', '江苏省 '])(
  'does not know the province %j: freight would pass it by',
  (province) => {
    expect(addressFault(address({ region: [province, '无锡市', '滨湖区'] }))).toBe('regionUnknown');
  },
);

it('knows every province that the form offers', () => {
  const provinces = Object.values(areaList.province_list);
  expect(provinces).toHaveLength(34);
  for (const province of provinces) {
    expect(addressFault(address({ region: [province, '某市', '某区'] }))).toBeNull();
  }
});

it('never takes what is too long, and never refuses Chinese for what it is', () => {
  const text = fc.array(fc.integer({ min: 0x4e00, max: 0x9fff }), { maxLength: 150 });
  fc.assert(
    fc.property(text, (points) => {
      const detail = String.fromCodePoint(...points);
      expect(addressFault(address({ detail }))).toBe(points.length > 100 ? 'addressTooLong' : null);
    }),
  );
});
