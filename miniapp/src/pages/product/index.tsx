import { Swiper, SwiperItem, Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useMemo, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatBps, formatFen } from '../../../../shared/money';
import { HOUR } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { BuySheet, type Offer } from '../../components/BuySheet';
import { Countdown } from '../../components/Countdown';
import { Cover } from '../../components/Cover';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { formatCount } from '../../components/ProductCard';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { SeatRow } from '../../components/Seats';
import { ShareMini } from '../../components/ShareBtn';
import { ShareSheet } from '../../components/ShareSheet';
import { Sheet } from '../../components/Sheet';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { MiniAct, StickyBar } from '../../components/StickyBar';
import { Tag } from '../../components/Tag';
import { type Term, Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere } from '../../hooks/usePerson';
import { useShares } from '../../hooks/useShares';
import { call } from '../../platform/api';
import { topBar } from '../../platform/device';
import { arrivedInSinglePage } from '../../platform/launch';
import { back, open, openTab } from '../../platform/nav';
import { type Card, momentsCard, productCard } from '../../platform/share';
import { canBuy, isWeapp } from '../../platform/target';
import './index.scss';

type Product = Output<'product.get'>;
type GroupBuy = NonNullable<Product['groupBuy']>;

/** The SKU whose price the page shows: the cheapest in the group buy, or alone. */
function shownSku(product: Product): Product['skus'][number] | undefined {
  const price = (sku: Product['skus'][number]) => sku.groupPrice ?? sku.price;
  const candidates = product.skus.filter((sku) => product.groupBuy === undefined || sku.groupPrice !== undefined);
  return candidates.reduce<Product['skus'][number] | undefined>(
    (best, sku) => (best === undefined || price(sku) < price(best) ? sku : best),
    undefined,
  );
}

const lifeWords = (life: number): string => `${Math.round(life / HOUR)} 小时`;

function termsOf({ size, life, overflow }: GroupBuy): Term[] {
  return [
    {
      icon: 'refund',
      text: (
        <Text>
          <Text className="strong">未成团自动退款</Text>，到点没满 {size} 人，原路退回
        </Text>
      ),
    },
    {
      icon: 'clock',
      text: (
        <Text>
          开团后 <Text className="strong">{lifeWords(life)}</Text>内满 {size} 人成团，成团后才发货
        </Text>
      ),
    },
    {
      icon: 'swap',
      text:
        overflow === 'refund'
          ? '付款时座位刚被坐满，钱马上退回'
          : '付款时座位刚被坐满，换到同样条件的团，没有就马上退款',
    },
  ];
}

function OpenGroups({ groupBuy, onEnd }: { groupBuy: GroupBuy; onEnd: () => void }) {
  if (groupBuy.groups.length === 0) return null;
  return (
    <View className="card product-groups">
      <View className="row spread product-groups-head">
        <Text className="f16 bold">可以直接参加的团</Text>
        <Text className="f13 c2">
          <Text className="num">{groupBuy.groups.length}</Text> 个
        </Text>
      </View>
      {groupBuy.groups.map((group) => (
        <View
          key={group.id}
          className="row g12 product-group"
          role="button"
          onClick={() => open('group', { id: group.id })}
        >
          <SeatRow members={group.members} missing={group.missing} />
          <View className="grow">
            <View className="f14 cut">{group.leaderName}的团</View>
            <View className="row g4 f12 c2">
              <Text>还差 {group.missing} 人 ·</Text>
              <Countdown endsAt={group.expiresAt} onEnd={onEnd} />
            </View>
          </View>
          <Btn id={`join-${group.id}`} kind="tint" size="s" onClick={() => open('group', { id: group.id })}>
            参团
          </Btn>
        </View>
      ))}
    </View>
  );
}

type CommissionOffer = NonNullable<Product['commission']>;

