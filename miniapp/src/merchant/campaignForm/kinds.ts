/**
 * WHAT THE FORM OF EACH KIND OF CAMPAIGN IS MADE OF: one entry a kind. The names, meanings and faults of its terms are the
 * rule's own (`shared/domain`); this says how each is filled in, in which panel, and how prices are written.
 */
import {
  TERMS as BARGAIN_TERMS,
  type BargainTerms,
  faultsOf as bargainFaultsOf,
  USUAL_TERMS as USUAL_BARGAIN,
} from '../../../../shared/domain/bargain';
import type { CampaignTerms } from '../../../../shared/domain/campaign';
import {
  TERMS as GROUP_BUY_TERMS,
  type GroupBuyTerms,
  faultsOf as groupBuyFaultsOf,
  USUAL_TERMS as USUAL_GROUP_BUY,
} from '../../../../shared/domain/groupBuy';
import type { Offer, Term } from '../../../../shared/domain/terms';
import { type Fen, formatFen } from '../../../../shared/money';
import type { CampaignKind } from '../words/campaign';

/** How a term is filled in. A choice between yes and no is `yes` and `no`; what is `blank` may be left empty. */
export type FieldSpec =
  | {
      readonly as: 'number';
      readonly unit: string;
      readonly in: 'pieces' | 'hours' | 'minutes' | 'yuan';
      readonly blank?: true;
    }
  | { readonly as: 'choice'; readonly options: readonly string[] };

/** A panel of the form, with the terms in it. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly terms: readonly string[];
}

/** Terms of any kind, once what they are made of is known. */
type AnyTerms = CampaignTerms['terms'];

interface FormKind {
  /** What its name ends with where it is new. */
  readonly word: string;
  readonly noun: string;
  /** What it is, for whoever chooses among kinds. */
  readonly says: string;
  readonly table: Readonly<Record<string, Term<AnyTerms>>>;
  readonly usual: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly sections: readonly Section[];
  /** What the amount of a SKU is called, and what the price beside it is. */
  readonly price: { readonly label: string; readonly beside: string };
  /** Further steps by the number of members. */
  readonly ladder: boolean;
  faultsOf(terms: AnyTerms, offer: Offer): readonly { readonly term: string; readonly sentence: string }[];
  /** Amounts as terms have them. `alone`: what each SKU costs alone. */
  pricesOf(amounts: Readonly<Record<string, Fen>>, alone: Readonly<Record<string, Fen>>): unknown;
  /** And back. */
  amountsOf(terms: AnyTerms): Readonly<Record<string, Fen>>;
  /** What one SKU is sold for, in words. */
  skuWords(terms: AnyTerms, skuId: string): string;
}

const yesOrNo: FieldSpec = { as: 'choice', options: ['yes', 'no'] };

/** One entry of the table; its functions are only ever given terms of its own kind. */
const kind = <T extends AnyTerms>(
  entry: Omit<FormKind, 'table' | 'faultsOf' | 'amountsOf' | 'skuWords'> & {
    readonly table: { readonly [K in keyof T]-?: Term<T> };
    faultsOf(terms: T, offer: Offer): readonly { readonly term: string; readonly sentence: string }[];
    amountsOf(terms: T): Readonly<Record<string, Fen>>;
    skuWords(terms: T, skuId: string): string;
  },
): FormKind => entry as unknown as FormKind;

