/** A campaign's state, time and figures in words. What the server says → the words on the screens. */
import type { Output } from '../../../../shared/contracts/contracts';
import { dayOf, formatDay, formatWhen, type Ms } from '../../../../shared/time';
import type { Word } from './word';

export type Campaign = Output<'campaign.list'>['campaigns'][number];
export type CampaignDetail = Output<'campaign.get'>;

export const campaignWord: Readonly<Record<Campaign['status'], Word>> = {
  live: { label: '进行中', tone: 'money' },
  scheduled: { label: '待开始', tone: 'info' },
  draft: { label: '草稿', tone: 'plain' },
  ended: { label: '已结束', tone: 'plain' },
  paused: { label: '已暂停', tone: 'warning' },
};

/** `1 月 10 日 – 1 月 20 日`; within one day `今天 20:00 – 20:30`. */
export function periodWords({ startsAt, endsAt }: Pick<Campaign, 'startsAt' | 'endsAt'>, now: Ms): string {
  if (dayOf(startsAt) === dayOf(endsAt)) return `${formatWhen(startsAt, now)} – ${formatWhen(endsAt, now).slice(-5)}`;
  return `${formatDay(startsAt, now)} – ${formatDay(endsAt, now)}`;
}

/** Who ended it, when, and what was chosen for the groups that were open. */
export function endedWords({ at, by, groups }: NonNullable<Campaign['ended']>, now: Ms): string {
  const choice = groups === 'letRun' ? '让开着的团拼完' : '开着的团当时截止';
  return `${by} ${formatWhen(at, now)} 提前结束了活动：${choice}`;
}

/** 成团率 of the groups that are over, with one decimal where it is not whole; undefined while none is over. */
export function formedShare({ formed, failed }: Campaign['groups']): string | undefined {
  const over = formed + failed;
  return over === 0 ? undefined : `${Math.round((formed * 1000) / over) / 10}%`;
}
