/** What a shop pays promoters, in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { type Bps, formatBps, formatFen } from '../../../../shared/money';

export type Policy = Output<'commissionPolicy.get'>;
export type Edition = Policy['policy'];
export type Terms = Pick<Edition, 'rates' | 'cap' | 'holdDays' | 'grades'>;
export type Grade = Terms['grades'][number];
export type OwnItem = Output<'commissionPolicy.listOwn'>['items'][number];
export type OwnKind = 'product' | 'campaign';

const levels = ['一级', '二级', '三级'];

export const levelWord = (level: number): string => levels[level - 1] ?? `${level} 级`;

/** `8%`, `一级 8% · 二级 3%`, `不给佣金`. */
export function ratesWords(rates: readonly Bps[]): string {
  if (!rates.some((rate) => rate > 0)) return '不给佣金';
  const [only = 0] = rates;
  if (rates.length === 1) return formatBps(only);
  return rates.map((rate, index) => `${levelWord(index + 1)} ${formatBps(rate)}`).join(' · ');
}

const whose = ['朋友下单时的推荐人', '推荐人自己的推荐人', '再上面的那位推荐人'];

/** What one level is paid, and who that is. */
export const levelMeaning = (level: number, rate: Bps): string =>
  `${whose[level - 1]}，得实付货款的 ${formatBps(rate)}`;

const gradeWord = ({ name, bonus }: Grade): string => `${name} +${formatBps(bonus)}`;

export const gradeMeaning = ({ name, merit, bonus }: Grade): string =>
  `${name}：卖出且没退的货款满 ${formatFen(merit)}，一级多 ${formatBps(bonus)}`;

/** After so many days from receipt, without an after-sale, a commission can be withdrawn. */
export const daysUntilFree = (holdDays: number, afterSaleDays: number): number => Math.max(holdDays, afterSaleDays);

interface Rule {
  name: string;
  value: string;
  meanings: readonly string[];
}

/** A policy as a table of sentences. */
export function rulesOf({ rates, cap, holdDays, grades }: Terms, afterSaleDays: number): Rule[] {
  const pays = rates.some((rate) => rate > 0);
  const free = daysUntilFree(holdDays, afterSaleDays);
  return [
    {
      name: '比例',
      value: ratesWords(rates),
      meanings: pays
        ? rates.map((rate, index) => levelMeaning(index + 1, rate))
        : ['朋友买了也没有佣金，单独定过的商品和活动除外'],
    },
    {
      name: '封顶',
      value: formatBps(cap),
      meanings: [`一件商品各级加起来，最多付实付货款的 ${formatBps(cap)}`],
    },
    {
      name: '冻结',
      value: `${holdDays} 天`,
      meanings: [
        `签收满 ${free} 天、没有售后，才能提现${holdDays < afterSaleDays ? `（售后期是 ${afterSaleDays} 天）` : ''}`,
      ],
    },
    {
      name: '等级',
      value: grades.length === 0 ? '不分等级' : grades.map(gradeWord).join(' · '),
      meanings: grades.length === 0 ? ['大家的比例一样'] : grades.map(gradeMeaning),
    },
    { name: '自购', value: '没有佣金', meanings: ['自己买的不算，这一条不能改'] },
  ];
}

/** A policy in one line: `8% · 封顶 30% · 冻结 7 天 · 银牌 +1%`. */
export const policyWords = ({ rates, cap, holdDays, grades }: Terms): string =>
  [
    ratesWords(rates),
    `封顶 ${formatBps(cap)}`,
    `冻结 ${holdDays} 天`,
    // With the threshold: it is a part of the policy as well.
    ...grades.map((grade) => `${gradeWord(grade)}（满 ${formatFen(grade.merit)}）`),
  ].join(' · ');

export const ownKindWord: Readonly<Record<OwnItem['of'], string>> = {
  shop: '店铺规则',
  product: '商品规则',
  campaign: '活动规则',
};

/** An edition of a policy of its own: `12%`, `不给佣金`, `恢复店铺规则`. */
export const ownWords = (rates: readonly Bps[] | null): string => (rates === null ? '恢复店铺规则' : ratesWords(rates));
