/** A group buy as its buyers meet it: a group that a friend has started, the product, and the card between them. */
import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { MINUTE } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Cover } from '../../components/Cover';
import { audienceTerms, leaveTerm, refundTerm, termsOf } from '../../components/groupTerms';
import { lifeWords, missingWords, neededOf, offerTitle, priceSteps, sizeWord } from '../../components/groupWords';
import { Ladder } from '../../components/Ladder';
import { Price } from '../../components/Price';
import { Seats } from '../../components/Seats';
import { Tag } from '../../components/Tag';
import { Terms } from '../../components/Terms';
import { Ticket } from '../../components/Ticket';
import { type Face, type Shown, SOMEBODY } from './faces';
import { Act, ChatCard } from './Phone';

const leader = { name: SOMEBODY, avatar: '', state: 'taken', leader: true, mine: false } as const;

/** The terms as a group says them, and the SKU that is shown first. */
function told({ goods, plan: { terms } }: Shown<'groupBuy'>) {
  const ladder = terms.ladder.map(({ members, prices }) => ({ members, prices: { ...prices } }));
  const [sku] = goods.skus.filter(({ id }) => terms.prices[id] !== undefined);
  const price = (sku && terms.prices[sku.id]) ?? 0;
  const group = { ...terms, ladder };
  const steps = sku ? priceSteps(group, { id: sku.id, firstPrice: price }) : [];
  return { group, price, alone: sku?.price ?? 0, steps };
}

type Told = ReturnType<typeof told>;

const Newcomers = ({ group: { audience, chatOnly } }: Pick<Told, 'group'>) =>
  audience === 'newcomers' || chatOnly ? (
    <View className="row wrap g6 m8">
      {audience === 'newcomers' && <Tag tone="group">老带新 · 只限新客</Tag>}
      {chatOnly && <Tag tone="group">只限本群</Tag>}
    </View>
  ) : null;

/** Where a friend's card leads. */
function Landing({ shown, group, price, alone, steps }: Told & { shown: Shown<'groupBuy'> }) {
  const { goods, shop } = shown;
  const short = neededOf(group) - 1;
  return (
    <>
      <View className="row g12 phone-head">
        <Avatar avatar="" name={SOMEBODY} size={48} />
        <View className="grow">
          <View className="f16 bold cut">{SOMEBODY} 邀你一起拼</View>
          <View className="f13 c2 cut">
            {shop} · {sizeWord(group)}，{lifeWords(group.life)}
            {group.least === undefined ? '内成团' : '截止'}
          </View>
        </View>
      </View>
      <Ticket
        above={
          <>
            <Cover id={goods.id} picture={goods.cover} shape="ticket" />
            <View className="phone-goods">
              <View className="f18 bold cut">{goods.title}</View>
              <View className="f12 c3 cut">{shop}</View>
              <Newcomers group={group} />
              <View className="row row-base g8 m8">
                <Price fen={price} size="l" />
                <Text className="f12 c2">{sizeWord(group)}</Text>
                <Text className="f12 c3 push">
                  单买价 <Text className="num">{formatFen(alone)}</Text>
                </Text>
              </View>
              {steps.length > 0 && (
                <View className="m12">
                  <Ladder steps={steps} taken={1} />
                </View>
              )}
            </View>
          </>
        }
      >
        <View className="f16 bold tc phone-sentence">
          还差 <Text className="num ca phone-missing">{short}</Text> 人
          {group.least === undefined ? '成团' : '，到点就成团'}
        </View>
        <Seats key={group.size} seats={[leader]} size={group.size} inviting />
      </Ticket>
      <View className="phone-terms">
        <Terms
          terms={[
            refundTerm(group),
            ...audienceTerms(group),
            { icon: 'truck', text: '成团后才发货，没成团不发货' },
            leaveTerm(group),
          ]}
        />
      </View>
    </>
  );
}

function ProductPage({ shown: { goods }, group, price, alone, steps }: Told & { shown: Shown<'groupBuy'> }) {
  return (
    <>
      <View className="phone-hero">
        <Cover id={goods.id} picture={goods.cover} shape="feat" />
      </View>
      <View className="f12 ca bold m12">{sizeWord(group)}价</View>
      <View className="row spread row-base">
        <Price fen={price} size="xl" />
        <Text className="f12 c3">
          单买价 <Text className="num c2">{formatFen(alone)}</Text>
        </Text>
      </View>
      <View className="f18 bold m8">{goods.title}</View>
      <Newcomers group={group} />
      <View className="card m16">
        <View className="f16 bold">这样拼</View>
        {steps.length > 0 && (
          <View className="m12">
            <Ladder steps={steps} />
            <View className="f12 c2 tc m8">人到一档，全团都按这一档的价，先付的自动收到差价</View>
          </View>
        )}
        <View className="m12">
          <Terms terms={termsOf(group)} />
        </View>
      </View>
    </>
  );
}

export function groupBuyFaces(shown: Shown<'groupBuy'>): Face[] {
  const { goods } = shown;
  const all = told(shown);
  const { group, price, alone } = all;
  const { size, least, leaderDiscount, hold } = group;
  const missing = missingWords({ size, least, missing: size - 1 });
  return [
    {
      id: 'landing',
      label: '落地页',
      title: '拼团',
      body: <Landing shown={shown} {...all} />,
      bar: (
        <>
          <View className="f12 c3 tc phone-note">席位留 {Math.round(hold / MINUTE)} 分钟</View>
          <View className="row g8">
            <Act kind="line">自己开团</Act>
            <Act>
              <Text>参团</Text>
              <Price fen={price} tone="inherit" />
            </Act>
          </View>
        </>
      ),
    },
    {
      id: 'product',
      label: '商品页',
      title: '商品',
      body: <ProductPage shown={shown} {...all} />,
      bar: (
        <View className="row g8">
          <Act kind="tint">
            <Text>单独买</Text>
            <Price fen={alone} tone="inherit" />
          </Act>
          <Act>
            <Text>开团</Text>
            <Price fen={price - leaderDiscount} tone="inherit" />
          </Act>
        </View>
      ),
    },
    {
      id: 'card',
      label: '卡片',
      title: SOMEBODY,
      body: (
        <ChatCard
          title={`${missing} · ${offerTitle(price, goods.title, group)}`}
          picture={<Cover id={goods.id} picture={goods.cover} shape="feat" />}
        />
      ),
    },
  ];
}
