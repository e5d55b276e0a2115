import { Input as Field, Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { type Fen, formatFen } from '../../../../shared/money';
import { asButton, Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { call, mayRetry, newRequestId } from '../../platform/api';
import { back, open, replaceBy } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import { fenOf, type Key, pressed, textOf } from './amount';
import { Keypad } from './Keypad';
import { useQuote } from './useQuote';
import { limitWords, mostOf, type Quoted, refusalWords } from './words';
import './index.scss';

const NAME = /^\S.{0,28}\S$/;

/** What the button says instead of what it does. */
function hindrance(given: {
  quoted: Quoted | undefined;
  amount: Fen;
  old: boolean;
  realName: string;
}): string | undefined {
  const { quoted, amount, old, realName } = given;
  if (amount === 0) return '输入金额';
  if (old || quoted === undefined) return '正在算…';
  if (quoted.quote === undefined) return '这个金额提不了';
  return quoted.needsName && !NAME.test(realName) ? '填写真实姓名' : undefined;
}

/** 提现: how much, what of it arrives, and one tap. */
export default function WithdrawPage() {
  const key = useMine('withdraw');
  const [text, setText] = useState('');
  const [realName, setRealName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  /** Sent, and nobody knows whether it arrived: until that is known it stays as it is. */
  const [undecided, setUndecided] = useState(false);
  const underWay = useRef(false);
  // The same one until there is an answer, so that one tap is one withdrawal.
  const requestId = useRef(newRequestId());
  const amount = fenOf(text);
  const { quoted, old, problem: failed, again } = useQuote(key, amount);

  if (key === undefined) {
    return (
      <Screen title="提现">
        <SignInFirst title="登录后提现" text="佣金提到你的微信零钱" />
        <Hosts />
      </Screen>
    );
  }
  if (quoted === undefined) {
    return (
      <Screen title="提现">
        {failed ? <Failed problem={failed} onRetry={again} /> : <Skeleton bones={['wallet', 'wallet']} />}
        <Hosts />
      </Screen>
    );
  }
  if (quoted.stopped && !undecided) {
    return (
      <Screen title="提现">
        <Empty
          icon="stop"
          title="商家暂停了提现"
          text={`商家正在核对账目。你的 ${formatFen(quoted.available)} 还在，核对完就能提`}
          action={{ id: 'goBack', label: '返回', onClick: back }}
        />
        <Hosts />
      </Screen>
    );
  }

  const most = mostOf(quoted);
  const { quote } = quoted;
  const refusal = amount === 0 || old ? undefined : refusalWords(quoted, amount);
  const wanting = hindrance({ quoted, amount, old, realName: realName.trim() });
  const off = undecided ? undefined : wanting;

  /** Keys may come faster than the page is drawn: each counts from what the one before has left. */
  function change(after: (before: string) => string): void {
    if (undecided || busy) return;
    setText(after);
    setProblem(undefined);
  }

  async function ask(): Promise<void> {
    if (underWay.current || quote === undefined) return;
    underWay.current = true;
    setBusy(true);
    setProblem(undefined);
    const answer = await call('withdrawal.ask', {
      requestId: requestId.current,
      merchantId: shopId,
      amount,
      seenNet: quote.net,
      ...(quoted?.needsName ? { realName: realName.trim() } : {}),
    });
    underWay.current = false;
    setBusy(false);
    if (answer.ok) return replaceBy('promoter/withdrawal', { id: answer.value.id });
    const unknown = mayRetry(answer.refusal);
    setUndecided(unknown);
    if (!unknown) requestId.current = newRequestId();
    setProblem(unknown ? '没等到回音，不知道提成了没有。再点一次就知道，只会提一次' : answer.refusal.message);
    if (!unknown) again();
  }

  return (
    <Screen
      title="提现"
      bar={
        <View className="withdraw-bottom">
          <Keypad onKey={(key: Key) => change((before) => pressed(before, key))} />
          <StickyBar note={quote && !old ? `提到微信零钱，到账前要在微信里点一下确认` : undefined}>
            <Btn id="withdraw" kind="pine" busy={busy} disabled={off !== undefined} onClick={() => void ask()}>
              {undecided ? '再点一次' : (off ?? `提现，到账 ${formatFen(quote?.net ?? 0)}`)}
            </Btn>
          </StickyBar>
        </View>
      }
    >
      <View className="card withdraw">
        <View className="row spread g8">
          <Text className="f13 c2">提现金额</Text>
          <Text className="f13 c2">
            可提现 <Text className="num">{formatFen(quoted.available)}</Text>
          </Text>
        </View>
        <View className="row row-base g4 m8 withdraw-amount" aria-live="polite">
          <Text className="withdraw-sign">¥</Text>
          <Text id="amount" className={`grow ${text === '' ? 'c3' : ''}`}>
            {text === '' ? '0.00' : text}
          </Text>
          {most > 0 && !undecided && (
            <View id="all" className="withdraw-all f13" {...asButton} onClick={() => change(() => textOf(most))}>
              {most < quoted.available ? `最多 ${formatFen(most)}` : '全部提现'}
            </View>
          )}
        </View>
        <View className="hr m8" />
        <View id="hint" className={`f12 m8 ${refusal === undefined ? 'c3' : 'cd'}`}>
          {refusal ?? limitWords(quoted)}
        </View>
      </View>
      {quote !== undefined && amount > 0 && (
        <View className={`m12 ${old ? 'withdraw-old' : ''}`}>
          <Receipt>
            <ReceiptLine label="从可提现里扣" value={formatFen(quote.amount)} />
            <ReceiptLine
              label="手续费"
              value={quote.fee === 0 ? '不收' : formatFen(-quote.fee)}
              words={quote.fee === 0}
            />
            <ReceiptLine
              label="代扣个人所得税"
              value={quote.tax === 0 ? '不扣' : formatFen(-quote.tax)}
              words={quote.tax === 0}
            />
            <ReceiptLine label="到账" value={formatFen(quote.net)} total tone="money" />
          </Receipt>
        </View>
      )}
      {quoted.needsName && (
        <View className="card m12">
          <View className="f13 c2">真实姓名</View>
          <Field
            id="realName"
            className="withdraw-name m4"
            value={realName}
            maxlength={30}
            placeholder="和微信实名的一样"
            placeholderClass="c3"
            disabled={undecided || busy}
            onInput={(event) => setRealName(event.detail.value)}
          />
          <View className="f12 c3 m8">
            一次到账 2,000 元起，微信要核对收款人是谁。姓名加密后只交给微信，这笔提现了结就删掉。
          </View>
        </View>
      )}
      {problem !== undefined && (
        <View id="problem" className="card withdraw-problem m12 f13">
          {problem}
          {undecided && (
            <View id="toWithdrawals" className="link m8" {...asButton} onClick={() => open('promoter/withdrawals', {})}>
              看提现记录
            </View>
          )}
        </View>
      )}
      {failed !== undefined && (
        <View className="row g8 m12 f12 cd">
          <Text className="grow">{failed.message}</Text>
          <Btn id="retry" kind="line" size="s" onClick={again}>
            再算一次
          </Btn>
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
