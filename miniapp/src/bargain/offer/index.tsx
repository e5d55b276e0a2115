import { Swiper, SwiperItem, Text, View } from '@tarojs/components';
import { useDidShow, useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { Cover } from '../../components/Cover';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { Terms } from '../../components/Terms';
import { Ticket } from '../../components/Ticket';
import { useAsk } from '../../hooks/useAsk';
import { useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { prepareReminders } from '../../platform/reminders';
import { Cuts } from '../components/Cuts';
import { Gone, isGone } from '../components/Gone';
import { OfferBar } from './OfferBar';
import { type Offer, termsOf } from './terms';
import { useStart } from './useStart';
import '../styles/icons.generated.scss';
import './index.scss';

type Sku = Offer['skus'][number];

const canStart = ({ inStock, stale }: Sku): boolean => inStock && !stale;

/** The chosen one, else the cheapest that can be started, else the cheapest. */
function shownSku({ skus }: Offer, chosen: string | undefined): Sku | undefined {
  const byFloor = [...skus].sort((one, other) => one.floor - other.floor);
  return skus.find(({ id }) => id === chosen) ?? byFloor.find(canStart) ?? byFloor[0];
}

/** Its pictures, one beside the other. */
function Pictures({ offer: { product, pictures } }: { offer: Offer }) {
  return (
    <Swiper className="offer-swiper" indicatorDots={pictures.length > 1} indicatorActiveColor="#C43D14">
      {pictures.map((picture, index) => (
        <SwiperItem key={picture}>
          <Cover id={product.id} picture={picture} shape="ticket" alt={index === 0 ? product.title : undefined} />
        </SwiperItem>
      ))}
    </Swiper>
  );
}

/** What it comes to, and by how many cuts. */
function ToFloor({ offer, sku }: { offer: Offer; sku: Sku }) {
  const { helpers, ownCut } = offer;
  const cuts = helpers + (ownCut ? 1 : 0);
  return (
    <>
      <View className="row spread wrap g8 offer-prices">
        <View>
          <View className="f12 c2">砍到</View>
          <Price fen={sku.floor} size="xl" />
        </View>
        <View className="tr f13 c2">
          <View>
            合计减 <Text className="num bold cw">{formatFen(sku.list - sku.floor)}</Text>
          </View>
          <View>
            共 <Text className="num">{cuts}</Text> 刀{ownCut ? '，你先砍一刀' : ''}
          </View>
        </View>
      </View>
      <View className="m12">
        <Cuts made={[]} missing={cuts} list={sku.list} floor={sku.floor} price={sku.list} />
      </View>
      <View className="f16 bold tc m16">
        正好请 <Text className="num ca">{helpers}</Text> 位朋友
      </View>
    </>
  );
}

/** What a bargain would be, before it is started. */
export default function OfferPage() {
  const { params } = useRouter();
  const campaignId = params.id ?? '';
  const viewer = useViewer();
  const { asked, again } = useAsk(params.id && `${campaignId} ${viewer}`, () => call('bargain.offer', { campaignId }));
  const offer = asked.status === 'ready' ? asked.value : undefined;
  const [chosen, setChosen] = useState<string>();
  const { busy, start } = useStart(campaignId, again);
  useEffect(() => void prepareReminders(), []);
  // Back from a bargain or an order: what can be started may have changed.
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && !busy) void again();
    shown.current = true;
  });

  if (offer === undefined) {
    const gone = isGone(params.id, asked);
    return (
      <Screen title="砍价">
        {asked.status === 'loading' && !gone && <Skeleton bones={['ticket', 'wallet']} />}
        {gone && <Gone title="没有找到这场砍价" />}
        {asked.status === 'failed' && !gone && <Failed problem={asked.problem} onRetry={again} />}
        <Hosts />
      </Screen>
    );
  }

  const { product, skus } = offer;
  const sku = shownSku(offer, chosen);
  return (
    <Screen
      title="砍价"
      bar={<OfferBar offer={offer} sku={sku} busy={busy} onStart={() => sku && void start(sku.id)} />}
    >
      <Ticket
        above={
          <>
            <Pictures offer={offer} />
            <View
              id="toProduct"
              className="row g8 offer-goods"
              role="button"
              onClick={() => open('product', { id: product.id })}
            >
              <View className="grow">
                <View className="f16 bold cut">{product.title}</View>
                <View className="f12 c3 cut">{product.caption}</View>
              </View>
              <Text className="link still">看商品</Text>
              <Icon name="right" size={16} className="c3" />
            </View>
          </>
        }
      >
        {sku && <ToFloor offer={offer} sku={sku} />}
      </Ticket>
      {skus.length > 1 && (
        <View className="card offer-skus">
          <View className="f13 c2">规格</View>
          <View className="row wrap g8 m8">
            {skus.map((one) => {
              const { id, name, inStock, stale } = one;
              const can = canStart(one);
              return (
                <View
                  key={id}
                  id={`sku-${id}`}
                  className={`chip ${id === sku?.id ? 'chip-on' : ''} ${can ? '' : 'chip-off'}`}
                  role="radio"
                  aria-checked={id === sku?.id}
                  aria-disabled={!can}
                  onClick={can ? () => setChosen(id) : undefined}
                >
                  {name}
                  {!inStock ? ' · 已售罄' : stale ? ' · 价格变了' : ''}
                </View>
              );
            })}
          </View>
        </View>
      )}
      <View id="terms" className="card offer-terms">
        <View className="f16 bold">发起前说清楚</View>
        <View className="m12">
          <Terms terms={termsOf(offer, serverNow())} />
        </View>
        <View className="f12 c3 m12">
          由 {offer.merchant.name} 提供 · 《砍价规则》第 {offer.version} 版 · 分享本身没有奖励
        </View>
      </View>
      <Hosts />
    </Screen>
  );
}
