/** What pausing a campaign and resuming it come to, in words, for each kind: one sentence each. */
import { formatWhen, type Ms } from '../../../../shared/time';
import type { CampaignKind } from './campaign';

const begun: Readonly<Record<CampaignKind, { noMore: string; goesOn: string; again: string }>> = {
  groupBuy: {
    noMore: '不能再开新团，商品页按单买价卖。',
    goesOn: '开着的团照常参团、成团和退款。',
    again: '又能开新团了。',
  },
  bargain: {
    noMore: '不能再发起砍价，活动页写明商家暂停了。',
    goesOn: '已经发起的照常帮砍、下单。',
    again: '又能发起砍价了。',
  },
};

/** Before it is paused. */
export const pauseWords = (kind: CampaignKind): readonly string[] => [
  begun[kind].noMore,
  begun[kind].goesOn,
  '随时可以恢复；结束时间不会往后延。',
];

/** Before it is resumed: at once, or once its time has come. */
export function resumeWords(kind: CampaignKind, startsAt: Ms, now: Ms): readonly string[] {
  return [startsAt > now ? `到 ${formatWhen(startsAt, now)} 开始。` : begun[kind].again];
}
