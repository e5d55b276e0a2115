/** A POLICY AS STORIES: what the rules of bindings say of two people, day by day. No outcome is written by hand. */
import {
  answerOpening,
  type Binding,
  type BindingAnswer,
  bindingFrom,
  lasts,
  type ReferralTerms,
} from '../../../../shared/domain/referral';
import { DAY, type Ms } from '../../../../shared/time';

/** Something that somebody does, and what comes of it. */
export interface Step {
  /** Days since the story began. */
  readonly day: number;
  readonly kind: 'opening' | 'order';
  readonly what: string;
  readonly outcome: string;
  /** Somebody earns from this order. */
  readonly earned: boolean;
}

export interface Story {
  readonly title: string;
  readonly steps: readonly Step[];
}

interface Event {
  readonly day: number;
  /** Whose share is opened; an order goes by the one that was opened last. */
  readonly opens?: string;
}

const FIRST = '林姐';
const OTHER = '阿杰';

/** When she comes back: what can run out by these terms, has. */
const backOn = ({ days = 0, protectedDays = 0 }: ReferralTerms): number => Math.max(40, days + 5, protectedDays + 5);

/** She comes for the first time, by one share and then another, orders, and comes back much later. */
const newcomersDays = (terms: ReferralTerms): readonly Event[] => {
  const back = backOn(terms);
  return [
    { day: 0, opens: FIRST },
    { day: 3, opens: OTHER },
    { day: 8 },
    { day: back, opens: OTHER },
    { day: back + 1 },
  ];
};

const regularsDays: readonly Event[] = [{ day: 0, opens: FIRST }, { day: 1 }];

function openingWords(answer: BindingAnswer, sharer: string, binding: Binding | undefined, now: Ms): string {
  switch (answer) {
    case 'bound':
      return `推荐人是${sharer}，${binding?.until === undefined ? '终身' : `到第 ${binding.until / DAY} 天`}`;
    case 'already':
      return `推荐人已经是${sharer}`;
    case 'waits':
      return '先不锁，下单时再看';
    case 'known':
      return '以前自己买过，不锁';
    default:
      return binding !== undefined && lasts(binding, now) ? `推荐人还是${binding.referrerId}` : '锁客到期了，也不换人';
  }
}

function orderWords(answer: BindingAnswer, earner: string | undefined): string {
  if (earner === undefined) return '没有推荐人，不付佣金';
  return answer === 'bound' ? `这一单锁给${earner}，佣金归 TA` : `佣金归${earner}`;
}

function stepsOf(terms: ReferralTerms, who: string, newcomer: boolean, events: readonly Event[]): Step[] {
  let binding: Binding | undefined;
  let sharer = '';
  return events.map(({ day, opens }) => {
    const now = day * DAY;
    sharer = opens ?? sharer;
    const answer = answerOpening({
      visitorId: who,
      sharerId: sharer,
      sharerSuspended: false,
      policy: terms,
      now,
      newcomer,
      ordering: opens === undefined,
      binding,
      sharerChain: [],
    });
    if (answer === 'bound') binding = bindingFrom(terms, sharer, now);
    if (opens !== undefined) {
      const outcome = openingWords(answer, opens, binding, now);
      return { day, kind: 'opening', what: `打开${opens}的分享`, outcome, earned: false };
    }
    const earner = binding && lasts(binding, now) ? binding.referrerId : undefined;
    return { day, kind: 'order', what: '下单', outcome: orderWords(answer, earner), earned: earner !== undefined };
  });
}

/** What these terms come to. They must stand (`referralFault`). */
export const storiesOf = (terms: ReferralTerms): Story[] => [
  { title: '小鹿第一次来店里', steps: stepsOf(terms, '小鹿', true, newcomersDays(terms)) },
  { title: '老陈以前自己来买过', steps: stepsOf(terms, '老陈', false, regularsDays) },
];
