/** A campaign's state, time and figures in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { dayOf, formatDay, formatWhen, type Ms } from '../../../../shared/time';
import type { Word } from './word';

export type Campaign = Output<'campaign.list'>['campaigns'][number];
export type CampaignDetail = Output<'campaign.get'>;
export type CampaignKind = Campaign['kind'];
export type CampaignOf<K extends CampaignKind> = Extract<CampaignDetail, { kind: K }>;

export const campaignWord: Readonly<Record<Campaign['status'], Word>> = {
  live: { label: '进行中', tone: 'money' },
  scheduled: { label: '待开始', tone: 'info' },
  draft: { label: '草稿', tone: 'plain' },
  ended: { label: '已结束', tone: 'plain' },
  paused: { label: '已暂停', tone: 'warning' },
};

export const kindWord: Readonly<Record<CampaignKind, Word>> = {
  groupBuy: { label: '拼团', tone: 'group' },
  bargain: { label: '砍价', tone: 'warning' },
};

/** What it offers, in one line. */
export function offerWords(campaign: Campaign): string {
  switch (campaign.kind) {
    case 'groupBuy':
      return `${campaign.size} 人团 ${formatFen(campaign.price)}`;
    case 'bargain':
      return `${campaign.helpers} 位朋友帮，${formatFen(campaign.list)} 砍到 ${formatFen(campaign.floor)}`;
  }
}

interface Counted {
  readonly label: string;
  readonly value: number;
}

/** How what it has begun stands: what is under way, what came off, what came to nothing. */
export interface Progress {
  readonly underWay: Counted;
  readonly done: Counted;
  readonly failed: Counted;
}

export function progressOf(campaign: Campaign): Progress {
  switch (campaign.kind) {
    case 'groupBuy': {
      const { open, formed, failed } = campaign.groups;
      return {
        underWay: { label: '进行中的团', value: open },
        done: { label: '已成团', value: formed },
        failed: { label: '没拼成', value: failed },
      };
    }
    case 'bargain': {
      const { open, floor, ordered, bought, expired, cancelled } = campaign.bargains;
      return {
        underWay: { label: '进行中的砍价', value: open + floor + ordered },
        done: { label: '砍成买下', value: bought },
        failed: { label: '没砍成', value: expired + cancelled },
      };
    }
  }
}

/** `1 月 10 日 – 1 月 20 日`; within one day `今天 20:00 – 20:30`. */
export function periodWords({ startsAt, endsAt }: Pick<Campaign, 'startsAt' | 'endsAt'>, now: Ms): string {
  if (dayOf(startsAt) === dayOf(endsAt)) return `${formatWhen(startsAt, now)} – ${formatWhen(endsAt, now).slice(-5)}`;
  return `${formatDay(startsAt, now)} – ${formatDay(endsAt, now)}`;
}

/** A share of those that are over, with one decimal where it is not whole; undefined while none is over. */
export function shareOf(part: number, over: number): string | undefined {
  return over === 0 ? undefined : `${Math.round((part * 1000) / over) / 10}%`;
}
