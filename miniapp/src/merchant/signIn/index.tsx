import { useEffect, useRef, useState } from 'react';
import { Btn } from '../../components/Btn';
import { Countdown } from '../../components/Countdown';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call, type Problem } from '../../platform/api';
import { goToPath, openTab, pathOf } from '../../platform/nav';
import { takeOver, useSession } from '../../platform/session';
import { useAddress } from '../hooks/useAddress';
import { useWide } from '../hooks/useWide';
import { Code } from './Code';
import '../styles/icons.generated.scss';
import '../styles/room.scss';
import '../styles/desk.scss';
import './index.scss';

const POLL = 2_000;

/** Where a phone goes that scans the code with another app than ours. */
const addressOf = (code: string): string => `${window.location.origin}/#${pathOf('merchant/approve', { code })}`;

interface StepsProps {
  /** Who has scanned it, once somebody has. */
  name: string | undefined;
  number: string;
  gone: boolean;
}

/** What to do, one after the other. */
function Steps({ name, number, gone }: StepsProps) {
  return (
    <ol className="sign-steps">
      <li className={`sign-step ${name === undefined ? 'sign-step-now' : ''}`}>
        打开微信小程序「拼砍」，点 <b>我的 › 扫码登录电脑</b>，扫左边的码
      </li>
      <li className={`sign-step ${name === undefined ? '' : 'sign-step-now'}`}>
        <span id="scanned">
          {name === undefined ? '在手机上输入这 4 位数字' : `${name} 扫过了，在手机上输入 4 位数字`}
        </span>
        <span
          id="number"
          className={`sign-number num ${gone ? 'sign-number-gone' : ''}`}
          role="img"
          aria-label={[...number].join(' ')}
        >
          {number}
        </span>
      </li>
    </ol>
  );
}

/** SIGNING IN AT A DESK: a code for the phone, a number for its keys, and the session that comes of it. */
export default function DeskSignInPage() {
  const [{ next }] = useAddress('merchant/signIn', ['next']);
  const wide = useWide();
  const visible = useVisible();
  const person = useSession((session) => session.person);
  /** Another turn, another code. */
  const [turn, setTurn] = useState(0);
  const { asked, again } = useAsk(wide ? `code ${turn}` : undefined, () => call('desk.start', {}));
  const started = asked.status === 'ready' ? asked.value : undefined;
  const [name, setName] = useState<string>();
  const [gone, setGone] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const arrived = useRef(false);

  function enter(): void {
    if (arrived.current) return;
    arrived.current = true;
    goToPath(next ?? pathOf('merchant/today', {}));
  }
  // Somebody is signed in already: in another tab, or as a test person.
  // biome-ignore lint/correctness/useExhaustiveDependencies: entering is once
  useEffect(() => {
    if (person !== null) enter();
  }, [person]);

  usePolling(
    async () => {
      if (started === undefined) return;
      const polled = await call('desk.poll', { secret: started.secret });
      if (!polled.ok) {
        const over = polled.refusal.kind === 'refused' && polled.refusal.code === 'deskCodeGone';
        setGone(over);
        setProblem(over ? undefined : polled.refusal);
        return;
      }
      setProblem(undefined);
      if (polled.value.status === 'scanned') setName(polled.value.name);
      if (polled.value.status === 'approved') takeOver(polled.value.session);
    },
    POLL,
    visible && started !== undefined && !gone && person === null,
  );

  function anew(): void {
    setName(undefined);
    setGone(false);
    setProblem(undefined);
    setTurn(turn + 1);
  }

  if (!wide) {
    return (
      <Screen title="商家登录">
        <Empty
          icon="people"
          title="在手机上用小程序"
          text="打开微信小程序「拼砍」，我的 › 商家后台。网页版的商家后台在电脑上打开"
          action={{ id: 'goHome', label: '去首页', onClick: () => openTab('home') }}
        />
      </Screen>
    );
  }
  return (
    <div className="desk sign">
      <div className="sign-box">
        <h1 className="sign-title">扫码进商家后台</h1>
        <p className="sign-p f13 c2">不用密码，手机点头才算数。</p>
        <div className="card sign-panel">
          {asked.status === 'loading' && <Skeleton bones={['line']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
          {started && (
            <>
              <div className="sign-picture">
                <Code
                  text={addressOf(started.code)}
                  className={gone || name ? 'sign-code sign-code-off' : 'sign-code'}
                />
                {name !== undefined && !gone && (
                  <div className="sign-over">
                    <Icon name="check" size={32} className="cm" />
                  </div>
                )}
                {gone && (
                  <div className="sign-over">
                    <p className="sign-p f13">这个码过期了，或者手机上没有同意</p>
                    <Btn id="anew" onClick={anew}>
                      换一个码
                    </Btn>
                  </div>
                )}
              </div>
              <div className="grow">
                <Steps name={name} number={started.number} gone={gone} />
                <div className="sign-foot">
                  {gone ? (
                    <span className="c3">这 4 位数字也不能用了</span>
                  ) : (
                    <Countdown key={turn} endsAt={started.expiresAt} onEnd={() => setGone(true)} />
                  )}
                  {problem && <span className="cw">{problem.message}，正在接着试</span>}
                </div>
              </div>
            </>
          )}
        </div>
        <p className="sign-p f12 c3">这 4 位数字谁要都别给：有人让你扫他的码、输他的数字，就是在借你的名登录。</p>
      </div>
    </div>
  );
}
