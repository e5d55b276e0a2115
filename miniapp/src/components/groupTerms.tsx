import { Text } from '@tarojs/components';
import { formatFen } from '../../../shared/money';
import { type GroupTerms, lifeWords, overflowWords, unformedWords } from './groupWords';
import type { Term } from './Terms';

/** 未成团自动退款, as it stands before every payment in a group. */
export const refundTerm = (terms: GroupTerms): Term => ({
  icon: 'refund',
  text: (
    <Text>
      <Text className="strong">未成团自动退款</Text>，{unformedWords(terms)}
    </Text>
  ),
});

/** Who may join, where not everybody may. */
export function audienceTerms({ audience, chatOnly }: GroupTerms): Term[] {
  const terms: Term[] = [];
  if (audience === 'newcomers') {
    terms.push({
      icon: 'people',
      text: (
        <Text>
          老带新：<Text className="strong">只限没在店里买过的新客参团</Text>，开团谁都可以
        </Text>
      ),
    });
  }
  if (chatOnly) {
    terms.push({
      icon: 'chat',
      text: (
        <Text>
          <Text className="strong">只限本群</Text>：在哪个微信群开的团，从那个群打开的人才能参加
        </Text>
      ),
    });
  }
  return terms;
}

/** Whether a paid seat can be given up. */
export const leaveTerm = ({ mayLeave }: GroupTerms): Term =>
  mayLeave
    ? { icon: 'check', text: '成团前可以退团，钱原路退回；团长退了，最早付款的人接任' }
    : { icon: 'lock', text: '付款后等成团或截止，中途不退团' };

/** Everything a buyer should know before they start or join a group of these terms. */
export function termsOf(terms: GroupTerms): Term[] {
  const { size, least, life, leaderDiscount } = terms;
  return [
    refundTerm(terms),
    {
      icon: 'clock',
      text: (
        <Text>
          开团后 <Text className="strong">{lifeWords(life)}</Text>
          {least === undefined ? `内满 ${size} 人成团，成团后才发货` : `截止，满 ${size} 人提前成团，成团后才发货`}
        </Text>
      ),
    },
    ...audienceTerms(terms),
    ...(leaderDiscount > 0
      ? [
          {
            icon: 'tag' as const,
            text: (
              <Text>
                开团的这一单每件再省 <Text className="num strong">{formatFen(leaderDiscount)}</Text>
              </Text>
            ),
          },
        ]
      : []),
    { icon: 'swap', text: overflowWords[terms.overflow] },
    leaveTerm(terms),
  ];
}