export const KINDS: Readonly<Record<CampaignKind, FormKind>> = {
  groupBuy: kind<GroupBuyTerms>({
    word: '拼团',
    noun: '团',
    says: '几个人一起买，人满成团，没满自动退款。',
    table: GROUP_BUY_TERMS,
    usual: { size: 3, quota: 100, ...USUAL_GROUP_BUY },
    fields: {
      size: { as: 'number', unit: '人', in: 'pieces' },
      least: { as: 'number', unit: '人', in: 'pieces', blank: true },
      life: { as: 'number', unit: '小时', in: 'hours' },
      hold: { as: 'number', unit: '分钟', in: 'minutes' },
      leaderDiscount: { as: 'number', unit: '元', in: 'yuan' },
      audience: { as: 'choice', options: ['everyone', 'newcomers'] },
      overflow: { as: 'choice', options: ['refund', 'anotherGroup', 'lead'] },
      perOrder: { as: 'number', unit: '件', in: 'pieces' },
      perPerson: { as: 'number', unit: '单', in: 'pieces' },
      quota: { as: 'number', unit: '件', in: 'pieces' },
      mayLeave: yesOrNo,
      chatOnly: yesOrNo,
    },
    sections: [
      { id: 'forming', title: '成团', terms: ['size', 'least', 'life', 'hold'] },
      { id: 'joining', title: '谁能参加', terms: ['audience', 'chatOnly', 'mayLeave', 'overflow'] },
      { id: 'limits', title: '优惠和限购', terms: ['leaderDiscount', 'quota', 'perOrder', 'perPerson'] },
    ],
    price: { label: '团价', beside: '单买' },
    ladder: true,
    faultsOf: groupBuyFaultsOf,
    pricesOf: (amounts) => amounts,
    amountsOf: ({ prices }) => prices,
    skuWords: ({ prices, ladder }, sku) => {
      const price = prices[sku];
      if (price === undefined) return '不参加';
      const steps = ladder.map(({ members, prices: lower }) => `满 ${members} 人 ${formatFen(lower[sku] ?? price)}`);
      return [formatFen(price), ...steps].join('，');
    },
  }),
  bargain: kind<BargainTerms>({
    word: '砍价',
    noun: '砍价',
    says: '请朋友帮忙，把价从标价砍到底价。',
    table: BARGAIN_TERMS,
    usual: USUAL_BARGAIN,
    fields: {
      helpers: { as: 'number', unit: '位', in: 'pieces' },
      ownCut: yesOrNo,
      shape: { as: 'choice', options: ['frontLoaded', 'even'] },
      life: { as: 'number', unit: '小时', in: 'hours' },
      buyAt: { as: 'choice', options: ['floor', 'anyPrice'] },
      payWithin: { as: 'number', unit: '小时', in: 'hours' },
      perPerson: { as: 'number', unit: '次', in: 'pieces' },
      helpsPerDay: { as: 'number', unit: '次', in: 'pieces' },
      helpsPerCampaign: { as: 'number', unit: '次', in: 'pieces' },
      quota: { as: 'number', unit: '件', in: 'pieces' },
    },
    sections: [
      { id: 'cutting', title: '怎么砍', terms: ['helpers', 'ownCut', 'shape', 'life'] },
      { id: 'buying', title: '怎么买', terms: ['buyAt', 'payWithin', 'quota'] },
      { id: 'limits', title: '每人多少次', terms: ['perPerson', 'helpsPerDay', 'helpsPerCampaign'] },
    ],
    price: { label: '底价', beside: '标价' },
    ladder: false,
    faultsOf: bargainFaultsOf,
    pricesOf: (amounts, alone) =>
      Object.fromEntries(Object.entries(amounts).map(([sku, floor]) => [sku, { list: alone[sku] ?? 0, floor }])),
    amountsOf: ({ prices }) => Object.fromEntries(Object.entries(prices).map(([sku, { floor }]) => [sku, floor])),
    skuWords: ({ prices }, sku) => {
      const price = prices[sku];
      return price ? `${formatFen(price.list)} 砍到 ${formatFen(price.floor)}` : '不参加';
    },
  }),
};

/** What an option of a choice is called, in the words of the rule. */
export const optionWords = ({ table }: FormKind, term: string, option: string): string =>
  table[term]?.says({ [term]: chosenValue(option) } as unknown as AnyTerms) ?? option;

/** `yes` and `no` are what they say. */
export const chosenValue = (option: string): string | boolean =>
  option === 'yes' ? true : option === 'no' ? false : option;
