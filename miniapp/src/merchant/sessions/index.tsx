import { Text, View } from '@tarojs/components';
import { useDidShow, usePullDownRefresh } from '@tarojs/taro';
import { useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { endPullDown, toast } from '../../platform/notice';
import { useSession } from '../../platform/session';
import { isH5 } from '../../platform/target';
import { Decision } from '../components/Decision';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { useAddress } from '../hooks/useAddress';
import { useRoom } from '../hooks/useRoom';
import './index.scss';

type Session = Output<'session.list'>['sessions'][number];

const kinds: Readonly<Record<Session['kind'], string>> = { phone: '手机', desk: '电脑' };

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { id, kind, device, place, usedAt, current } = session;
  const now = serverNow();
  return (
    <View id={`session-${id}`} className="session">
      <View className="dab">
        <Icon name={kind} size={20} />
      </View>
      <View className="grow">
        <View className="row g8">
          <Text className="f14 medium cut">{device}</Text>
          {current && <Tag tone="money">这台</Tag>}
        </View>
        <View className="f12 c3">
          {kinds[kind]} · {place}
        </View>
        <View className="f12 c3">最近用过 {formatWhen(usedAt, now)}</View>
      </View>
      {!current && (
        <Btn id={`end-${id}`} kind="line" size="s" onClick={onEnd}>
          退出
        </Btn>
      )}
    </View>
  );
}

/** Where I am signed in. Any of it can be signed out from here. */
export default function SessionsPage() {
  const [address] = useAddress('merchant/sessions', ['merchant']);
  const person = useSession((session) => session.person);
  const nobody = isH5 && person === null;
  const room = useRoom(address.merchant);
  const { asked, again, put } = useAsk(nobody ? undefined : `sessions ${person?.name ?? ''}`, () =>
    call('session.list', {}),
  );
  const [ending, setEnding] = useState<Session>();
  const [busy, setBusy] = useState(false);
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && !nobody) void again();
    shown.current = true;
  });
  usePullDownRefresh(() => void again().finally(() => endPullDown()));

  async function end({ id, device }: Session): Promise<void> {
    setBusy(true);
    const answer = await call('session.endOther', { sessionId: id });
    setBusy(false);
    setEnding(undefined);
    const gone = answer.ok || (answer.refusal.kind === 'refused' && answer.refusal.code === 'notFound');
    if (!gone) return toast(answer.refusal.message);
    toast(`${device} 已退出`);
    // It is gone, whatever the next answer brings.
    if (asked.status === 'ready') put({ sessions: asked.value.sessions.filter((session) => session.id !== id) });
    await again();
  }

  const sessions = asked.status === 'ready' ? asked.value.sessions : [];
  const member = room.status === 'open' ? room.member : undefined;
  return (
    <Frame
      title="登录的设备"
      here="sessions"
      {...(member ? { member } : {})}
      memberships={room.status === 'open' ? room.memberships : []}
    >
      {nobody ? (
        <Empty
          icon="people"
          title="登录后看登录过的设备"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : asked.status === 'loading' ? (
        <Skeleton bones={['line', 'line']} />
      ) : asked.status === 'failed' ? (
        <Failed problem={asked.problem} onRetry={again} />
      ) : (
        <>
          <View className="f13 c2 sessions-words">这些地方登录着你的账号。有不认识的，就退出它。</View>
          <Panel id="sessions">
            {sessions.map((session) => (
              <Row key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </Panel>
        </>
      )}
      <Decision
        open={ending !== undefined}
        title={ending === undefined ? '退出' : `退出 ${ending.device}`}
        onClose={() => setEnding(undefined)}
        acts={[
          { id: 'endNot', label: '先留着', kind: 'line', onClick: () => setEnding(undefined) },
          { id: 'endYes', label: '退出登录', busy, onClick: () => ending !== undefined && void end(ending) },
        ]}
      >
        {ending?.kind === 'desk'
          ? '那台电脑马上要重新扫码才能用。'
          : '那次登录最多两小时后全部失效。微信还在那台手机上的话，再打开小程序会自动登录；手机丢了，先在微信里让它下线。'}
      </Decision>
      <Hosts />
    </Frame>
  );
}
