/** What the audit of the books has found, in words: by what it is about, which each of its sentences begins with. */

const KINDS: ReadonlyArray<{ readonly begins: RegExp; readonly words: string }> = [
  { begins: /^(account|the ledger) /, words: '账户余额和流水的合计不一样' },
  { begins: /^journal /, words: '有流水找不到来历' },
  { begins: /^ord_/, words: '订单的收款或佣金，账本里缺了或记得不一样' },
  { begins: /^rfd_/, words: '退款，账本里缺了或记得不一样' },
  { begins: /^com_/, words: '佣金，和订单算出来的或账本里记的不一样' },
  { begins: /^wdr_/, words: '提现，账本里缺了或记得不一样' },
  { begins: /^pac_/, words: '微信手续费，账本里缺了或记得不一样' },
];

const wordsOf = (fault: string): string => KINDS.find(({ begins }) => begins.test(fault))?.words ?? '别的地方对不上';

/** One line for each kind, with how many there are of it. */
export function auditLines(faults: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const words of faults.map(wordsOf)) counts.set(words, (counts.get(words) ?? 0) + 1);
  return [...counts].map(([words, count]) => `${words}，${count} 处`);
}
