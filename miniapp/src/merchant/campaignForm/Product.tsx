import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { ok } from '../../../../shared/result';
import { asButton } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { Search } from '../components/Filters';
import { Panel } from '../components/Panel';

interface Props {
  merchantId: string;
  onChoose: (productId: string) => void;
}

/** Which product is to be sold: the shop's, or those that have what was typed. */
export function Product({ merchantId, onChoose }: Props) {
  const [words, setWords] = useState('');
  const { asked, items, again } = usePages(`${merchantId} ${words}`, async (cursor) => {
    const answer = await (words === ''
      ? call('shop.home', { merchantId, cursor })
      : call('product.search', { merchantId, text: words, cursor }));
    return answer.ok ? ok({ items: answer.value.products, nextCursor: answer.value.nextCursor }) : answer;
  });
  return (
    <Panel id="products" title="哪件商品">
      <Search id="search" placeholder="搜商品名称" words={words} onSearch={setWords} />
      {asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && items.length === 0 && (
        <Empty
          icon="search"
          title={words === '' ? '店里还没有商品' : `没有叫「${words}」的商品`}
          text={words === '' ? '有了商品才能做活动' : '换个词再找'}
        />
      )}
      {items.map(({ id, title, cover, price }) => (
        <View key={id} id={`product-${id}`} className="row g12 plan-product" {...asButton} onClick={() => onChoose(id)}>
          <Cover id={id} picture={cover} shape="t48" />
          <Text className="grow f14 two">{title}</Text>
          <Text className="num f13 c2">{formatFen(price)}</Text>
        </View>
      ))}
    </Panel>
  );
}
