/**
 * HOW PRODUCTS ARE FOUND. A text is cut into pairs of neighbouring characters, since Chinese has no spaces to cut at; a
 * product matches when it has every pair that was asked for. One character alone is found by itself.
 */

/** Letters and digits of any script, in small letters and full width made half; the rest only separates. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const pairsOf = (word: string): string[] => {
  const characters = [...word];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
};

/** What is stored with a product: each character and each pair of all its texts, once. */
function gramsOf(...texts: readonly string[]): string[] {
  const grams = texts.flatMap(wordsOf).flatMap((word) => [...word, ...pairsOf(word)]);
  return [...new Set(grams)];
}

/** What a product is found by: its title, its caption and the names of its SKUs. */
export const productGrams = (product: {
  readonly title: string;
  readonly caption: string;
  readonly skus: readonly { readonly name: string }[];
}): string[] => gramsOf(product.title, product.caption, ...product.skus.map(({ name }) => name));

/** What a product must have to be found; at most sixteen, which is more than anybody types. Empty: nothing was asked for. */
export function gramsAsked(text: string): string[] {
  const grams = wordsOf(text).flatMap((word) => ([...word].length === 1 ? [word] : pairsOf(word)));
  return [...new Set(grams)].slice(0, 16);
}
