import { Text, View } from '@tarojs/components';
import { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { formatFen } from '../../../../shared/money';
import type { Result } from '../../../../shared/result';
import { SECOND } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { ContactBtn } from '../../components/ContactBtn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Steps } from '../../components/Steps';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back as goBack, open } from '../../platform/nav';
import { confirmed, endPullDown } from '../../platform/notice';
import type { TransferOutcome } from '../../platform/receipt';
import { canBuy } from '../../platform/target';
import { requestTransfer } from '../../platform/transfer';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { type Withdrawal, withdrawalSay, withdrawalSteps, withdrawalWord } from './words';
import './index.scss';

// Required under the condition, so that a build without the stand-in does not contain it.
const TransferSheet =
  process.env.TARO_APP_STAND_IN === '1'
    ? (require('../../standIn/TransferSheet') as typeof import('../../standIn/TransferSheet')).TransferSheet
    : null;

/** After so many looks it is asked for by a tap only. */
const LOOKS = 45;
const PAUSE = 4 * SECOND;

/** What a confirmation that did not come about is told as; nothing where there is nothing to tell. */
const unconfirmed: Record<Exclude<TransferOutcome, 'done'>, string | undefined> = {
  cancelled: undefined,
  failed: '微信没能打开收款页，钱没有动，再点一次确认',
  old: '你的微信版本太旧，还不能这样收款。先更新微信，再回来确认，钱会留着',
};

const cancelWords: Partial<Record<Withdrawal['status'], { title: string; content: string; yes: string }>> = {
  review: { title: '撤回这笔提现', content: '商家还没放行，钱马上回到可提现。', yes: '撤回' },
  sending: {
    title: '撤回这笔提现',
    content: '微信停下来，钱就回到可提现。已经确认过的，可能来不及。',
    yes: '撤回',
  },
  lapsed: { title: '不再发起', content: '钱马上回到可提现，以后想提再提。', yes: '退回' },
};

const tones: Partial<Record<Withdrawal['status'], string>> = {
  paid: 'withdrawal-good',
  turnedDown: 'withdrawal-bad',
  returned: 'withdrawal-bad',
  lapsed: 'withdrawal-warn',
};

/** One withdrawal: what of it arrives, how far it is, what is to be done. */
export default function WithdrawalPage() {
  const { params } = useRouter();
  const withdrawalId = params.id ?? '';
  const key = useMine(`withdrawal ${withdrawalId}`);
  const { asked, again, put } = useAsk(key, () => call('withdrawal.get', { withdrawalId }));
  const withdrawal = asked.status === 'ready' ? asked.value : undefined;
  const [busy, setBusy] = useState<'confirm' | 'check' | 'renew' | 'cancel'>();
  const [problem, setProblem] = useState<string>();
  const [tired, setTired] = useState(false);
  const looks = useRef(0);
  const shown = useRef(false);
  const moving = withdrawal?.status === 'asked' || withdrawal?.status === 'sending';

  async function look(): Promise<void> {
    looks.current += 1;
    if (looks.current >= LOOKS) setTired(true);
    await again();
  }
  usePolling(look, PAUSE, useVisible() && moving && busy === undefined && !tired);
  useDidShow(() => {
    if (shown.current && key !== undefined) void again();
    shown.current = true;
  });
  usePullDownRefresh(() => void again().finally(endPullDown));

  if (key === undefined || withdrawal === undefined) {
    const gone = asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound';
    return (
      <Screen title="提现进度">
        {key === undefined && <SignInFirst title="登录后看提现" text="每一步到了哪里，都在这里" />}
        {key !== undefined && asked.status === 'loading' && <Skeleton bones={['wallet', 'wallet']} />}
        {gone && (
          <Empty icon="wallet" title="没有找到这笔提现" action={{ id: 'goBack', label: '返回', onClick: goBack }} />
        )}
        {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
        <Hosts />
      </Screen>
    );
  }

  const { amount, fee, tax, net, status, toConfirm, mayCancel, merchantName } = withdrawal;
  const now = serverNow();
  /** Nothing of it arrives. */
  const back = status === 'returned' || status === 'turnedDown';

  async function during(
    what: NonNullable<typeof busy>,
    work: () => Promise<Result<Withdrawal, Problem>>,
  ): Promise<void> {
    if (busy !== undefined) return;
    setBusy(what);
    setProblem(undefined);
    looks.current = 0;
    setTired(false);
    const answer = await work();
    setBusy(undefined);
    if (answer.ok) return put(answer.value);
    setProblem(answer.refusal.message);
    await again();
  }

  const check = () => call('withdrawal.check', { withdrawalId });

  const confirm = () =>
    during('confirm', async () => {
      const allowed = await call('withdrawal.confirm', { withdrawalId });
      if (!allowed.ok) return allowed;
      const outcome = await requestTransfer(allowed.value);
      if (outcome !== 'done') setProblem(unconfirmed[outcome]);
      // Whatever the person did: what has become of it WeChat alone knows.
      return check();
    });

  async function cancel(): Promise<void> {
    const words = cancelWords[status];
    if (words === undefined || !(await confirmed({ ...words, no: '先留着' }))) return;
    await during('cancel', () => call('withdrawal.cancel', { withdrawalId }));
  }

  const cancelBtn = (
    <Btn id="cancel" kind="line" className="bar-lesser" busy={busy === 'cancel'} onClick={() => void cancel()}>
      {status === 'lapsed' ? '退回可提现' : '撤回'}
    </Btn>
  );

  function bar() {
    if (toConfirm && canBuy) {
      return (
        <StickyBar>
          {mayCancel && cancelBtn}
          <Btn id="confirm" kind="pine" busy={busy === 'confirm'} onClick={() => void confirm()}>
            确认收款 {formatFen(net)}
          </Btn>
        </StickyBar>
      );
    }
    if (status === 'lapsed') {
      return (
        <StickyBar>
          {cancelBtn}
          <Btn
            id="renew"
            kind="pine"
            busy={busy === 'renew'}
            onClick={() => void during('renew', () => call('withdrawal.renew', { withdrawalId }))}
          >
            重新发起
          </Btn>
        </StickyBar>
      );
    }
    if (mayCancel) return <StickyBar>{cancelBtn}</StickyBar>;
    if (back) {
      return (
        <StickyBar>
          <Btn id="askAgain" kind="line" onClick={() => open('promoter/withdraw', {})}>
            再提一次
          </Btn>
        </StickyBar>
      );
    }
    return undefined;
  }

  return (
    <Screen title="提现进度" bar={bar()}>
      <View className="card withdrawal">
        <View id="state" className={`f22 bold ${tones[status] ?? ''}`}>
          {withdrawalWord(withdrawal)}
        </View>
        <View id="say" className="f13 c2 m4">
          {withdrawalSay(withdrawal, now)}
        </View>
        <View className="row spread row-base m16">
          <Text className="f13 c2">{status === 'paid' ? '到账' : back ? '申请提现' : '会到账'}</Text>
          <Price fen={back ? amount : net} size="l" tone={back ? 'ink' : 'money'} />
        </View>
        {problem !== undefined && (
          <View id="problem" className="withdrawal-problem f13 m12">
            {problem}
          </View>
        )}
        {toConfirm && !canBuy && (
          <View id="elsewhere" className="withdrawal-note f13 m12">
            收款要在微信里确认：打开微信，搜小程序「拼砍」，进「我的收益」的提现记录。
          </View>
        )}
      </View>
      <View className="card">
        <View className="row spread">
          <Text className="f16 bold">进度</Text>
          {status === 'sending' && (
            <View
              id="check"
              className="link withdrawal-check"
              {...asButton}
              onClick={() => void during('check', check)}
            >
              {busy === 'check' ? '在问微信…' : '问微信到哪了'}
            </View>
          )}
        </View>
        <View id="steps" className="m16">
          <Steps steps={withdrawalSteps(withdrawal, now)} />
        </View>
      </View>
      {!back && (
        <View className="m12">
          <Receipt>
            <ReceiptLine label="从可提现里扣" value={formatFen(amount)} />
            <ReceiptLine label="手续费" value={fee === 0 ? '不收' : formatFen(-fee)} words={fee === 0} />
            <ReceiptLine label="代扣个人所得税" value={tax === 0 ? '不扣' : formatFen(-tax)} words={tax === 0} />
            <ReceiptLine label={status === 'paid' ? '到账' : '会到账'} value={formatFen(net)} total tone="money" />
          </Receipt>
        </View>
      )}
      <View className="row g8 f12 c3 m12 withdrawal-foot">
        <Icon name="shield" size={16} />
        <Text className="grow cut">
          {merchantName} 付给你 · 编号{' '}
          <Text className="num" userSelect>
            {withdrawal.id.slice(-10)}
          </Text>
        </Text>
      </View>
      {back && (
        <View className="tc m16">
          <ContactBtn />
        </View>
      )}
      {TransferSheet !== null && <TransferSheet payer={merchantName} net={net} />}
      <Hosts />
    </Screen>
  );
}
