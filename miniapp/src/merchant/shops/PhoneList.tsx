import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { asButton, Btn } from '../../components/Btn';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { open } from '../../platform/nav';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { PlatformParts } from '../components/Platform';
import { type Shop, stateWords } from '../words/platform';
import { emptyWords, keyOf, type ListProps, questionOf, stateOf, states } from './list';

function Card({ shop }: { shop: Shop }) {
  const { id, name, sales, alarms } = shop;
  return (
    <View id={`shop-${id}`} className="card shops-card" {...asButton} onClick={() => open('merchant/shop', { id })}>
      <View className="row spread g8">
        <Text className="f14 medium cut">{name}</Text>
        <View className="row g4 still">
          {stateWords(shop).map(({ label, tone }) => (
            <Tag key={label} tone={tone}>
              {label}
            </Tag>
          ))}
        </View>
      </View>
      <View className="f12 c2 m4">
        近 30 天销售 <Text className="num">{formatFen(sales)}</Text>
        {alarms > 0 && <Text className="cd"> · {alarms} 条告警没看</Text>}
      </View>
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ beside, address, change, onNew }: ListProps) {
  const { asked, items, again } = usePages(keyOf(address), async (cursor) => {
    const answer = await call('platform.listMerchants', questionOf(address, cursor));
    return answer.ok ? ok({ items: answer.value.merchants, nextCursor: answer.value.nextCursor }) : answer;
  });
  return (
    <Frame title="商家" here="shops" {...beside}>
      <PlatformParts here="shops" />
      <View className="shops-tools">
        <Search
          id="search"
          placeholder="搜店名"
          words={address.words ?? ''}
          onSearch={(words) => change({ words: words === '' ? undefined : words })}
        />
      </View>
      <View className="shops-tools">
        <Segments
          id="state"
          label="状态"
          options={states}
          chosen={stateOf(address)}
          onChoose={(state) => change({ state })}
        />
      </View>
      <View className="shops-tools">
        <Btn id="newShop" kind="tint" size="m" block onClick={onNew}>
          开一家店
        </Btn>
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="bag" {...emptyWords(address)} />}
      {items.map((shop) => (
        <Card key={shop.id} shop={shop} />
      ))}
    </Frame>
  );
}
