/** What a group's terms and its state mean for a buyer. What the server says → the words on the screens. */
import type { Output } from '../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../shared/money';
import { HOUR, type Ms } from '../../../shared/time';

type Group = Output<'group.get'>;

/** The terms, wherever they come from: a product, a group, a quote. */
export type GroupTerms = Pick<
  Group,
  'size' | 'least' | 'life' | 'audience' | 'overflow' | 'mayLeave' | 'chatOnly' | 'leaderDiscount' | 'ladder'
>;

type Sized = Pick<Group, 'size' | 'least'>;

/** How many paid members make a group, at its deadline at the latest. */
export const neededOf = ({ size, least }: Sized): number => least ?? size;

/** `3 人团`; `3–10 人团` where fewer than all are formed at the deadline. */
export const sizeWord = ({ size, least }: Sized): string =>
  least === undefined ? `${size} 人团` : `${least}–${size} 人团`;

export const lifeWords = (life: Ms): string => `${Math.round(life / HOUR)} 小时`;

/** In a list of groups: what is missing. A group that has enough members waits for its deadline. */
export function missingWords(group: Sized & Pick<Group, 'missing'>): string {
  const short = neededOf(group) - (group.size - group.missing);
  return short > 0 ? `还差 ${short} 人` : '到点成团';
}

export interface PriceStep {
  readonly members: number;
  readonly price: Fen;
}

/** The price of one SKU from step to step, the first one included; empty without a ladder. */
export function priceSteps(terms: Sized & Pick<Group, 'ladder'>, sku: { id: string; firstPrice: Fen }): PriceStep[] {
  if (terms.ladder.length === 0) return [];
  const further = terms.ladder.map(({ members, prices }) => ({ members, price: prices[sku.id] ?? sku.firstPrice }));
  return [{ members: neededOf(terms), price: sku.firstPrice }, ...further];
}

/** How many more members lower the price of this SKU, and to what; undefined where nothing lowers it any more. */
export function nextPrice(
  group: Pick<Group, 'ladder' | 'step' | 'taken'>,
  sku: { id: string; groupPrice: Fen },
): { more: number; price: Fen } | undefined {
  for (const { members, prices } of group.ladder.slice(group.step)) {
    const price = prices[sku.id] ?? sku.groupPrice;
    if (price < sku.groupPrice) return { more: members - group.taken, price };
  }
  return undefined;
}

/** Before a payment: what becomes of the money where the group is not formed. */
export function unformedWords(terms: Sized): string {
  const { size, least } = terms;
  return least === undefined ? `到点没满 ${size} 人，原路退回` : `到点满 ${least} 人也成团，不到 ${least} 人原路退回`;
}

/** How many came, of a group that is formed: 到齐 only where all did. */
export function formedWords({ taken, size, endedEarly }: Pick<Group, 'taken' | 'size' | 'endedEarly'>): string {
  if (taken >= size) return `${size} 人到齐`;
  return endedEarly ? `商家提前截止时 ${taken} 人` : `到点 ${taken} 人`;
}

/** Why a group has come to nothing. */
export function failedWords(group: Sized & Pick<Group, 'taken' | 'endedEarly' | 'openedAt'>): string {
  if (group.openedAt === undefined) return '团长没有付款，这个团没有开成';
  if (group.endedEarly) return '商家提前结束了活动，没有拼成';
  if (group.taken === 0) return '团里的人都退出了，没有拼成';
  return `到点差 ${neededOf(group) - group.taken} 人，没有拼成`;
}

/** What becomes of a payment that finds its seat taken. */
export const overflowWords = {
  refund: '付款时刚好满员，钱马上原路退回',
  anotherGroup: '付款时刚好满员，坐进同样条件的另一个团，没有就马上退款',
  lead: '付款时刚好满员，你来开一个新团，开不了就马上退款',
} as const satisfies Record<GroupTerms['overflow'], string>;

/** On a card: what is offered and who may have it. `¥29.90 阳山水蜜桃 3 人团`; without terms, bought alone. */
export function offerTitle(
  price: Fen,
  title: string,
  terms?: Pick<GroupTerms, 'size' | 'least' | 'audience' | 'chatOnly'>,
): string {
  const offer = [formatFen(price), title, terms && sizeWord(terms)];
  const limits = [terms?.audience === 'newcomers' && '老带新', terms?.chatOnly && '只限本群'];
  return [...limits, offer.filter(Boolean).join(' ')].filter(Boolean).join(' · ');
}

/** On the card of a group: what is missing comes first, for the card's own text is fixed. */
export function groupTitle(group: Group, sku: { id: string; groupPrice: Fen }): string {
  const offer = offerTitle(sku.groupPrice, group.product.title, group);
  if (group.status !== 'open') return offer;
  const next = neededOf(group) <= group.taken ? nextPrice(group, sku) : undefined;
  return `${next ? `再来 ${next.more} 人降到 ${formatFen(next.price)}` : missingWords(group)} · ${offer}`;
}
