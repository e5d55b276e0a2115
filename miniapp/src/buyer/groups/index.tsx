import { useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tabs } from '../../components/Tabs';
import { useOrderActs } from '../../hooks/useOrderActs';
import { usePages } from '../../hooks/usePages';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { openTab } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import { GroupCard } from './GroupCard';
import './index.scss';

type State = NonNullable<Input<'group.listMine'>['state']>;

const states: ReadonlyArray<{ value: State; title: string }> = [
  { value: 'all', title: '全部' },
  { value: 'open', title: '拼团中' },
  { value: 'formed', title: '已成团' },
  { value: 'failed', title: '没拼成' },
];

export default function GroupsPage() {
  const [state, setState] = useState<State>('all');
  const viewer = useViewer();
  // On H5 nobody is signed in before the choice; the mini-program signs in with the first call.
  const key = isH5 && viewer === '' ? undefined : `${state} ${viewer}`;
  const {
    asked,
    items: groups,
    again,
  } = usePages(key, async (cursor) => {
    const answer = await call('group.listMine', { state, cursor });
    return answer.ok ? ok({ items: answer.value.groups, nextCursor: answer.value.nextCursor }) : answer;
  });
  const acts = useOrderActs(() => void again());

  const now = serverNow();
  return (
    <Screen title="我的拼团" className="tabs-body">
      <Tabs tabs={states} chosen={state} onChoose={setState} />
      {key === undefined ? (
        <Empty
          icon="people"
          title="登录后看你的团"
          text="你开的、参加的团都在这里"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['order', 'order', 'order']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && groups.length === 0 && (
            <Empty
              icon="people"
              title={state === 'all' ? '还没有拼过团' : '这里没有团'}
              text="开一个团，或者加入邻居的团"
              action={{ id: 'goHome', label: '看看大家在拼什么', onClick: () => openTab('home') }}
            />
          )}
          {groups.map((group) => (
            <GroupCard key={group.id} group={group} now={now} acts={acts} onEnd={() => void again()} />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
