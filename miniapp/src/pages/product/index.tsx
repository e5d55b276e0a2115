import { Swiper, SwiperItem, Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage, useShareTimeline } from '@tarojs/taro';
import { useMemo, useState } from 'react';
import { type Fen, formatBps, formatFen } from '../../../../shared/money';
import { BargainDoor } from '../../components/BargainDoor';
import { Btn } from '../../components/Btn';
import { BuySheet, type Offer } from '../../components/BuySheet';
import { ContactBtn } from '../../components/ContactBtn';
import { Cover } from '../../components/Cover';
import { termsOf } from '../../components/groupTerms';
import { lifeWords, offerTitle, priceSteps, sizeWord } from '../../components/groupWords';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Ladder } from '../../components/Ladder';
import { Price } from '../../components/Price';
import { formatCount } from '../../components/ProductCard';
import { ProductGroups } from '../../components/ProductGroups';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { Screen } from '../../components/Screen';
import { ShareMini } from '../../components/ShareBtn';
import { ShareSheet } from '../../components/ShareSheet';
import { Sheet } from '../../components/Sheet';
import { SinglePageNote } from '../../components/SinglePageNote';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { CartAct, StickyBar } from '../../components/StickyBar';
import { Tag } from '../../components/Tag';
import { Terms } from '../../components/Terms';
import { useAsk } from '../../hooks/useAsk';
import { useCartPieces } from '../../hooks/useCartPieces';
import { useChatTicket } from '../../hooks/useChatTicket';
import { personIsHere, useViewer } from '../../hooks/usePerson';
import { useShares } from '../../hooks/useShares';
import { call } from '../../platform/api';
import { chatTicket, useChat } from '../../platform/chat';
import { topBar } from '../../platform/device';
import { arrivedInSinglePage } from '../../platform/launch';
import { back, open, openTab } from '../../platform/nav';
import { messageCard, momentsCard, type Shareable } from '../../platform/share';
import { canBuy } from '../../platform/target';
import { Skus } from './Skus';
import { type Product, shownSku } from './sku';
import './index.scss';

type GroupBuy = NonNullable<Product['groupBuy']>;

/** On the button of a group that the viewer cannot join. */
const BARRED = { newcomersOnly: '只限新客', chatOnly: '只限本群' } as const;

/** Above the buttons: what starting a group depends on, or gains. */
function barNote(groupBuy: GroupBuy | undefined, leaderPrice: Fen): string | undefined {
  if (groupBuy?.barred === 'chatOnly') return '要从微信群里打开这件商品，才能开团';
  if (groupBuy?.barred === 'newcomersOnly') return '只限新客参团，你可以开团';
  if (groupBuy !== undefined && groupBuy.leaderDiscount > 0)
    return `团长价 ${formatFen(leaderPrice)} · 每件省 ${formatFen(groupBuy.leaderDiscount)}`;
  return undefined;
}

/** What there is to choose from on the way to a group of one's own. */
function startOf(product: Product, groupBuy: GroupBuy, skuId: string | undefined): Offer {
  const { leaderDiscount } = groupBuy;
  return {
    title: '我来开团',
    product: { id: product.id, title: product.title, cover: product.pictures[0] ?? '' },
    caption: `${sizeWord(groupBuy)} · ${lifeWords(groupBuy.life)}${groupBuy.least === undefined ? '内成团' : '截止'}`,
    priceWord: leaderDiscount > 0 ? `团长价 · 每件省 ${formatFen(leaderDiscount)}` : undefined,
    skus: product.skus.flatMap((one) =>
      one.groupPrice === undefined ? [] : [{ ...one, price: one.groupPrice - leaderDiscount }],
    ),
    skuId,
    most: groupBuy.perOrder,
    campaignId: groupBuy.campaignId,
  };
}

/** What there is to choose from for oneself, now or later. */
const aloneOf = (product: Product, skuId: string | undefined): Offer => ({
  title: '单独买',
  product: { id: product.id, title: product.title, cover: product.pictures[0] ?? '' },
  caption: '一个人买，付款后就发货',
  skus: product.skus,
  skuId,
  most: 99,
  cartOf: product.merchant.id,
});

