/** What sharing brings, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { CYCLE_CLASSES, type KFactor } from '../../../../shared/domain/fission';
import type { Channel } from '../../../../shared/domain/visit';
import { DAY, HOUR, MINUTE, type Ms } from '../../../../shared/time';
import { channelWord } from '../../components/channelWords';

export type Board = Output<'fission.board'>;
export type Row = Board['channels'][number];
export type TreeNode = Output<'fission.tree'>['roots'][number];

/** `12,480`. */
export const inCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `44.0%`; a dash of nothing. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)}%`;

/** `0.82`; a dash where there was no visit. */
export const kWords = (factor: KFactor | null): string => (factor === null ? '–' : factor.k.toFixed(2));

/** `0.74 – 0.91`. */
export const bandWords = ({ low, high }: KFactor): string => `${low.toFixed(2)} – ${high.toFixed(2)}`;

/** How K comes about: `又分享率 44.0% × 每次分享带来 1.86 次打开 = 0.82`. */
export const sumWords = ({ k, rate, reach }: KFactor): string =>
  `又分享率 ${percent(rate, 1)} × 每次分享带来 ${reach.toFixed(2)} 次打开 = ${k.toFixed(2)}`;

/** What K means just now. Between the ends of its band nobody can tell. */
export function growthWords({ low, high }: KFactor): string {
  if (low > 1) return '会自己越传越多';
  return high < 1 ? '还不到自增长' : '够不够自增长，还说不准';
}

/** `8 分钟`, `5.4 小时`, `2 天`: one decimal where it is not whole, from an hour on. */
export function spanWords(span: Ms): string {
  if (span < HOUR) return `${Math.max(1, Math.round(span / MINUTE))} 分钟`;
  const [unit, word] = span < DAY ? [HOUR, '小时'] : [DAY, '天'];
  return `${Math.round((span / unit) * 10) / 10} ${word}`;
}

/** Of a middle that is known by its class: `4 小时内`. */
export const withinWords = (end: Ms): string =>
  Number.isFinite(end) ? `${spanWords(end)}内` : `超过 ${spanWords(CYCLE_CLASSES[CYCLE_CLASSES.length - 1] ?? 0)}`;

/** Each class of the cycle by its end: `5 分`, `1 时`, `2 天`, and what is longer. */
export const CYCLE_WORDS: readonly string[] = [
  ...CYCLE_CLASSES.map((end) =>
    end < HOUR ? `${end / MINUTE} 分` : end < DAY ? `${end / HOUR} 时` : `${end / DAY} 天`,
  ),
  '更久',
];

/** A row's name: channels and generations by their own words, the rest as the server calls it. */
export const channelName = ({ key, label }: Row): string => channelWord[key as Channel] ?? label;

/** `1/17`, under a chart. */
export const shortDay = (day: string): string => day.slice(5).split('-').map(Number).join('/');

/** Against the days before: `比前 14 天 +12.5%`. */
export function changeWords(now: number, before: number, days: number): string {
  const against = `比前 ${days} 天`;
  if (before === 0) return now === 0 ? `${against}一样` : `前 ${days} 天没有`;
  const change = ((now - before) / before) * 100;
  return now === before ? `${against}一样` : `${against} ${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}%`;
}

/** The same of K, whose steps are told as they are: `比前 14 天 −0.05`. */
export function kChangeWords(now: KFactor | null, before: KFactor | null, days: number): string {
  if (now === null || before === null) return `前 ${days} 天没有`;
  const change = Number((now.k - before.k).toFixed(2));
  return change === 0
    ? `比前 ${days} 天一样`
    : `比前 ${days} 天 ${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(2)}`;
}

/** What the board counts, in plain words. */
export const DEFINITIONS: ReadonlyArray<readonly [string, string]> = [
  [
    '打开（访问）',
    '一个人一天打开同一个分享，算 1 次，点再多遍也是 1 次。分享的人自己打开、机器人和链接预览都不算；朋友圈单页里看的另记。',
  ],
  ['分享', '微信不告诉我们谁转发了。别人打开了，才知道有这次分享；发出去没人点开的，这里看不到。'],
  ['锁客', '当天绑定了推荐人的人数，按店里的锁客规则。'],
  [
    '下单付款',
    '当天付款、没有退掉的订单，算给下单前最后打开的那个分享。以前就绑定的老客也会下单，所以它可能比锁客多。',
  ],
  ['又分享', '被别人的分享带来的人，自己也分享了，而且有人打开。算给带 TA 来的那个分享。'],
  [
    'K 系数',
    '一次打开后来又带来几次打开：又分享率 × 每次分享带来的打开。到 1，不用推也会越传越多。阴影是 95% 区间：打开的人越少，区间越宽。',
  ],
  ['最近几天的 K', '这几天的分享还在被人打开，K 还会往上走，过几天再看才准。'],
  ['一代的周期', '从一个分享第一次被打开，到它带来的下一个分享第一次被打开，隔了多久。'],
  ['层', '没有被谁带来的人，分享出去是第 1 层；被第 1 层带来的人再分享，是第 2 层，往下数。'],
];

/** By depth: `第 1 层` holds the shares that nothing has brought, and their visits. */
export const levelWords = (depth: number): string => `第 ${depth + 1} 层`;

/** A share in one sentence: `周小满，消息卡片「阳山水蜜桃」：打开 12 次，2 单；这一支共 9 单`. */
export function nodeWords({ sharer, channel, title, visits, orders, branch }: TreeNode): string {
  const own = `${sharer.name}，${channelWord[channel]}「${title}」：打开 ${inCount(visits)} 次，${inCount(orders)} 单`;
  return branch.shares > 1 ? `${own}；这一支共 ${inCount(branch.shares)} 个分享，${inCount(branch.orders)} 单` : own;
}
