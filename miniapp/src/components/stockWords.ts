/** What is said of the pieces that are left. */

/** From here on the number itself is said. */
const FEW = 10;

/** 已售罄, 仅剩 n 件, or nothing where there are enough. `left` undefined: nobody counts here. */
export function stockWords(left: number | undefined): string | undefined {
  if (left === undefined || left >= FEW) return undefined;
  return left === 0 ? '已售罄' : `仅剩 ${left} 件`;
}
