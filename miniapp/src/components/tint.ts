/** The ground behind goods and faces. Chosen by hashing an id, so that a thing keeps its colour everywhere. */
const tints = ['apricot', 'peach', 'melon', 'tea', 'milk', 'honey', 'mist', 'plum'] as const;

export type Tint = (typeof tints)[number];

/** FNV-1a over UTF-16 units: small, and spreads short ids well. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

export const tintNameOf = (id: string): Tint => tints[hashOf(id) % tints.length] as Tint;

export const tintOf = (id: string): string => `tint-${tintNameOf(id)}`;
