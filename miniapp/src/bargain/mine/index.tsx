import { ok } from '../../../../shared/result';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import { MyBargain } from './MyBargain';
import './index.scss';

/** Bargains that I have started, newest first. */
export default function MyBargainsPage() {
  const viewer = useViewer();
  // On H5 nobody is signed in before the choice; the mini-program signs in with the first call.
  const key = isH5 && viewer === '' ? undefined : `bargains ${viewer}`;
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('bargain.listMine', { cursor });
    return answer.ok ? ok({ items: answer.value.bargains, nextCursor: answer.value.nextCursor }) : answer;
  });
  const now = serverNow();
  return (
    <Screen title="我的砍价">
      {key === undefined ? (
        <Empty
          icon="people"
          title="登录后看你的砍价"
          text="你发起的砍价、谁帮了你，都在这里"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['order', 'order', 'order']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && items.length === 0 && (
            <Empty
              icon="people"
              title="还没有发起过砍价"
              text="挑一件，请几位朋友帮，刀数和总额都写明"
              action={{ id: 'toBargains', label: '看看能砍什么', onClick: () => open('bargain/list', {}) }}
            />
          )}
          {items.map((bargain) => (
            <MyBargain key={bargain.id} bargain={bargain} now={now} onEnd={() => void again()} />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
