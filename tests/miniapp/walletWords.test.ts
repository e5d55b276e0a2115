/** What the keypad makes of keys, and how a withdrawal's steps are told. */
import { walletNotes } from '../../miniapp/src/promoter/earnings/words';
import { isStale } from '../../miniapp/src/promoter/statement/prepared';
import { lineWord } from '../../miniapp/src/promoter/statement/words';
import { fenOf, KEYS, type Key, pressed, textOf } from '../../miniapp/src/promoter/withdraw/amount';
import {
  type Withdrawal,
  withdrawalSay,
  withdrawalSteps,
  withdrawalWord,
} from '../../miniapp/src/promoter/withdrawal/words';

const typed = (keys: string): string =>
  [...keys].reduce((text, key) => pressed(text, (key === '<' ? 'back' : key) as Key), '');

it.each([
  ['12.5', '12.5', 1250],
  ['12.567', '12.56', 1256],
  ['.5', '0.5', 50],
  ['007', '7', 700],
  ['1..2.3', '1.23', 123],
  ['12345678', '1234567', 123_456_700],
  ['12.<<', '1', 100],
  ['<', '', 0],
])('the keys %s come to %s', (keys, text, fen) => {
  expect(typed(keys)).toBe(text);
  expect(fenOf(text)).toBe(fen);
});

it('an amount is read back as it is written', () => {
  for (const fen of [1, 10, 99, 100, 6384, 50_000_00]) expect(fenOf(textOf(fen))).toBe(fen);
  expect(new Set(KEYS).size).toBe(12);
});

it('what fell due says whether it repaid a debt; nothing else does', () => {
  const word = (line: 'released' | 'reversed', available: number, debt: number) => lineWord({ line, available, debt });
  expect(word('released', 239, 0)).toBe('转入可提现');
  expect(word('released', 39, -200)).toBe('先抵欠款，其余转入可提现');
  expect(word('released', 0, -239)).toBe('抵了欠款');
  expect(word('reversed', -39, 200)).toBe('退款冲回');
});

it('a file that lies ready is good for a minute', () => {
  expect(isStale({ at: 1 }, 60_001)).toBe(false);
  expect(isStale({ at: 1 }, 60_002)).toBe(true);
});

const AT = Date.parse('2036-03-01T12:00:00+08:00');
const withdrawal: Withdrawal = {
  id: 'wdr_one',
  merchantId: 'mer_shanyeji',
  merchantName: '山野集',
  amount: 1000,
  fee: 0,
  tax: 0,
  net: 1000,
  status: 'sending',
  waitsFor: 'wechat',
  toConfirm: true,
  confirmBefore: AT + 86_400_000,
  cancelling: false,
  mayCancel: true,
  steps: [
    { step: 'asked', at: AT },
    { step: 'sent', at: AT },
    { step: 'toConfirm', at: AT },
  ],
  createdAt: AT,
};

it('what has happened, what is happening and what is still ahead', () => {
  expect(withdrawalSteps(withdrawal, AT).map(({ state, what }) => [state, what])).toEqual([
    ['done', '已申请'],
    ['done', '交给微信'],
    ['now', '等你在微信里确认'],
    ['later', '到账'],
  ]);
  const steps: Withdrawal['steps'] = [...withdrawal.steps, { step: 'lapsed', at: AT }, { step: 'sent', at: AT }];
  expect(withdrawalSteps({ ...withdrawal, steps }, AT).map(({ what }) => what)).toContain('交给微信（第 2 次）');
  const paid: Withdrawal = { ...withdrawal, status: 'paid', steps: [...withdrawal.steps, { step: 'paid', at: AT }] };
  expect(withdrawalSteps(paid, AT).every(({ state }) => state === 'done')).toBe(true);
});

it.each<[string, Partial<Withdrawal>, string]>([
  ['waits for the promoter', {}, '请在明天 12:00 前确认'],
  ['is called off', { cancelling: true, toConfirm: false }, '正在请微信停下'],
  ['is called off and WeChat does not have', { cancelling: true, toConfirm: false, waitsFor: 'shop' }, '没有付出去'],
  ['cannot be paid by the shop', { toConfirm: false, waitsFor: 'shop' }, '已经提醒商家'],
  ['waits for the books', { toConfirm: false, waitsFor: 'stop' }, '商家正在核对账目'],
  ['is with WeChat', { toConfirm: false }, '微信在处理'],
  ['was called back', { status: 'returned', returned: 'cancelled' }, '你撤回了'],
  ['somebody else has ended', { status: 'returned', returned: 'ended' }, '不是你撤的'],
  ['failed for a name', { status: 'returned', returned: 'failed', reason: 'NAME_NOT_CORRECT' }, '核对姓名再提'],
  [
    'failed for a reason of WeChat’s alone',
    { status: 'returned', returned: 'failed', reason: 'SOMETHING' },
    '再提一次',
  ],
  ['was given back by time', { status: 'returned', returned: 'lapsed' }, '满 7 天，自动退回'],
  ['was turned down', { status: 'turnedDown', refusal: 'withdrawalDebt' }, '以后的佣金先抵它。钱没有动'],
])('a withdrawal that %s says so', (_what, over, words) =>
  expect(withdrawalSay({ ...withdrawal, ...over }, AT)).toContain(words),
);

it.each<[string, Withdrawal['waitsFor'], string, string]>([
  ['WeChat has it', 'wechat', '微信处理中', '交给微信'],
  ['the shop cannot pay it', 'shop', '等商家处理', '等着交给微信'],
  ['payouts are stopped', 'stop', '暂停付款', '等着交给微信'],
])('one that was sent says where it is while %s', (_what, waitsFor, word, step) => {
  const sent: Withdrawal = { ...withdrawal, waitsFor, toConfirm: false, steps: withdrawal.steps.slice(0, 2) };
  expect(withdrawalWord(sent)).toBe(word);
  expect(withdrawalSteps(sent, AT)[1]).toMatchObject({ state: 'now', what: step });
  expect(withdrawalSteps({ ...sent, cancelling: true }, AT).at(-1)?.what).toBe(
    waitsFor === 'wechat' ? '微信停下，退回可提现' : '退回可提现',
  );
});

it('while payouts are stopped, the wallet says that what waits in WeChat can be confirmed', () => {
  const wallet = { stopped: true, debt: 0 } as Parameters<typeof walletNotes>[0];
  expect(walletNotes(wallet).join()).toContain('已经在微信里等你确认的，可以照常确认');
});
