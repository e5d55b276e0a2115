/** On a promoter's card: who asks, and where to. Nobody's name where it is not known yet. */
export const promoterTitle = (name: string | undefined, shop: { name: string; caption: string }): string =>
  name === undefined ? `${shop.name}：${shop.caption}` : `${name} 邀你逛逛${shop.name}`;
