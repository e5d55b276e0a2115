/** A bargain as its buyers meet it: where it is started, where a friend helps, and the card between them. */
import { Text, View } from '@tarojs/components';
import { type BargainTerms, cutCount } from '../../../../shared/domain/bargain';
import { type Fen, formatFen } from '../../../../shared/money';
import { termsOf } from '../../bargain/offer/terms';
import { ruleLines } from '../../bargain/words';
import { Avatar } from '../../components/Avatar';
import { Cover } from '../../components/Cover';
import { Price } from '../../components/Price';
import { Terms } from '../../components/Terms';
import { Ticket } from '../../components/Ticket';
import { serverNow } from '../../platform/clock';
import { cuttingsOf } from './example';
import { type Face, type Shown, SOMEBODY } from './faces';
import { Act, ChatCard } from './Phone';

/** The SKU with the lowest floor, which is shown first. */
function told({ goods, plan: { terms } }: Shown<'bargain'>) {
  const [first] = cuttingsOf(terms, goods).sort((one, other) => one.floor - other.floor);
  const { name = '', list = 0, floor = 0 } = first ?? {};
  return { terms, name, list, floor, count: cutCount(terms) };
}

type Told = ReturnType<typeof told>;

const places = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

/** Every cut open. */
const Cuts = ({ count, list, floor }: { count: number; list: Fen; floor: Fen }) => (
  <View className="m12">
    <View className="plan-bar" aria-hidden="true">
      {places(count).map((place) => (
        <View key={place} className="plan-cut plan-cut-open" />
      ))}
    </View>
    <View className="row spread f12 c3 m8">
      <Text>
        标价 <Text className="num">{formatFen(list)}</Text>
      </Text>
      <Text>
        底价 <Text className="num">{formatFen(floor)}</Text>
      </Text>
    </View>
  </View>
);

/** As many as are asked for, before anything is sold. */
const said = ({ prices: _, quota, ...terms }: BargainTerms, endsAt: number) => ({ ...terms, left: quota, endsAt });

function Offer({ shown: { goods, plan }, terms, list, floor, count }: Told & { shown: Shown<'bargain'> }) {
  return (
    <>
      <Ticket
        above={
          <>
            <Cover id={goods.id} picture={goods.cover} shape="ticket" />
            <View className="phone-goods">
              <View className="f16 bold cut">{goods.title}</View>
            </View>
          </>
        }
      >
        <View className="row spread phone-low">
          <View>
            <View className="f12 c2">砍到</View>
            <Price fen={floor} size="xl" />
          </View>
          <View className="tr f13 c2">
            <View>
              合计减 <Text className="num bold cw">{formatFen(list - floor)}</Text>
            </View>
            <View>
              共 <Text className="num">{count}</Text> 刀{terms.ownCut ? '，你先砍一刀' : ''}
            </View>
          </View>
        </View>
        <Cuts count={count} list={list} floor={floor} />
        <View className="f16 bold tc m16">
          正好请 <Text className="num ca">{terms.helpers}</Text> 位朋友
        </View>
      </Ticket>
      <View className="card m12">
        <View className="f16 bold">发起前说清楚</View>
        <View className="m12">
          <Terms terms={termsOf(said(terms, plan.endsAt), serverNow())} />
        </View>
      </View>
    </>
  );
}

function Helping({ shown: { goods, shop }, terms, name, list, floor, count }: Told & { shown: Shown<'bargain'> }) {
  return (
    <>
      <View className="tc phone-head">
        <View className="row row-middle">
          <Avatar avatar="" name={SOMEBODY} size={56} />
        </View>
        <View className="f18 bold m8">{SOMEBODY} 想请你帮个忙</View>
        <View className="f13 c2">TA 想用底价买下这件，还差 {terms.helpers} 刀</View>
      </View>
      <View className="card">
        {ruleLines({ cuts: count, list, floor }).map((line) => (
          <View key={line} className="f14 phone-rule">
            {line}
          </View>
        ))}
      </View>
      <View className="m12">
        <Ticket
          above={
            <View className="row g12 phone-goods">
              <Cover id={goods.id} picture={goods.cover} shape="t92" />
              <View className="grow">
                <View className="f16 bold two">{goods.title}</View>
                <View className="f12 c3 cut m4">{name}</View>
                <View className="f12 c3 cut">{shop}</View>
              </View>
            </View>
          }
        >
          <View className="f12 c2">标价</View>
          <Price fen={list} size="xl" />
          <Cuts count={count} list={list} floor={floor} />
          <View className="f16 bold tc m16">
            再请 <Text className="num ca phone-missing">{terms.helpers}</Text> 位朋友，就到底价{' '}
            <Text className="num">{formatFen(floor)}</Text>
          </View>
        </Ticket>
      </View>
    </>
  );
}

export function bargainFaces(shown: Shown<'bargain'>): Face[] {
  const { goods } = shown;
  const all = told(shown);
  const { terms, floor } = all;
  return [
    {
      id: 'offer',
      label: '发起页',
      title: '砍价',
      body: <Offer shown={shown} {...all} />,
      bar: (
        <>
          <View className="f12 c3 tc phone-note">发起不花钱，不买也没关系 · 还能发起 {terms.perPerson} 次</View>
          <Act>{terms.ownCut ? '发起砍价，自己先砍一刀' : '发起砍价'}</Act>
        </>
      ),
    },
    {
      id: 'landing',
      label: '帮砍页',
      title: '帮朋友砍一刀',
      body: <Helping shown={shown} {...all} />,
      bar: <Act>帮砍一刀</Act>,
    },
    {
      id: 'card',
      label: '卡片',
      title: SOMEBODY,
      body: (
        <ChatCard
          title={`还差 ${terms.helpers} 位，帮 ${SOMEBODY} 砍一刀 · 底价 ${formatFen(floor)} · ${goods.title}`}
          picture={<Cover id={goods.id} picture={goods.cover} shape="feat" />}
        />
      ),
    },
  ];
}
