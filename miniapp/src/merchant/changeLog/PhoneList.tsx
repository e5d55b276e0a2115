import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { formatWhen } from '../../../../shared/time';
import { asButton, Btn } from '../../components/Btn';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { aboutWords, type Change, changeWords, outcomeWord, whyWords } from '../words/change';
import { roleWord } from '../words/role';
import { emptyWords, keyOf, type ListProps, nounOf, nouns, questionOf } from './list';

function Card({ change, onMember }: { change: Change; onMember: () => void }) {
  const { id, at, member, role } = change;
  const outcome = outcomeWord(change);
  const about = aboutWords(change);
  const why = whyWords(change);
  return (
    <View id={`change-${id}`} className="card changes-card" {...asButton} onClick={onMember}>
      <View className="row spread g8">
        <Text className="f14 medium">{changeWords(change)}</Text>
        <Tag tone={outcome.tone}>{outcome.label}</Tag>
      </View>
      <View className="f12 c2 m4">
        {member.name} {roleWord[role]} · {formatWhen(at, serverNow())}
      </View>
      {about !== '' && <View className="f12 c3 changes-about">{about}</View>}
      {why !== undefined && <View className="f12 c2 m4">{why}</View>}
    </View>
  );
}

/** The list on a phone. A card leads to what its member has done. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const { asked, items, again } = usePages(keyOf(merchantId, address), async (cursor) => {
    const answer = await call('changeLog.list', questionOf(merchantId, address, cursor));
    return answer.ok ? ok({ ...answer.value, items: answer.value.changes }) : answer;
  });
  return (
    <Frame title="操作记录" here="changeLog" member={member} memberships={memberships} part>
      <View className="changes-tools">
        <Segments
          id="noun"
          label="哪一类"
          options={nouns}
          chosen={nounOf(address)}
          onChoose={(value) => change({ noun: value })}
        />
      </View>
      {address.by !== undefined && (
        <View className="changes-tools">
          <Btn id="everybody" kind="line" size="s" onClick={() => change({ by: undefined })}>
            看所有人
          </Btn>
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="orders" {...emptyWords} />}
      {items.map((one) => (
        <Card key={one.id} change={one} onMember={() => change({ by: one.member.userId })} />
      ))}
    </Frame>
  );
}
