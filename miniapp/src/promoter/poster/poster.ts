/** What a poster says, from what the server says of the thing. */
import type { Output } from '../../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../../shared/money';
import { formatDay, formatWhen, type Ms } from '../../../../shared/time';
import { type Bargain, cutSoFar } from '../../bargain/words';
import { missingWords, sizeWord } from '../../components/groupWords';
import { isPhoto } from '../../components/photo';
import { type Group, roleOf, shownSku as skuOfGroup } from '../../pages/group/viewer';
import { type Product, shownSku } from '../../pages/product/sku';

type Home = Output<'shop.home'>;

export interface Poster {
  readonly shop: { readonly name: string; readonly logo: string };
  /** What the ground behind the goods is chosen by. */
  readonly id: string;
  /** One photograph that fills the cover, or goods cut out of their ground: one in front, and up to two a step behind. */
  readonly goods: readonly string[];
  readonly title: string;
  readonly caption: string;
  /** `other`: the price beside it, with its word; left out where there is no room. */
  readonly price?: { readonly fen: Fen; readonly word: string; readonly other?: string };
  readonly sharer: { readonly name: string; readonly avatar: string };
  /** Beside the code: what is shared, and what to do. */
  readonly lines: readonly string[];
  readonly foot: string;
}

type Sharer = Poster['sharer'];

/** Three of a kind, or the photograph. */
const goodsOf = (picture: string): string[] => (isPhoto(picture) ? [picture] : [picture, picture, picture]);

/** Both the day and the time: a poster is looked at on any day. */
const untilWords = (at: Ms, now: Ms): string => `截至 ${formatDay(at, now)} ${formatWhen(at, at).split(' ')[1]}`;

const alone = ({ price }: { price: Fen }): string => `单买价 ${formatFen(price)}`;

const REFUND = '未成团自动退款';
const NO_PROMISE = '价格和库存，以打开时看到的为准';

/** At the price that the product's page opens with. */
export function posterOfProduct(product: Product, sharer: Sharer, now: Ms): Poster {
  const { id, merchant, title, caption, groupBuy } = product;
  const sku = shownSku(product);
  return {
    shop: merchant,
    id,
    goods: goodsOf(product.pictures[0] ?? ''),
    title,
    caption,
    ...(sku === undefined
      ? {}
      : sku.groupPrice === undefined || groupBuy === undefined
        ? { price: { fen: sku.price, word: '单买价' } }
        : { price: { fen: sku.groupPrice, word: sizeWord(groupBuy), other: alone(sku) } }),
    sharer,
    lines: groupBuy ? ['想和你一起拼这个', '长按识别，一起拼'] : ['想给你看看这个', '长按识别，去看看'],
    foot: groupBuy ? `${untilWords(groupBuy.endsAt, now)} · ${REFUND}` : NO_PROMISE,
  };
}

/** @param logo of the shop; without one its name stands alone */
export function posterOfGroup(group: Group, logo: string, sharer: Sharer, now: Ms): Poster {
  const { product, merchant, expiresAt } = group;
  const sku = skuOfGroup(group);
  const open = group.status === 'open' && expiresAt !== undefined && now < expiresAt;
  const first = roleOf(group) === 'seated' ? '我在拼这个' : '一起拼这个';
  return {
    shop: { name: merchant.name, logo },
    id: product.id,
    goods: goodsOf(product.cover),
    title: product.title,
    caption: product.caption,
    ...(sku ? { price: { fen: sku.groupPrice, word: sizeWord(group), other: alone(sku) } } : {}),
    sharer,
    lines: open ? [`${first}，${missingWords(group)}`, '长按识别，一起拼'] : ['这个团已经结束', '长按识别，再开一个'],
    foot: open ? `${untilWords(expiresAt, now)} · ${REFUND}` : NO_PROMISE,
  };
}

/** What it stands at, from where and down to where it goes, and how many are asked for. @param logo as for a group */
export function posterOfBargain(bargain: Bargain, logo: string, sharer: Sharer, now: Ms): Poster {
  const { product, merchant, mine, missing, list, floor, price, expiresAt } = bargain;
  const open = bargain.status === 'open' && now < expiresAt;
  const cut = cutSoFar(bargain);
  return {
    shop: { name: merchant.name, logo },
    id: product.id,
    goods: goodsOf(product.cover),
    title: product.title,
    caption: `标价 ${formatFen(list)}，${bargain.cuts} 刀到底价 ${formatFen(floor)}`,
    price: { fen: price, word: '现价', ...(cut > 0 ? { other: `已砍 ${formatFen(cut)}` } : {}) },
    sharer,
    lines: open
      ? [`帮${mine ? '我' : ' TA '}砍一刀，还差 ${missing} 位`, '长按识别，看过规则再帮']
      : ['这次不用再帮了', '长按识别，去看看'],
    foot: open ? `${untilWords(expiresAt, now)} · 每刀多少早已定好` : NO_PROMISE,
  };
}

/** Up to three different goods of the shop stand on it; cut out ones look well side by side. */
function goodsOfShop({ products, merchant }: Home): string[] {
  const covers = products.map(({ cover }) => cover);
  const cutOut = covers.filter((cover) => !isPhoto(cover)).slice(0, 3);
  return cutOut.length > 0 ? cutOut : [covers[0] ?? merchant.logo];
}

/** @param byName a promoter's own: who asks comes first */
export function posterOfShop(home: Home, sharer: Sharer, byName: boolean): Poster {
  const { merchant } = home;
  return {
    shop: merchant,
    id: merchant.id,
    goods: goodsOfShop(home),
    title: byName ? `${sharer.name} 邀你逛逛${merchant.name}` : merchant.name,
    caption: merchant.caption,
    sharer,
    lines: ['想请你逛逛这家店', '长按识别，进店逛逛'],
    foot: `拼团${REFUND}`,
  };
}
