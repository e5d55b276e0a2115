/** On a promoter's card: who asks, and where to. Nobody's name where it is not known yet. */
export const promoterTitle = (name: string | undefined, shop: { name: string; caption: string }): string =>
  name === undefined ? `${shop.name}：${shop.caption}` : `${name} 邀你逛逛${shop.name}`;

/** What was shared: goods by their title, the shop and my own card by what they are. */
export function sharedWords(kind: 'shop' | 'product' | 'group' | 'bargain' | 'promoter', title: string): string {
  switch (kind) {
    case 'shop':
      return `店铺「${title}」`;
    case 'promoter':
      return '我的推广码';
    case 'group':
      return `拼团「${title}」`;
    case 'bargain':
      return `砍价「${title}」`;
    case 'product':
      return title;
  }
}
