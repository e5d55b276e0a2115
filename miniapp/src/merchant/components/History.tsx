import { View } from '@tarojs/components';
import { formatWhen, type Ms } from '../../../../shared/time';
import { serverNow } from '../../platform/clock';
import { Panel } from './Panel';

interface Entry {
  at: Ms;
  what: string;
  more?: string | undefined;
  who: string;
}

/** Everything that has happened, the newest first: what, when, and who did it. */
export function History({ entries }: { entries: readonly Entry[] }) {
  const now = serverNow();
  const newestFirst = entries.map((entry, place) => ({ ...entry, place })).reverse();
  return (
    <Panel id="history" title="经过" sub={`${entries.length} 条`}>
      {newestFirst.map(({ at, what, more, who, place }, index) => (
        <View key={place} className={`history-one ${index === 0 ? 'history-newest' : ''}`}>
          <View className="history-dot" />
          <View className="grow">
            <View className="f13 medium">{what}</View>
            {more !== undefined && more !== '' && <View className="f12 c2 history-more">{more}</View>}
            <View className="f12 c3">
              {formatWhen(at, now)} · {who}
            </View>
          </View>
        </View>
      ))}
    </Panel>
  );
}