/** What a sharer earns. */
function Commission({ commission, onAsk }: { commission: CommissionOffer; onAsk: () => void }) {
  return (
    <View id="commission" className="card row g12 product-commission" role="button" onClick={onAsk}>
      <View className="dab dab-money">
        <Icon name="wallet" size={20} />
      </View>
      <View className="grow">
        <View className="f14">
          朋友买下并收货，你得 <Text className="num bold cm">{formatFen(commission.example)}</Text>
        </View>
        <View className="f12 c3">实付的 {formatBps(commission.rate)}，只按真实成交算</View>
      </View>
      <Text className="link">怎么算</Text>
      <Icon name="right" size={14} className="c3" />
    </View>
  );
}

/** How it is reckoned, and what it depends on. */
function CommissionTerms({ commission }: { commission: CommissionOffer }) {
  return (
    <>
      <Receipt>
        <ReceiptLine label="计佣金额" value="朋友实付的货款" words />
        <ReceiptLine label="比例" value={`× ${formatBps(commission.rate)}`} />
        <ReceiptLine label="买 1 份你得" value={formatFen(commission.example)} total tone="money" />
      </Receipt>
      <View className="m16">
        <Terms
          terms={[
            { icon: 'link', text: '朋友第一次打开你的分享，就认你作推荐人；已经有推荐人的不变' },
            { icon: 'clock', text: '朋友收货、过了售后期，钱变成可提现；退款按比例冲回' },
            { icon: 'shield', text: '分享本身没有奖励，买不买由朋友自己定' },
          ]}
        />
      </View>
    </>
  );
}

