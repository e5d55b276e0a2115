/** What the audit finds, as the shop reads it: each sentence of the audit's comes under the line of what it is about. */
import { auditLines } from '../../miniapp/src/merchant/words/audit';
import { compareBalances, compareSubject, journalFault, nothingReplayed } from '../../shared/domain/audit';
import { EMPTY_BOOKS } from '../../shared/domain/ledger';

/** It lacks a journal, and moves something else. */
const wrong = (about: string) => compareSubject({ about, waits: false, ids: [`some/${about}`], net: { sales: 1 } }, []);

it.each([
  ['an order', wrong('ord_1'), '订单的收款或佣金，账本里缺了或记得不一样，2 处'],
  ['a refund', wrong('rfd_1'), '退款，账本里缺了或记得不一样，2 处'],
  ['a commission', wrong('com_1'), '佣金，和订单算出来的或账本里记的不一样，2 处'],
  ['a withdrawal', wrong('wdr_1'), '提现，账本里缺了或记得不一样，2 处'],
  ['a day’s fees', wrong('pac_1/2036-03-01'), '微信手续费，账本里缺了或记得不一样，2 处'],
  ['a journal', [journalFault({ id: 'else/1', kind: 'wechatFees' }) ?? ''], '有流水找不到来历，1 处'],
  [
    'balances',
    compareBalances(
      { merchant: new Map([['sales', 5]]), wallets: new Map([['ann', { ...EMPTY_BOOKS, held: 1 }]]) },
      nothingReplayed(),
    ),
    '账户余额和流水的合计不一样，3 处',
  ],
  ['what has no line of its own', wrong('new_1'), '别的地方对不上，2 处'],
])('%s', (_, faults, line) => {
  expect(faults.length).toBeGreaterThan(0);
  expect(auditLines(faults)).toEqual([line]);
});

it('each kind is one line', () => {
  const faults = [...wrong('ord_1'), ...wrong('com_1'), ...wrong('ord_2')];
  expect(auditLines(faults)).toEqual([
    '订单的收款或佣金，账本里缺了或记得不一样，4 处',
    '佣金，和订单算出来的或账本里记的不一样，2 处',
  ]);
});
