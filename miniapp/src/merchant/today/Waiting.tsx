import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import type { TodayBoard } from '../words/today';
import { waitsIn } from './wait';

/** What there is to do, the most urgent first; each leads to the list with that filter. */
export function Waiting({ waiting, merchantId }: Pick<TodayBoard, 'waiting'> & { merchantId: string }) {
  const waits = waitsIn(waiting);
  return (
    <Panel id="waiting" title="等你处理">
      {waits.length === 0 && (
        <View className="f13 c2">{waiting.expiring > 0 ? '别的都处理完了' : '都处理完了，现在没有人在等'}</View>
      )}
      {waits.map(({ name, icon, title, text, act, page, state, count }, at) => (
        <View
          key={name}
          id={`wait-${name}`}
          className="today-wait"
          {...asButton}
          onClick={() => open(page, { merchant: merchantId, ...(state === undefined ? {} : { state }) })}
        >
          <View className={`today-well today-well-${name}`}>
            <Icon name={icon} size={20} />
          </View>
          <View className="grow today-words">
            <View className="f14 medium">{title(count)}</View>
            <View className="f12 c2">{text}</View>
          </View>
          <Text className={`today-act ${at === 0 ? 'today-act-first' : ''}`}>{act}</Text>
        </View>
      ))}
    </Panel>
  );
}
