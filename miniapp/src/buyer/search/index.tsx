import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { ok } from '../../../../shared/result';
import { Icon } from '../../components/Icon';
import { ProductCard } from '../../components/ProductCard';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { openTab } from '../../platform/nav';
import { shopId } from '../../platform/target';
import { forgetSearches, remember, searched } from './history';
import './index.scss';

/** The server reads so many characters. */
const MOST = 40;

export default function SearchPage() {
  const [typed, setTyped] = useState('');
  /** What is being looked for; nothing before the first search. */
  const [text, setText] = useState('');
  const [history, setHistory] = useState(searched);
  const { asked, items, again } = usePages(
    text === '' ? undefined : text,
    async (cursor) => {
      const answer = await call('product.search', { merchantId: shopId, text, cursor });
      return answer.ok ? ok({ items: answer.value.products, nextCursor: answer.value.nextCursor }) : answer;
    },
    { anew: false },
  );

  function search(words: string): void {
    const wanted = words.trim().slice(0, MOST);
    setTyped(words);
    setText(wanted);
    if (wanted === '') return;
    remember(wanted);
    setHistory(searched());
  }

  function type(words: string): void {
    setTyped(words);
    // An empty field shows what was searched for before.
    if (words === '') setText('');
  }

  function clearHistory(): void {
    forgetSearches();
    setHistory([]);
  }

  const done = asked.status === 'ready' && text !== '';
  return (
    <Screen title="搜索" className="search-body">
      <View className="row g8 search-top">
        <View className="row g8 grow search-field">
          <Icon name="search" size={18} className="c3" />
          <Input
            id="searchText"
            className="grow search-input"
            value={typed}
            maxlength={MOST}
            focus
            confirmType="search"
            placeholder="搜商品，比如 蜜桃、红茶"
            placeholderClass="search-placeholder"
            onInput={(event) => type(event.detail.value)}
            onConfirm={(event) => search(event.detail.value)}
          />
        </View>
        <View id="search" className="search-go" role="button" onClick={() => search(typed)}>
          搜索
        </View>
      </View>
      {text === '' && history.length > 0 && (
        <View className="m16">
          <View className="row spread">
            <Text className="f14 bold">搜过的</Text>
            <View id="clearHistory" className="f13 c2 search-clear" role="button" onClick={clearHistory}>
              清空
            </View>
          </View>
          <View className="row wrap g8 m8">
            {history.map((words, place) => (
              <View
                key={words}
                id={`searched-${place}`}
                className="chip search-chip"
                role="button"
                onClick={() => search(words)}
              >
                <View className="cut">{words}</View>
              </View>
            ))}
          </View>
        </View>
      )}
      {text === '' && history.length === 0 && (
        <View className="m16">
          <Empty icon="search" title="想吃点什么" text="写一两个字就行，搜过的词会留在这里" />
        </View>
      )}
      {text !== '' && asked.status === 'loading' && <Skeleton bones={['grid', 'grid']} />}
      {text !== '' && asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {done && items.length === 0 && (
        <View className="m16">
          <Empty
            icon="search"
            title={`没有找到「${text}」`}
            text="换个短一点的词，或者看看店里有什么"
            action={{ id: 'goHome', label: '去逛逛', onClick: () => openTab('home') }}
          />
        </View>
      )}
      {done && items.length > 0 && (
        <View id="found" className="product-grid">
          {items.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </View>
      )}
    </Screen>
  );
}
