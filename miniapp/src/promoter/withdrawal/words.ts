import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import type { Step } from '../../components/Steps';

export type Withdrawal = Output<'withdrawal.get'>;

const sendingWord: Record<NonNullable<Withdrawal['waitsFor']>, string> = {
  wechat: '微信处理中',
  shop: '等商家处理',
  stop: '暂停付款',
};

/** How it stands, in a word. */
export function withdrawalWord({ status, toConfirm, cancelling, waitsFor }: Withdrawal): string {
  switch (status) {
    case 'asked':
      return '处理中';
    case 'turnedDown':
      return '没提成';
    case 'review':
      return '商家审核中';
    case 'sending':
      return cancelling ? '撤回中' : toConfirm ? '等你确认' : sendingWord[waitsFor ?? 'wechat'];
    case 'lapsed':
      return '过期没确认';
    case 'paid':
      return '已到账';
    case 'returned':
      return '已退回';
  }
}

/** WeChat's reasons for a transfer that failed (商家转账 fail_reason), as far as a promoter can do something. */
const failures: Record<string, string> = {
  REAL_NAME_CHECK_FAIL: '姓名和微信实名的不一样，核对姓名再提',
  NAME_NOT_CORRECT: '姓名和微信实名的不一样，核对姓名再提',
  ACCOUNT_FROZEN: '你的微信支付账户被冻结了，先在微信里解冻再提',
  ACCOUNT_NOT_EXIST: '你还没开通微信支付，开通再提',
  RECEIVE_ACCOUNT_NOT_PERMMIT: '你的微信支付账户现在不能收款，看看微信里的提示再提',
  USER_ACCOUNT_LIMIT: '你的微信收款到了限额，明天再提，或少提一点',
  DAY_RECEIVED_COUNT_EXCEED: '今天从商家收款的次数到了上限，明天再提',
  DAY_RECEIVED_QUOTA_EXCEED: '今天从商家收款的金额到了上限，明天再提',
};

const turnedDown: Record<NonNullable<Withdrawal['refusal']>, string> = {
  withdrawalTooLittle: '金额不到最低提现额',
  withdrawalTooMuch: '超过了单笔最高提现额，可以分几次提',
  withdrawalNotEnough: '那一刻可提现的钱不够，可能刚有退款或别的提现',
  withdrawalDayLimit: '今天的次数或金额用完了，明天再提',
  withdrawalDebt: '有退款欠的钱没抵完，以后的佣金先抵它',
  withdrawalChanged: '手续费或税刚刚有变动，看过新的到账金额再提',
};

const sendingSay: Record<NonNullable<Withdrawal['waitsFor']>, string> = {
  wechat: '微信在处理，一般几秒。离开这一页也不影响',
  shop: '商家的账户这会儿付不出来，已经提醒商家，处理好会自动付给你。不想等，可以撤回',
  stop: '商家正在核对账目，付款先停一停。你的钱还在，核对完会自动付给你。不想等，可以撤回',
};

/** Where the money is, and what is to be done. */
export function withdrawalSay(withdrawal: Withdrawal, now: Ms): string {
  const { status, waitsFor, toConfirm, confirmBefore, cancelling, refusal, returned, reason, amount, net } = withdrawal;
  switch (status) {
    case 'asked':
      return '正在从可提现里转出，一会儿就好';
    case 'turnedDown':
      return `${turnedDown[refusal ?? 'withdrawalNotEnough']}。钱没有动，还在可提现里`;
    case 'review':
      return '商家先看一眼再放行，不用你做什么。不想等，可以撤回';
    case 'sending':
      if (cancelling) {
        return waitsFor === 'shop' || waitsFor === 'stop'
          ? '微信没有付出去。确认它不会再付，钱就回到可提现，最多一个多小时'
          : '正在请微信停下。停下来，或者微信没收到，钱就回到可提现；要是已经到账，这里会写明';
      }
      if (toConfirm) {
        const before = confirmBefore === undefined ? '' : `，请在${formatWhen(confirmBefore, now)} 前确认`;
        return `微信要你点一下确认，${formatFen(net)} 才到零钱${before}`;
      }
      return sendingSay[waitsFor ?? 'wechat'];
    case 'lapsed':
      return `没在一天内确认，微信没有付。${formatFen(amount)} 还为你留着：重新发起，或退回可提现`;
    case 'paid':
      return `${formatFen(net)} 到了你的微信零钱`;
    case 'returned':
      if (returned === 'debt') return `有退款欠的钱，没有再发起。${formatFen(amount)} 先抵了它，剩下的回到了可提现`;
      return `${why(returned, reason)}。${formatFen(amount)} 回到了可提现`;
  }
}

function why(returned: Withdrawal['returned'], reason: string | undefined): string {
  switch (returned) {
    case 'refused':
      return reason ? `商家没有放行：${reason}` : '商家没有放行';
    case 'lapsed':
      return '过期没确认满 7 天，自动退回';
    case 'failed':
      return failures[reason ?? ''] ?? '微信没付成，可以再提一次；还不行，请问一下商家';
    case 'ended':
      return '这笔转账在微信那边被撤销了，不是你撤的，可以再提一次';
    default:
      return '你撤回了这笔提现';
  }
}

const past: Record<Withdrawal['steps'][number]['step'], string> = {
  asked: '已申请',
  heldBack: '交给商家审核',
  approved: '商家放行',
  sent: '交给微信',
  toConfirm: '等你在微信里确认',
  lapsed: '过期没确认',
  paid: '已到账',
  turnedDown: '没提成',
  returned: '退回可提现',
};

/** What is still ahead after a step, if all goes well. */
const ahead: Partial<Record<Withdrawal['steps'][number]['step'], readonly string[]>> = {
  asked: ['交给微信', '你在微信里确认', '到账'],
  heldBack: ['商家放行', '交给微信', '你在微信里确认', '到账'],
  approved: ['交给微信', '你在微信里确认', '到账'],
  sent: ['你在微信里确认', '到账'],
  toConfirm: ['到账'],
};

const OVER: readonly Withdrawal['status'][] = ['paid', 'returned', 'turnedDown'];

/** What has happened, what is happening, what comes next. A number says which attempt it is, from the second on. */
export function withdrawalSteps({ steps, status, cancelling, waitsFor }: Withdrawal, now: Ms): Step[] {
  const unsent = waitsFor === 'shop' || waitsFor === 'stop';
  let attempt = 0;
  const shown = steps.map(({ step, at }, index): Step => {
    if (step === 'sent') attempt += 1;
    const again = step === 'sent' && attempt > 1 ? `（第 ${attempt} 次）` : '';
    const current = index === steps.length - 1 && !OVER.includes(status);
    const what = current && unsent ? '等着交给微信' : past[step];
    return { state: current ? 'now' : 'done', what: `${what}${again}`, when: formatWhen(at, now) };
  });
  const last = steps.at(-1)?.step;
  const next = cancelling ? [unsent ? '退回可提现' : '微信停下，退回可提现'] : ((last && ahead[last]) ?? []);
  return [...shown, ...next.map((what): Step => ({ state: 'later', what }))];
}
