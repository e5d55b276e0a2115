import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import type { Ms } from '../../../../shared/time';
import { formatWhen } from '../../../../shared/time';
import { Hosts } from '../../components/Hosts';
import { OrderLines } from '../../components/OrderLines';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, openTab } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import { type AfterSaleCard, afterSaleWord, dueWords, kindWords, reasonWords } from '../words/afterSale';
import './index.scss';

function Card({ afterSale, now }: { afterSale: AfterSaleCard; now: Ms }) {
  const { id, kind, status, lines, amount, reason, askedAt } = afterSale;
  const word = afterSaleWord[status];
  return (
    <View
      id={`afterSale-${id}`}
      className="card after-card"
      role="button"
      onClick={() => open('buyer/afterSale', { id })}
    >
      <View className="row spread after-head">
        <Tag>{kindWords[kind].title}</Tag>
        <Text className={`f13 bold ${word.tone}`}>{word.label}</Text>
      </View>
      <OrderLines lines={lines} />
      <View className="row spread g12 m12">
        <Text className="f12 c3 grow">
          {formatWhen(askedAt, now)} · {reasonWords[reason]}
        </Text>
        <Text className="f13 still">
          {status === 'refunding' || status === 'done' ? '退' : '申请退'}{' '}
          <Text className="num bold">{formatFen(amount)}</Text>
        </Text>
      </View>
      {dueWords(afterSale, now) !== undefined && <View className="f12 cw m4">{dueWords(afterSale, now)}</View>}
    </View>
  );
}

/** My after-sales, newest first. */
export default function AfterSalesPage() {
  const viewer = useViewer();
  const key = isH5 && viewer === '' ? undefined : `afterSales ${viewer}`;
  const { asked, items, again } = usePages(key, async (cursor) => {
    const answer = await call('afterSale.listMine', { cursor });
    return answer.ok ? ok({ items: answer.value.afterSales, nextCursor: answer.value.nextCursor }) : answer;
  });
  const now = serverNow();
  return (
    <Screen title="售后申请">
      {key === undefined ? (
        <Empty
          icon="orders"
          title="登录后看售后"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['order', 'order']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {asked.status === 'ready' && items.length === 0 && (
            <Empty
              icon="orders"
              title="还没有申请过售后"
              text="收到货有问题，在订单里申请"
              action={{ id: 'goOrders', label: '看订单', onClick: () => openTab('orders') }}
            />
          )}
          {items.map((afterSale) => (
            <Card key={afterSale.id} afterSale={afterSale} now={now} />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
