import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back, open } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { useSession } from '../../platform/session';
import { canBuy, isH5 } from '../../platform/target';
import { Frame } from '../components/Frame';
import { useAddress } from '../hooks/useAddress';
import './index.scss';

const DIGITS = 4;
const places = Array.from({ length: DIGITS }, (_, place) => place);

/** Refusals after which this code lets nobody in; whatever else went wrong can be tried again. */
const FINAL = new Set(['deskCodeGone', 'deskCodeTaken', 'notAMember', 'forbidden', 'badRequest']);

const isFinal = (problem: Problem): boolean => problem.kind === 'refused' && FINAL.has(problem.code);

/** Why it ends here, and what to do. */
function Ended({ problem }: { problem: Problem }) {
  const code = problem.kind === 'refused' ? problem.code : '';
  return (
    <Empty
      icon="stop"
      title={code === 'notAMember' ? '你还不是商家的成员' : '这个登录码不能用了'}
      text={code === 'badRequest' ? '扫到的不是登录码，请扫电脑上的那个' : problem.message}
      action={{ id: 'done', label: '知道了', onClick: back }}
    />
  );
}

interface NumberProps {
  value: string;
  /** The last one was wrong; `tries` of them were. */
  wrong: boolean;
  tries: number;
  onType: (value: string) => void;
}

/** Four boxes over one field. */
function NumberField({ value, wrong, tries, onType }: NumberProps) {
  const [focused, setFocused] = useState(true);
  return (
    <View className="digits" aria-label="电脑上显示的 4 位数字">
      {places.map((place) => (
        <View
          key={place}
          className={`digits-one num ${wrong ? 'digits-wrong' : ''} ${
            focused && place === Math.min(value.length, DIGITS - 1) ? 'digits-now' : ''
          }`}
        >
          {value[place] ?? ''}
        </View>
      ))}
      {/* After a wrong number a new field, which takes the focus. */}
      <Input
        key={tries}
        id="number"
        className="digits-input"
        type="number"
        // Not seen, but spoken.
        placeholder="电脑上显示的 4 位数字"
        maxlength={DIGITS}
        focus
        value={value}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onInput={(event) => onType(event.detail.value.replace(/\D/g, '').slice(0, DIGITS))}
      />
    </View>
  );
}

/** The phone's side of signing a desk in: which desk it is, its number, yes or no. */
export default function ApprovePage() {
  const [{ code = '' }] = useAddress('merchant/approve', ['code']);
  const person = useSession((session) => session.person);
  // Out of the mini-program nobody but the stand-in says who holds the phone.
  const nobody = isH5 && (person === null || !canBuy);
  const { asked, again } = useAsk(nobody ? undefined : `${code} ${person?.name ?? ''}`, () =>
    call('desk.scan', { code }),
  );
  const [number, setNumber] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const [done, setDone] = useState<'approved' | 'denied'>();

  async function answer(yes: boolean): Promise<void> {
    if (busy) return;
    setBusy(true);
    const told = yes ? await call('desk.approve', { code, number }) : await call('desk.deny', { code });
    setBusy(false);
    if (told.ok) return setDone(yes ? 'approved' : 'denied');
    if (!yes && !isFinal(told.refusal)) return toast(told.refusal.message);
    setProblem(told.refusal);
    setNumber('');
    setTries(tries + 1);
  }

  const desk = asked.status === 'ready' && done === undefined && !(problem && isFinal(problem)) ? asked.value : null;
  const ready = number.length === DIGITS;
  const title = '登录电脑';
  return (
    <Frame
      title={title}
      acts={
        desk && (
          <>
            <Btn id="deny" kind="line" className="bar-lesser" disabled={busy} onClick={() => void answer(false)}>
              不是我
            </Btn>
            <Btn id="approve" disabled={!ready} busy={busy} onClick={() => void answer(true)}>
              {ready ? '登录' : '输入 4 位数字'}
            </Btn>
          </>
        )
      }
    >
      {nobody && !canBuy && (
        <Empty
          icon="people"
          title="用小程序来扫"
          text="打开微信小程序「拼砍」，在 我的 › 扫码登录电脑 里扫电脑上的码"
          action={{ id: 'goBack', label: '去首页', onClick: back }}
        />
      )}
      {nobody && canBuy && (
        <Empty
          icon="people"
          title="先登录，再让电脑登录"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      )}
      {!nobody && asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' &&
        (isFinal(asked.problem) ? (
          <Ended problem={asked.problem} />
        ) : (
          <Failed problem={asked.problem} onRetry={again} />
        ))}
      {done === undefined && problem && isFinal(problem) && <Ended problem={problem} />}
      {desk && (
        <>
          <View className="card approve">
            <View className="approve-desk">
              <Icon name="desk" size={32} />
            </View>
            <View className="f18 bold m12">登录这台电脑？</View>
            <View className="approve-facts">
              <View className="approve-fact">
                <Text className="c3">设备</Text>
                <Text id="device">{desk.device}</Text>
              </View>
              <View className="approve-fact">
                <Text className="c3">位置</Text>
                <Text id="place">{desk.place}</Text>
              </View>
              <View className="approve-fact">
                <Text className="c3">时间</Text>
                <Text>{formatWhen(desk.startedAt, serverNow())}</Text>
              </View>
            </View>
          </View>
          <View className="card approve">
            <View className="f14">输入电脑上显示的 4 位数字</View>
            <NumberField
              value={number}
              wrong={problem !== undefined}
              tries={tries}
              onType={(value) => {
                setNumber(value);
                if (value !== '') setProblem(undefined);
              }}
            />
            <View id="numberProblem" className="approve-problem" role="alert">
              {problem && <Text className="cd">{problem.message}</Text>}
            </View>
            <Countdown endsAt={desk.expiresAt} onEnd={() => void again()} className="f13" />
          </View>
          <View className="f12 c3 approve-words">
            登录后，那台电脑就是你：店里的活动、团和付款，你能看能做的它都能。不是你自己在登录，就点「不是我」。
          </View>
        </>
      )}
      {done === 'approved' && (
        <View id="approved" className="card approve">
          <View className="approve-desk approve-good">
            <Icon name="check" size={32} />
          </View>
          <View className="f18 bold m12">电脑登录好了</View>
          <View className="f13 c2">不用的时候，在 登录的设备 里退出它</View>
          <View className="approve-ways">
            <Btn id="toSessions" kind="line" size="m" onClick={() => open('merchant/sessions', {})}>
              登录的设备
            </Btn>
            <Btn id="done" kind="line" size="m" onClick={back}>
              完成
            </Btn>
          </View>
        </View>
      )}
      {done === 'denied' && (
        <Empty
          icon="stop"
          title="没有让它登录"
          text="电脑上的码已经作废，谁也不能再用"
          action={{ id: 'done', label: '知道了', onClick: back }}
        />
      )}
      <Hosts />
    </Frame>
  );
}
