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
import { PlatformParts } from '../components/Platform';
import { type Alarm, alarmTitle } from '../words/alarm';
import { emptyWords, isNarrow, keyOf, type ListProps, questionOf, stateOf, states } from './list';

function Card({ alarm, onOpen }: { alarm: Alarm; onOpen: () => void }) {
  const { id, kind, task, merchant, count, lastAt } = alarm;
  return (
    <View id={`alarm-${id}`} className="card alarms-card" {...asButton} onClick={onOpen}>
      <View className="row spread g8">
        <Text className="f14 medium">{alarmTitle(kind)}</Text>
        {task && <Tag>店里的待办</Tag>}
      </View>
      <View className="f12 c2 m4">
        {merchant && `${merchant.name} · `}
        {count > 1 && `${count} 次 · `}
        {formatWhen(lastAt, serverNow())}
      </View>
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ beside, address, change, edition, onOpen }: ListProps) {
  const { asked, items, again } = usePages(keyOf(address, edition), async (cursor) => {
    const answer = await call('platform.listAlarms', questionOf(address, cursor));
    return answer.ok ? ok({ items: answer.value.alarms, nextCursor: answer.value.nextCursor }) : answer;
  });
  return (
    <Frame title="告警" here="alarms" {...beside}>
      <PlatformParts here="alarms" />
      <View className="alarms-tools">
        <Segments
          id="state"
          label="看过没有"
          options={states}
          chosen={stateOf(address)}
          onChoose={(state) => change({ state })}
        />
      </View>
      {isNarrow(address) && (
        <View className="alarms-tools">
          <Btn id="all" kind="line" size="s" onClick={() => change({ kind: undefined, shop: undefined })}>
            看所有店、所有种类
          </Btn>
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="stop" {...emptyWords(address)} />}
      {items.map((alarm) => (
        <Card key={alarm.id} alarm={alarm} onOpen={() => onOpen(alarm)} />
      ))}
    </Frame>
  );
}
