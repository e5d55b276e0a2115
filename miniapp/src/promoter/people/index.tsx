import { Text, View } from '@tarojs/components';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok } from '../../../../shared/result';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { channelWord } from '../../components/channelWords';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { SignInFirst } from '../components/SignInFirst';
import { useMine } from '../hooks/useMine';
import './index.scss';

type Brought = Output<'promoter.people'>['people'][number];

function Person({ person: { name, boundAt, until, over, share }, now }: { person: Brought; now: Ms }) {
  return (
    <View className="row g12 brought-person">
      <Avatar avatar="" name={name} size={40} />
      <View className="grow">
        <View className="f14 medium cut">{name}</View>
        {share && (
          <View className="f12 c3 cut">
            {channelWord[share.channel]}「{share.title}」
          </View>
        )}
      </View>
      <View className="tr still f12">
        {over ? <Tag>已结束</Tag> : <View>{until === undefined ? '长期有效' : `到 ${formatWhen(until, now)}`}</View>}
        <View className="c3">{formatWhen(boundAt, now)}</View>
      </View>
    </View>
  );
}

/** Whom my shares have brought, newest first, under masked names. */
export default function PeoplePage() {
  const key = useMine('people');
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('promoter.people', { merchantId: shopId, cursor });
    return answer.ok ? ok({ items: answer.value.people, nextCursor: answer.value.nextCursor }) : answer;
  });
  const now = serverNow();
  return (
    <Screen title="我带来的人">
      {key === undefined ? (
        <SignInFirst title="登录后看带来的人" text="朋友打开你的分享，按店里的规则成为你带来的人" />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && items.length === 0 && (
            <Empty
              icon="people"
              title="还没有带来的人"
              text="朋友打开你的分享，按店里的规则成为你带来的人"
              action={{ id: 'toCenter', label: '看我的推广码', onClick: () => open('promoter/center', {}) }}
            />
          )}
          {items.length > 0 && (
            <>
              <View className="f12 c3 people-note">
                <Text>朋友的名字只显示一部分。带来人本身没有奖励，朋友买下并收货才有佣金。</Text>
              </View>
              <View className="card brought-people">
                {items.map((person, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the server names nobody
                  <Person key={index} person={person} now={now} />
                ))}
              </View>
            </>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
