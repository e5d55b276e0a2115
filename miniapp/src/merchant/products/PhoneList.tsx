import { Text, View } from '@tarojs/components';
import { ok } from '../../../../shared/result';
import { asButton, Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { open } from '../../platform/nav';
import { Search, Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { ShopSwitch } from '../components/ShopSwitch';
import { mayDecide } from '../hooks/useRoom';
import { emptyWords, keyOf, type ListProps, type Product, priceWords, questionOf, SHOWS, showOf } from './list';

function Row({ product, onOpen }: { product: Product; onOpen: (() => void) | undefined }) {
  const { id, title, cover, left, sold, soldOut } = product;
  return (
    <View id={`product-${id}`} className="row g12 products-one" {...(onOpen ? { ...asButton, onClick: onOpen } : {})}>
      <Cover id={id} picture={cover} shape="t52" />
      <View className="grow">
        <Text className="f14 bold two">{title}</Text>
        <View className="f12 c2 m4">
          <Text className="num">{priceWords(product)}</Text>
        </View>
        <View className="f12 c3">
          库存 <Text className="num">{left}</Text> · 已售 <Text className="num">{sold}</Text>{' '}
          {soldOut > 0 && <Tag tone="warning">{soldOut} 个规格卖完</Tag>}
        </View>
      </View>
    </View>
  );
}

/** The list on a phone. */
export function PhoneList({ member, memberships, address, change }: ListProps) {
  const { merchantId } = member;
  const decides = mayDecide(member);
  const { asked, items, again } = usePages(keyOf(member, address), async (cursor) => {
    const answer = await call('product.listShop', { ...questionOf(member, address), cursor });
    return answer.ok ? ok({ items: answer.value.products, nextCursor: answer.value.nextCursor }) : answer;
  });
  return (
    <Frame title="商品" here="products" member={member} part>
      <View className="row g8 products-tools">
        <ShopSwitch member={member} memberships={memberships} />
        <Search
          id="search"
          placeholder="搜商品名称"
          words={address.words ?? ''}
          onSearch={(words) => change({ words: words === '' ? undefined : words })}
        />
      </View>
      <View className="products-tools">
        <Segments
          id="show"
          label="状态"
          options={SHOWS}
          chosen={showOf(address)}
          onChoose={(show) => change({ show })}
        />
      </View>
      {decides && (
        <View className="products-tools">
          <Btn
            id="newProduct"
            kind="tint"
            size="m"
            block
            onClick={() => open('merchant/productForm', { merchant: merchantId })}
          >
            新商品
          </Btn>
          <View className="room-note m8">导入和导出表格在电脑上，也是这一页</View>
        </View>
      )}
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && <Empty icon="bag" {...emptyWords(address)} />}
      {items.length > 0 && (
        <Panel id="products">
          {items.map((product) => (
            <Row
              key={product.id}
              product={product}
              onOpen={
                decides ? () => open('merchant/productForm', { merchant: merchantId, id: product.id }) : undefined
              }
            />
          ))}
        </Panel>
      )}
    </Frame>
  );
}
