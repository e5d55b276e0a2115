import { Image, Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { ProductCard } from '../../components/ProductCard';
import { Screen } from '../../components/Screen';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { useShares } from '../../hooks/useShares';
import { call } from '../../platform/api';
import { arrivedInSinglePage } from '../../platform/launch';
import { openTab } from '../../platform/nav';
import { useSession } from '../../platform/session';
import { messageCard, momentsCard, type Shareable } from '../../platform/share';
import { pictureUrl } from '../../platform/target';
import { promoterTitle } from '../words';
import './index.scss';

/** What a promoter's card leads to: who it is, and the goods of the shop. */
export default function PromoterCardPage() {
  const { params } = useRouter();
  const { id, opened, lost, problem, again: openAgain, tokens, coming } = useShares('promoter', params);
  const { asked, again } = useAsk(id, () => call('shop.home', { merchantId: id ?? '' }));
  const home = asked.status === 'ready' ? asked.value : undefined;
  const me = useSession(({ person }) => person?.name);

  const shared: Shareable | undefined = home && {
    kind: 'promoter',
    id: home.merchant.id,
    title: promoterTitle(me, home.merchant),
  };
  useShareAppMessage(() => messageCard(shared, tokens, coming));
  useShareTimeline(() => momentsCard(shared, tokens));

  const mine = opened?.binding === 'own';
  return (
    <Screen
      title="朋友的小店"
      bar={
        home &&
        !arrivedInSinglePage() && (
          <StickyBar>
            <Btn id="toShop" onClick={() => openTab('home')}>
              进店逛逛
            </Btn>
          </StickyBar>
        )
      }
    >
      {problem && <Failed problem={problem} onRetry={openAgain} />}
      {asked.status === 'loading' && !lost && !problem && <Skeleton bones={['wallet', 'grid']} />}
      {lost && (
        <Empty
          icon="people"
          title="没有找到这张名片"
          text="链接可能不完整，小店还在"
          action={{ id: 'goHome', label: '进店逛逛', onClick: () => openTab('home') }}
        />
      )}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {home && opened && (
        <>
          <View id="promoter" className="card promoter-card tc">
            <Avatar avatar={opened.sharer.avatar} name={opened.sharer.name} size={56} />
            <View className="f18 bold cut m12">{opened.sharer.name}</View>
            <View className="f13 c2 m4">{mine ? '这是你的名片，朋友看到的就是这样' : '邀你来这家店逛逛'}</View>
            <View className="row g8 m16 promoter-card-shop">
              <Image className="promoter-card-logo" src={pictureUrl(home.merchant.logo)} mode="aspectFit" />
              <Text className="f14 medium">{home.merchant.name}</Text>
            </View>
            <View className="f12 c3 m4">{home.merchant.caption}</View>
          </View>
          {arrivedInSinglePage() && <SinglePageNote verb="逛逛" />}
          <View className="section">
            <Text className="section-title">店里的货</Text>
            <Text className="section-more">未成团自动退款</Text>
          </View>
          <View className="product-grid">
            {home.products.map((product) => (
              <ProductCard key={product.id} product={product} />
            ))}
          </View>
        </>
      )}
      <Hosts />
    </Screen>
  );
}
