import { Image, ScrollView, Text, View } from '@tarojs/components';
import { useDidShow, useReachBottom, useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { CartIcon } from '../../components/CartIcon';
import { missingWords } from '../../components/groupWords';
import { HomeBargains } from '../../components/HomeBargains';
import { HomeGroups } from '../../components/HomeGroups';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { type CardProduct, FeaturedCard, ProductCard } from '../../components/ProductCard';
import { Screen } from '../../components/Screen';
import { SeatRow } from '../../components/Seats';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { tintOf } from '../../components/tint';
import { useAsk } from '../../hooks/useAsk';
import { useCartPieces } from '../../hooks/useCartPieces';
import { useChatTicket } from '../../hooks/useChatTicket';
import { personIsHere } from '../../hooks/usePerson';
import { useShares } from '../../hooks/useShares';
import { call } from '../../platform/api';
import { chatTicket } from '../../platform/chat';
import { serverNow } from '../../platform/clock';
import { topBar } from '../../platform/device';
import { arrivedInSinglePage } from '../../platform/launch';
import { open } from '../../platform/nav';
import { messageCard, momentsCard, type Shareable } from '../../platform/share';
import { wear } from '../../platform/shopStyle';
import { pictureUrl, shopId } from '../../platform/target';
import './index.scss';

type Home = Output<'shop.home'>;

/** The group that waits for friends and ends first. */
function MyGroup({ group }: { group: NonNullable<Home['myGroup']> }) {
  const go = () => open('group', { id: group.id });
  return (
    <View className="card row g8 home-group m20" role="button" onClick={go}>
      <SeatRow members={group.members} missing={group.missing} />
      <View className="grow">
        <View className="f14 bold cut">
          {missingWords(group)} · {group.title}
        </View>
        <View className="f12 c3 cut">{formatWhen(group.expiresAt, serverNow())} 截止</View>
      </View>
      <Btn id="invite" kind="tint" size="s" onClick={go}>
        邀请
      </Btn>
    </View>
  );
}

/** The way to the search, and to the cart. */
function Search() {
  const pieces = useCartPieces();
  const toCart = async () => {
    if (await personIsHere()) open('buyer/cart', {});
  };
  return (
    <View className="row g4 home-search">
      <View
        id="toSearch"
        className="row g8 grow home-search-field"
        role="button"
        onClick={() => open('buyer/search', {})}
      >
        <Icon name="search" size={18} />
        <Text className="f14">搜商品</Text>
      </View>
      <View
        id="toCart"
        className="home-cart"
        role="button"
        aria-label={`购物车 ${pieces} 件`}
        onClick={() => void toCart()}
      >
        <CartIcon pieces={pieces} />
      </View>
    </View>
  );
}

interface CategoriesProps {
  home: Pick<Home, 'categories' | 'products'>;
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}

/** One tile a category, with goods of it; the chosen one is ringed, and a second tap shows everything again. */
function Categories({ home, chosen, onChoose }: CategoriesProps) {
  // A tile keeps the picture it first had, also when only one category's products are listed.
  const pictures = useRef(new Map<string, CardProduct>());
  for (const product of home.products) {
    if (!pictures.current.has(product.categoryId)) pictures.current.set(product.categoryId, product);
  }
  return (
    <ScrollView scrollX enhanced showScrollbar={false} className="home-categories">
      {home.categories.map(({ id, name }) => {
        const goods = pictures.current.get(id);
        return (
          <View
            key={id}
            id={`category-${id}`}
            className={`home-category ${id === chosen ? 'home-category-on' : ''}`}
            role="button"
            aria-pressed={id === chosen}
            onClick={() => onChoose(id === chosen ? undefined : id)}
          >
            <View className={`home-tile ${tintOf(goods?.id ?? id)}`}>
              {goods ? (
                <Image className="home-tile-goods" src={pictureUrl(goods.cover)} mode="aspectFit" />
              ) : (
                <Icon name="leaf" size={20} />
              )}
            </View>
            <Text className="f13">{name}</Text>
          </View>
        );
      })}
    </ScrollView>
  );
}

export default function HomePage() {
  const [category, setCategory] = useState<string>();
  const [more, setMore] = useState<{ products: CardProduct[]; cursor?: string }>();
  const { params } = useRouter();
  const { tokens, coming } = useShares('shop', { ...params, id: shopId });
  const loadingMore = useRef(false);
  const { asked, again } = useAsk(category ?? 'all', async () => {
    const answer = await call('shop.home', { merchantId: shopId, categoryId: category, chat: chatTicket() });
    if (answer.ok) wear(answer.value.merchant.style);
    return answer;
  });
  useChatTicket(again);
  const home = asked.status === 'ready' ? asked.value : undefined;
  // The shop and its categories stand while the goods of another one come.
  const before = useRef(home);
  if (home !== undefined) before.current = home;
  const shop = home ?? (asked.status === 'loading' ? before.current : undefined);
  const bar = useMemo(topBar, []);

  // Back from a group or an order: what is said about my group may have changed.
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current) void again();
    shown.current = true;
  });

  const next = home?.nextCursor;
  const newest = useRef({ category, next });
  newest.current = { category, next };
  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages go on where the first one of this category ends
  useEffect(() => setMore(undefined), [category, next]);

  useReachBottom(async () => {
    const cursor = more === undefined ? next : more.cursor;
    if (cursor === undefined || loadingMore.current) return;
    loadingMore.current = true;
    const answer = await call('shop.home', { merchantId: shopId, categoryId: category, cursor });
    loadingMore.current = false;
    // Another category is on screen by now.
    if (!answer.ok || newest.current.category !== category || newest.current.next !== next) return;
    const { products, nextCursor } = answer.value;
    setMore((before) => ({ products: [...(before?.products ?? []), ...products], cursor: nextCursor }));
  });

  const title = `${shop?.merchant.name ?? '拼砍'}：${shop?.merchant.caption ?? '和朋友一起拼'}`;
  const shared: Shareable = { kind: 'shop', id: shopId, title };
  useShareAppMessage(() => messageCard(shared, tokens, coming));
  useShareTimeline(() => momentsCard(shared, tokens));

  const products = [...(home?.products ?? []), ...(more?.products ?? [])];
  const [first, ...rest] = products;
  const name = shop?.categories.find(({ id }) => id === category)?.name;

  return (
    <Screen bare className="home-body">
      <View className="home-top" style={{ paddingTop: `${bar.top}px` }}>
        <View className="row g8" style={{ height: `${bar.height}px`, paddingRight: `${bar.right}px` }}>
          {shop && (
            <>
              <View className="home-logo">
                <Image className="home-logo-picture" src={pictureUrl(shop.merchant.logo)} mode="aspectFit" />
              </View>
              <View className="grow">
                <View className="home-name cut">{shop.merchant.name}</View>
                <View className="home-caption cut">{shop.merchant.caption}</View>
              </View>
            </>
          )}
        </View>
        {!arrivedInSinglePage() && <Search />}
      </View>
      {shop && arrivedInSinglePage() && <SinglePageNote verb="逛逛" />}
      {shop?.merchant.closed && <View className="card f14 bold">{shop.merchant.closed}</View>}
      {shop?.merchant.notice && (
        <View id="notice" className="card f13">
          {shop.merchant.notice}
        </View>
      )}
      {shop && <Categories home={shop} chosen={category} onChoose={setCategory} />}
      {asked.status === 'loading' && <Skeleton bones={['feature', 'grid', 'grid']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {home && (
        <>
          {home.myGroup && <MyGroup group={home.myGroup} />}
          <HomeGroups groups={home.groups} onEnd={again} />
          <HomeBargains />
          <View className="section">
            <Text className="section-title">{name ?? '一起拼'}</Text>
            <Text className="section-more">未成团自动退款</Text>
          </View>
          {first === undefined ? (
            <Empty
              icon="bag"
              title="这里还没有上货"
              text="看看别的，都是现发的"
              action={{ id: 'seeAll', label: '看全部', onClick: () => setCategory(undefined) }}
            />
          ) : (
            <FeaturedCard product={first} />
          )}
          <View className="product-grid">
            {rest.map((product) => (
              <ProductCard key={product.id} product={product} />
            ))}
          </View>
          {rest.length > 0 && (more === undefined ? next : more.cursor) === undefined && (
            <View className="home-end f12 c3">就这些，都在这里了</View>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