/** What a group costs, and how many make one. */
function GroupTermsCard({ groupBuy, sku }: { groupBuy: GroupBuy; sku: { id: string; groupPrice: Fen } }) {
  const steps = priceSteps(groupBuy, { id: sku.id, firstPrice: sku.groupPrice });
  return (
    <View id="terms" className="card">
      <View className="f16 bold product-card-title">这样拼</View>
      {steps.length > 0 && (
        <View className="product-ladder">
          <Ladder steps={steps} />
          <View className="f12 c2 tc m8">人到一档，全团都按这一档的价，先付的自动收到差价</View>
        </View>
      )}
      <Terms terms={termsOf(groupBuy)} />
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
  const { id, lost, problem, again: openAgain, tokens, coming } = useShares('product', params);
  const viewer = useViewer();
  const key = id === undefined ? undefined : `${id} ${viewer}`;
  const { asked, again } = useAsk(key, () => call('product.get', { productId: id ?? '', chat: chatTicket() }));
  useChatTicket(again);
  const fromChat = useChat(({ arrived }) => arrived);
  const product = asked.status === 'ready' ? asked.value : undefined;
  const groupBuy = product?.groupBuy;
  const [offer, setOffer] = useState<Offer>();
  const [sharing, setSharing] = useState(false);
  const [slide, setSlide] = useState(0);
  const [asking, setAsking] = useState(false);
  const bar = useMemo(topBar, []);
  const [chosen, setChosen] = useState<string>();
  const pieces = useCartPieces();

  const sku = product && shownSku(product, chosen);
  const shared: Shareable | undefined = product &&
    sku && {
      kind: 'product',
      id: product.id,
      title: offerTitle(sku.groupPrice ?? sku.price, product.title, groupBuy),
      picture: product.pictures[0],
    };
  useShareAppMessage(() => messageCard(shared, tokens, coming));
  useShareTimeline(() => momentsCard(shared, tokens));

  async function choose(together: boolean): Promise<void> {
    if (product === undefined || !(await personIsHere())) return;
    setOffer(together && groupBuy !== undefined ? startOf(product, groupBuy, chosen) : aloneOf(product, chosen));
  }

  async function toCart(): Promise<void> {
    if (await personIsHere()) open('buyer/cart', {});
  }

  const gone =
    lost || (asked.status === 'failed' && asked.problem.kind === 'refused' && asked.problem.code === 'notFound');
  // Who has bought here may still start a group; who comes from no chat can start none of a chat's.
  const barredFromAll = groupBuy?.barred === 'chatOnly';
  const leaderPrice = (sku?.groupPrice ?? 0) - (groupBuy?.leaderDiscount ?? 0);
  const together = groupBuy !== undefined && sku?.groupPrice !== undefined;
  const soldOut = product?.skus.every((one) => !one.inStock);

  return (
    <Screen
      bare
      className="product-body"
      bar={
        product &&
        sku &&
        !arrivedInSinglePage() && (
          <StickyBar
            note={
              product.merchant.closed ??
              (product.groupBuyPaused
                ? '商家暂停了拼团，开着的团照常'
                : groupBuy && !together
                  ? '这个规格只单独卖'
                  : barNote(groupBuy, leaderPrice))
            }
          >
            <ShareMini onSheet={() => setSharing(true)} />
            <CartAct pieces={pieces} onClick={() => void toCart()} />
            {!canBuy ? (
              <Btn id="buy" onClick={() => void personIsHere()}>
                打开小程序
              </Btn>
            ) : soldOut || product.merchant.closed ? (
              <Btn id="buy" disabled>
                {product.merchant.closed ? '暂停营业' : '已售罄'}
              </Btn>
            ) : !together ? (
              <>
                <Btn id="intoCart" kind="tint" onClick={() => void choose(false)}>
                  <Text className="f14">加入购物车</Text>
                </Btn>
                <Btn id="buyAlone" stack onClick={() => void choose(false)}>
                  <Price fen={sku.price} tone="inherit" />
                  <Text className="f11">单独买</Text>
                </Btn>
              </>
            ) : (
              <>
                <Btn id="buyAlone" kind="tint" stack onClick={() => void choose(false)}>
                  <Price fen={sku.price} tone="inherit" />
                  <Text className="f11">单独买</Text>
                </Btn>
                {barredFromAll ? (
                  <Btn id="buy" disabled>
                    只限群里开团
                  </Btn>
                ) : (
                  <Btn id="buy" stack onClick={() => void choose(true)}>
                    <Price fen={leaderPrice} tone="inherit" />
                    <Text className="f11">我来开团</Text>
                  </Btn>
                )}
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
      {problem && (
        <View className="product-state">
          <Failed problem={problem} onRetry={openAgain} />
        </View>
      )}
      {asked.status === 'loading' && !lost && !problem && <Skeleton bones={['hero', 'line', 'line']} />}
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
                <View className="f12 ca bold">{groupBuy && together ? `${sizeWord(groupBuy)}价` : '单买价'}</View>
                <Price fen={sku.groupPrice ?? sku.price} size="xl" />
              </View>
              <View className="f12 c3 tr">
                {together && (
                  <View>
                    单买价 <Text className="num c2">{formatFen(sku.price)}</Text>
                  </View>
                )}
                {product.sold > 0 && (
                  <View>
                    {groupBuy ? '已拼' : '已售'} <Text className="num">{formatCount(product.sold)}</Text> 件
                  </View>
                )}
              </View>
            </View>
            <View className="f18 bold m8">{product.title}</View>
            <View className="f13 c2">{product.caption}</View>
            <View className="row wrap g6 m8">
              {fromChat && <Tag tone="money">从群里打开</Tag>}
              {groupBuy?.audience === 'newcomers' && <Tag tone="group">老带新 · 只限新客参团</Tag>}
              {groupBuy?.chatOnly && <Tag tone="group">只限本群</Tag>}
              {product.promises.map((promise) => (
                <Tag key={promise}>{promise}</Tag>
              ))}
            </View>
            {arrivedInSinglePage() && <SinglePageNote verb={groupBuy ? '拼团' : '购买'} />}
            <View className="m16">
              {groupBuy && (
                <>
                  <ProductGroups
                    title="本群的团"
                    groups={groupBuy.groups.filter(({ thisChat }) => thisChat)}
                    barred={groupBuy.barred && BARRED[groupBuy.barred]}
                    onEnd={again}
                  />
                  <ProductGroups
                    title="可以直接参加的团"
                    groups={groupBuy.groups.filter(({ thisChat }) => !thisChat)}
                    barred={groupBuy.barred && BARRED[groupBuy.barred]}
                    onEnd={again}
                  />
                </>
              )}
              {product.bargain && <BargainDoor bargain={product.bargain} />}
              <Skus product={product} chosen={sku.id} onChoose={setChosen} />
              {groupBuy && sku.groupPrice !== undefined && (
                <GroupTermsCard groupBuy={groupBuy} sku={{ id: sku.id, groupPrice: sku.groupPrice }} />
              )}
              {product.commission && <Commission commission={product.commission} onAsk={() => setAsking(true)} />}
              {product.description !== '' && (
                <View className="card">
                  <View className="f16 bold product-card-title">说说这件货</View>
                  <View className="f14 c2 product-words">{product.description}</View>
                  <View className="row g6 m12 f12 c3">
                    <Icon name="shield" size={16} />
                    <Text className="grow">由 {product.merchant.name} 发货和售后</Text>
                    <ContactBtn size="s" />
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
      <ShareSheet
        shared={sharing ? shared : undefined}
        tokens={tokens}
        rate={product?.commission?.rate}
        onClose={() => setSharing(false)}
      />
      <Hosts />
    </Screen>
  );
}
