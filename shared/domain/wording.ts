/**
 * WHAT A CARD AND THE HEAD OF A PAGE MUST NOT SAY of a campaign or its goods. This file is the only answer: preflight asks it
 * before a campaign is published, the form of a product and the server as long as a campaign sells it.
 */

/**
 * Sources: 广告法 第九条 (superlatives), 微信小程序平台运营规范 (诱导分享, 夸大), and the platform's named example 砍价免费拿. Each with
 * what to say instead. They are looked for in a plain form: narrow, simplified, without blanks (`plain`).
 */
export const FORBIDDEN_WORDS: readonly { readonly words: RegExp; readonly why: string }[] = [
  // No lookbehind: WeChat on an older iPhone cannot read one. What stands before is outside the group.
  {
    words:
      /(免费(?:拿(?!货)|领|得|抢|带走|拥有)|免费送(?!货|到|上门)|免单(?!独)|砍[到至成](?:免费|零|0(?![\d.]))|白拿(?!铁)|零元|零块|[¥$]0(?:\.0+)?(?![\d.])|(?:^|[^\d.])(0(?:\.0+)?(?:元|块)))/u,
    why: '写清楚要付多少钱、要几位朋友，不说免费',
  },
  {
    words: /(必得|必中|(?:100%|百分百)(?:得|中(?!国)|成(?!熟|分)|返|赚|到账|有效)|稳赚)/u,
    why: '结果不是一定的，不能保证',
  },
  {
    words:
      /(全网最低|最低价|最便宜|史上最|最好|最佳|最大|最优|最划算|最实惠|最强|最高级|第一(?![件单次代批波季期步口章集时])|顶级|极致|唯一|国家级)/u,
    why: '广告法不让用最高级的词，写具体的价格和特点',
  },
  {
    words:
      /((?:转发|分享|邀请)(?:好友|朋友)?[就即可]?(?:有奖|有礼|得|领|送(?!礼(?!品|券|金))|返|赚|拿(?!铁))|推荐有奖|不转不是)/u,
    why: '不能为分享本身给好处，也不能催人分享',
  },
  { words: /(秒到账|马上到账|躺赚|日入[过\d百千万])/u, why: '不能许诺收益和到账时间' },
  { words: /(原价)/u, why: '说不清它是哪天的成交价，写标价或单买价' },
];

/** Traditional characters of these words, each before its simplified one. */
const SIMPLIFIED = new Map(
  (
    '費费領领搶抢帶带擁拥單单塊块〇零穩稳賺赚賬账帳账帐账網网優优劃划實实強强級级極极價价國国轉转發发請请獎奖禮礼薦荐馬马' +
    '過过萬万頂顶'
  )
    .match(/../gu)
    ?.map(([from = '', to = '']) => [from, to]),
);

/** As it is read: ０ as 0, 費 as 费, blanks away but those between two numbers. */
const plain = (text: string): string =>
  [...text.normalize('NFKC')]
    .map((one) => SIMPLIFIED.get(one) ?? one)
    .join('')
    .replace(/(\d)\s+(?=\d)/g, '$1/')
    .replace(/[\s\u200b-\u200d\u2060]/g, '');

/** What a text says that it must not, each with what to say instead. @param where it stands, as the merchant calls it */
export const forbiddenIn = (where: string, text: string): string[] =>
  FORBIDDEN_WORDS.flatMap(({ words, why }) => {
    const [, said, price] = words.exec(plain(text)) ?? [];
    return said === undefined ? [] : [`${where}里的“${price ?? said}”不能用：${why}`];
  });

/** What cards and pages say of goods. */
interface Goods {
  readonly title: string;
  readonly caption: string;
  readonly promises: readonly string[];
  readonly skus: readonly { readonly name: string }[];
}

export interface ForbiddenWording {
  readonly field: 'title' | 'caption' | 'promises' | 'name';
  /** Which SKU, counted from 0, where it is the name of one. */
  readonly sku?: number | undefined;
  readonly sentence: string;
}

export function forbiddenOfGoods({ title, caption, promises, skus }: Goods): ForbiddenWording[] {
  const found = (field: ForbiddenWording['field'], where: string, text: string, sku?: number): ForbiddenWording[] =>
    forbiddenIn(where, text).map((sentence) => ({ field, ...(sku === undefined ? {} : { sku }), sentence }));
  return [
    ...found('title', '商品名称', title),
    ...found('caption', '一句话介绍', caption),
    ...promises.flatMap((promise) => found('promises', `承诺「${promise}」`, promise)),
    ...skus.flatMap(({ name }, at) => found('name', `规格「${name}」`, name, at)),
  ];
}
