/** Bindings and who earns, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import type { ReferralTerms } from '../../../../shared/domain/referral';
import { BPS_WHOLE, type Fen, formatBps, formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import { channelWord } from '../../components/channelWords';
import { ownKindWord } from './commissionPolicy';

export type Referral = Output<'referral.get'>;
export type Edition = Output<'referral.policy'>['policy'];
export type Explanation = Output<'commission.inspect'>;
export type ExplainedEarner = Explanation['lines'][number]['earners'][number];

export const whomWord: Readonly<Record<ReferralTerms['whom'], string>> = {
  everyone: '所有人',
  newcomers: '只锁新客',
};

export const whomMeaning: Readonly<Record<ReferralTerms['whom'], string>> = {
  everyone: '谁打开分享都算，以前买过的也算',
  newcomers: '在店里买过、又没有推荐人的，打开分享也不锁',
};

export const whenWord: Readonly<Record<ReferralTerms['when'], string>> = {
  firstOpen: '打开分享就锁',
  firstOrder: '下单时才锁',
};

export const whenMeaning: Readonly<Record<ReferralTerms['when'], string>> = {
  firstOpen: '打开的那一刻，分享的人就是推荐人',
  firstOrder: '归下单前最后打开的那个分享',
};

/** `30 天`, `终身`. */
export const daysWord = (days: number | undefined): string => (days === undefined ? '终身' : `${days} 天`);

export const daysMeaning = (days: number | undefined): string =>
  days === undefined ? '锁了就一直有效，以后每一单都算' : `从锁的那一刻算起，过了 ${days} 天再下单就不算`;

export function replacedWord({ replaced, protectedDays }: Pick<ReferralTerms, 'replaced' | 'protectedDays'>): string {
  if (replaced === 'never') return '一直不换';
  return replaced === 'afterExpiry' ? '到期后可以换' : `${protectedDays} 天后，以最后打开的为准`;
}

export function replacedMeaning({ replaced, protectedDays, days }: ReferralTerms): string {
  if (replaced === 'lastClick') return `前 ${protectedDays} 天不换，过后归最后打开的那个分享`;
  if (replaced === 'afterExpiry') return '没到期不换；到期后再打开分享，可以归别人，也可以续上';
  return days === undefined ? '第一个推荐人一直是推荐人' : '到期后没有推荐人，再打开谁的分享也不锁';
}

interface Rule {
  name: string;
  value: string;
  meaning: string;
}

/** A policy as a table of sentences. */
export const rulesOf = (terms: ReferralTerms): Rule[] => [
  { name: '锁谁', value: whomWord[terms.whom], meaning: whomMeaning[terms.whom] },
  { name: '什么时候锁', value: whenWord[terms.when], meaning: whenMeaning[terms.when] },
  { name: '锁多久', value: daysWord(terms.days), meaning: daysMeaning(terms.days) },
  { name: '换不换人', value: replacedWord(terms), meaning: replacedMeaning(terms) },
];

/** A policy in one line: `所有人 · 打开分享就锁 · 终身 · 一直不换`. */
export const policyWords = (terms: ReferralTerms): string =>
  rulesOf(terms)
    .map(({ value }) => value)
    .join(' · ');

/** Since when an edition holds, and who said so: `今天 14:38 · 吴掌柜`. */
export const editionWords = ({ at, by }: Pick<Edition, 'at' | 'by'>, now: Ms): string =>
  at === undefined ? '开店时的规则' : [formatWhen(at, now), by].filter(Boolean).join(' · ');

/** How long a binding lasts: `终身`, `到 3 月 31 日 12:00`. */
export const untilWords = (until: Ms | undefined, now: Ms): string =>
  until === undefined ? '终身' : `到 ${formatWhen(until, now)}`;

/** What a line of the history says: `推荐人是阿杰`. */
export const changeWords = ({ referrer, by }: Referral['history'][number]): string => {
  if (by === undefined) return `推荐人是${referrer?.name ?? ''}`;
  return referrer === undefined ? '更正为没有推荐人' : `更正推荐人为${referrer.name}`;
};

/** What led to it: by which share, for how long, by which edition, or why a member did it. */
export const changeReason = ({ share, until, reason, policyVersion, referrer }: Referral['history'][number], now: Ms) =>
  [
    reason !== undefined && `原因：${reason}`,
    reason === undefined && share !== undefined && `打开了「${share.title}」的分享`,
    referrer !== undefined && untilWords(until, now),
    policyVersion !== undefined && `按第 ${policyVersion} 版规则`,
  ]
    .filter(Boolean)
    .join('，');

const whose: Readonly<Record<number, string>> = { 1: '买家', 2: '推荐人', 3: '推荐人的推荐人' };

/** How somebody came to be the one who earns. */
export function becauseWords({ level, boundAt, until, referralVersion, share }: ExplainedEarner, now: Ms): string {
  return [
    `${formatWhen(boundAt, now)} 成为${whose[level]}的推荐人`,
    share && `通过${channelWord[share.channel]}「${share.title}」`,
    untilWords(until, now),
    referralVersion !== undefined && `按第 ${referralVersion} 版锁客规则`,
  ]
    .filter(Boolean)
    .join('，');
}

const noneWhy: Readonly<Record<Exclude<ExplainedEarner['why'], 'earned'>, string>> = {
  suspended: '下单时已停用推广，这份留给店里',
  ownOrder: '自己买的，不计佣金',
  noRate: '按下单时的规则，这一级没有佣金',
  tooSmall: '算下来不到 1 分，留给店里',
  erased: '付款前已注销账号，这份留给店里',
  notHeld: '还没付款，或者付款已经退回，不计佣金',
};

/** The sum behind an amount: `¥29.90 × 8% = ¥2.39`, or why there is none. */
export function sumWords({ why, rate, amount, reversed }: ExplainedEarner, base: Fen): string {
  if (why !== 'earned') return noneWhy[why];
  const lost = (base * rate) % BPS_WHOLE === 0 ? '' : '，不足 1 分的归店里';
  const back = reversed > 0 ? `，退款冲回 ${formatFen(reversed)}` : '';
  return `${formatFen(base)} × ${formatBps(rate)} = ${formatFen(amount)}${lost}${back}`;
}

/** Whose policy it was, and what a grade added to it: `按商品规则第 2 版，其中「银牌」等级加 1%`. */
export function ruleWords(
  { policyOf, policyVersion }: Pick<Explanation['lines'][number], 'policyOf' | 'policyVersion'>,
  { grade }: ExplainedEarner,
): string {
  const rule = `按${ownKindWord[policyOf]}第 ${policyVersion} 版`;
  return grade === undefined ? rule : `${rule}，其中「${grade.name}」等级加 ${formatBps(grade.bonus)}`;
}

/** Whose card was opened last, where another one is the referrer or nobody is. */
export function openedWords({ opened, elsewhere }: Pick<Explanation, 'opened' | 'elsewhere'>): string | undefined {
  if (opened === undefined) return undefined;
  const what = `下单前最后打开的是${opened.sharer}的${channelWord[opened.channel]}「${opened.title}」`;
  return elsewhere ? `${what}。买家的推荐人是别人，所以不归 TA` : what;
}
