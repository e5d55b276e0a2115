import fc from 'fast-check';
import { gramsAsked, productGrams } from '../../shared/domain/search';

const peach = productGrams({
  title: '阳山水蜜桃 5斤装',
  caption: '现摘现发 · 坏果包赔',
  skus: [{ name: '大果 12 个' }, { name: 'XL Box' }],
});
const finds = (text: string, grams: readonly string[] = peach): boolean =>
  gramsAsked(text).every((gram) => grams.includes(gram));

it.each(['水蜜桃', '桃', '阳山 水蜜桃', '坏果包赔', '大果', '5斤', 'xl box', 'ＸＬ', 'BOX', '１２', '水蜜桃！！'])(
  'finds it by %p',
  (text) => expect(finds(text)).toBe(true),
);

it.each(['苹果', '水果', '桃蜜', '阳山苹果', '6斤', 'box2', '水蜜桃汁'])('does not find it by %p', (text) =>
  expect(finds(text)).toBe(false),
);

it.each(['', ' ', '！？…', '🍑', '\u0000'])('%p asks for nothing', (text) => expect(gramsAsked(text)).toEqual([]));

it('asks for at most sixteen pairs, each once', () => {
  expect(gramsAsked('一二三四五六七八九十甲乙丙丁戊己庚辛')).toHaveLength(16);
  expect(gramsAsked('桃桃桃桃')).toEqual(['桃桃']);
});

const word = fc.string({ unit: fc.constantFrom(...'水蜜桃阳山大果Aa1２ é𠮷·'), minLength: 1, maxLength: 12 });

it('whatever stands in a title is found, in any case, width and part', () => {
  fc.assert(
    fc.property(word, word, fc.nat(), fc.nat(), (title, caption, from, length) => {
      const grams = productGrams({ title, caption, skus: [] });
      const part = [...title]
        .slice(from % [...title].length)
        .slice(0, 1 + (length % 12))
        .join('');
      for (const text of [title, part, part.toUpperCase(), part.normalize('NFKC'), `${caption} ${part}`]) {
        expect(finds(text, grams)).toBe(true);
      }
    }),
  );
});

it('keeps each gram once, of one or two characters', () => {
  fc.assert(
    fc.property(word, (title) => {
      const grams = productGrams({ title, caption: title, skus: [{ name: title }] });
      expect(new Set(grams).size).toBe(grams.length);
      for (const gram of grams) expect([1, 2]).toContain([...gram].length);
    }),
  );
});