export default function ProductPage() {
  const { params } = useRouter();
  const { id, lost, shareToken, ready } = useShares('product', params);
  const { asked, again } = useAsk(id, () => call('product.get', { productId: id ?? '' }));
  const product = asked.status === 'ready' ? asked.value : undefined;
  const groupBuy = product?.groupBuy;
  const [offer, setOffer] = useState<Offer>();
  const [sharing, setSharing] = useState(false);
  const [slide, setSlide] = useState(0);
  const [asking, setAsking] = useState(false);
  const bar = useMemo(topBar, []);

  const sku = product && shownSku(product);
  const card: Card | undefined =
    product &&
    sku &&
    productCard({
      id: product.id,
      title: product.title,
      cover: product.pictures[0] ?? '',
      price: sku.groupPrice ?? sku.price,
      size: groupBuy?.size,
      shareToken,
    });
  useShareAppMessage(() => card ?? { title: '拼砍', path: '/pages/home/index' });
  useShareTimeline(() => (card ? momentsCard(card) : { title: '拼砍' }));

  async function choose(together: boolean): Promise<void> {
    if (product === undefined || !(await personIsHere())) return;
    const goods = { id: product.id, title: product.title, cover: product.pictures[0] ?? '' };
    if (!together || groupBuy === undefined) {
      const skus = product.skus.map((one) => ({ ...one, price: one.price }));
      return setOffer({
        title: '单独买',
        product: goods,
        caption: '一个人买，付款后就发货',
        skus,
        most: groupBuy?.perOrder ?? 99,
      });
    }
    const skus = product.skus.flatMap((one) =>
      one.groupPrice === undefined ? [] : [{ ...one, price: one.groupPrice }],
    );
    setOffer({
      title: '我来开团',
      product: goods,
      caption: `${groupBuy.size} 人团 · ${lifeWords(groupBuy.life)}内成团`,
      skus,
      most: groupBuy.perOrder,
      campaignId: groupBuy.campaignId,
    });
  }

  const gone =
    lost || (asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound');
  const soldOut = product?.skus.every((one) => !one.inStock);

  return (
    <Screen
      bare
      className="product-body"
      bar={
        product &&
        sku &&
        !arrivedInSinglePage() && (
          <StickyBar>
            {isWeapp && <MiniAct icon="chat" label="客服" openType="contact" />}
            <ShareMini onLink={() => setSharing(true)} />
            {!canBuy ? (
              <Btn id="buy" onClick={() => void personIsHere()}>
                打开小程序
              </Btn>
            ) : soldOut ? (
              <Btn id="buy" disabled>
                卖完了
              </Btn>
            ) : groupBuy === undefined ? (
              <Btn id="buyAlone" onClick={() => void choose(false)}>
                <Text>买</Text>
                <Price fen={sku.price} tone="inherit" />
              </Btn>
            ) : (
              <>
                <Btn id="buyAlone" kind="tint" stack onClick={() => void choose(false)}>
                  <Price fen={sku.price} tone="inherit" />
                  <Text className="f11">单独买</Text>
                </Btn>
                <Btn id="buy" stack onClick={() => void choose(true)}>
                  <Price fen={sku.groupPrice ?? sku.price} tone="inherit" />
                  <Text className="f11">我来开团</Text>
                </Btn>
              </>
            )}
          </StickyBar>
        )
      }
    >
      <View
        id="back"
        className="product-back"
        role="button"
        aria-label="返回"
        style={{ top: `${bar.top + (bar.height - 32) / 2}px` }}
        onClick={back}
      >
        <Icon name="back" size={24} />
      </View>
      {asked.status === 'loading' && !lost && <Skeleton bones={['hero', 'line', 'line']} />}
      {gone && (
        <View className="product-state">
          <Empty
            icon="bag"
            title="没有找到这件商品"
            text="可能已经下架了"
            action={{ id: 'goHome', label: '看看别的', onClick: () => openTab('home') }}
          />
        </View>
      )}
      {asked.status === 'failed' && !gone && (
        <View className="product-state">
          <Failed problem={asked.problem} onRetry={again} />
        </View>
      )}
      {product && sku && (
        <>
          <View className="product-hero">
            <Swiper className="product-swiper" onChange={(event) => setSlide(event.detail.current)}>
              {product.pictures.map((picture, index) => (
                <SwiperItem key={picture}>
                  <Cover id={product.id} picture={picture} shape="hero" alt={index === 0 ? product.title : undefined} />
                </SwiperItem>
              ))}
            </Swiper>
            {product.pictures.length > 1 && (
              <View className="product-count num">
                {slide + 1}/{product.pictures.length}
              </View>
            )}
          </View>
          <View className="product-paper">
            <View className="row spread product-prices">
              <View>
                <View className="f12 ca bold">{groupBuy ? `${groupBuy.size} 人团价` : '单买价'}</View>
                <Price fen={sku.groupPrice ?? sku.price} size="xl" />
              </View>
              <View className="f12 c3 tr">
                {groupBuy && (
                  <View>
                    单买价 <Text className="num c2">{formatFen(sku.price)}</Text>
                  </View>
                )}
                {product.sold > 0 && (
                  <View>
                    已拼 <Text className="num">{formatCount(product.sold)}</Text> 件
                  </View>
                )}
              </View>
            </View>
            <View className="f18 bold m8">{product.title}</View>
            <View className="f13 c2">{product.caption}</View>
            <View className="row wrap g6 m8">
              {product.promises.map((promise) => (
                <Tag key={promise}>{promise}</Tag>
              ))}
            </View>
            {arrivedInSinglePage() && <SinglePageNote verb={groupBuy ? '拼团' : '购买'} />}
            <View className="m16">
              {groupBuy && <OpenGroups groupBuy={groupBuy} onEnd={again} />}
              {groupBuy && (
                <View className="card">
                  <View className="f16 bold product-card-title">这样拼</View>
                  <Terms terms={termsOf(groupBuy)} />
                </View>
              )}
              {product.commission && <Commission commission={product.commission} onAsk={() => setAsking(true)} />}
              {product.description !== '' && (
                <View className="card">
                  <View className="f16 bold product-card-title">说说这件货</View>
                  <View className="f14 c2 product-words">{product.description}</View>
                  <View className="row g6 m12 f12 c3">
                    <Icon name="shield" size={16} />
                    <Text>由 {product.merchant.name} 发货和售后</Text>
                  </View>
                </View>
              )}
            </View>
          </View>
        </>
      )}
      <Sheet open={asking} title="佣金怎么算" onClose={() => setAsking(false)}>
        {product?.commission && <CommissionTerms commission={product.commission} />}
      </Sheet>
      <BuySheet offer={offer} onClose={() => setOffer(undefined)} />
      <ShareSheet card={sharing ? card : undefined} ready={ready} onClose={() => setSharing(false)} />
      <Hosts />
    </Screen>
  );
}
