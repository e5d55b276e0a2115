import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import type { OrderDetail } from '../words/order';
import { becauseWords, type Explanation, openedWords, ruleWords, sumWords } from '../words/referral';

function Lines({ lines }: { lines: Explanation['lines'] }) {
  const now = serverNow();
  return (
    <>
      {lines.flatMap((line) =>
        line.earners.map((earner) => (
          <View key={`${line.lineId} ${earner.level}`} className="sold-row">
            <View className="row spread g8">
              <Text className="f14 medium cut">{earner.name}</Text>
              <Text className={`num medium still ${earner.why === 'earned' ? 'cm' : 'c3'}`}>
                {formatFen(earner.amount - earner.reversed)}
              </Text>
            </View>
            <View className="f12 c2">
              {lines.length > 1 && `${line.title}：`}
              {sumWords(earner, line.base)}
            </View>
            <View className="f12 c3">{ruleWords(line, earner)}</View>
            <View className="f12 c3">{becauseWords(earner, now)}</View>
          </View>
        )),
      )}
    </>
  );
}

/** Who earns from the order, and why: as it was when it was placed. */
export function Attribution({ order, merchantId }: { order: OrderDetail; merchantId: string }) {
  const { id: orderId, status, refunds } = order;
  const { asked, again } = useAsk(`${orderId} ${status} ${refunds.length}`, () =>
    call('commission.inspect', { merchantId, orderId }),
  );
  const told = asked.status === 'ready' ? asked.value : undefined;
  const opened = told && openedWords(told);
  return (
    <Panel
      id="attribution"
      title="推荐和佣金"
      aside={
        <View
          id="toCustomer"
          className="link"
          {...asButton}
          onClick={() => open('merchant/customer', { merchant: merchantId, order: orderId })}
        >
          推荐关系 <Icon name="right" size={14} />
        </View>
      }
    >
      {asked.status === 'loading' && <Skeleton bones={['line']} />}
      {asked.status === 'failed' && (
        <View className="row spread g8">
          <Text className="f13 c3">没加载出来</Text>
          <Text id="attributionAgain" className="link still" {...asButton} onClick={() => void again()}>
            再试一次
          </Text>
        </View>
      )}
      {told && !told.lines.some(({ earners }) => earners.length > 0) && (
        <View className="f13 c2">下单时没有推荐人，不付佣金</View>
      )}
      {told && <Lines lines={told.lines} />}
      {opened !== undefined && <View className="room-word m8">{opened}</View>}
    </Panel>
  );
}
