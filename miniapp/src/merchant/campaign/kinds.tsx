/** WHAT EACH KIND OF CAMPAIGN HAS ON ITS PAGE: one entry a kind. What all of them have is told by the page itself. */
import type { ReactNode } from 'react';
import { TERMS as BARGAIN_TERMS } from '../../../../shared/domain/bargain';
import { TERMS as GROUP_BUY_TERMS } from '../../../../shared/domain/groupBuy';
import type { TermTable } from '../../../../shared/domain/terms';
import { bargainWord } from '../words/bargain';
import { type CampaignDetail, type CampaignOf, shareOf } from '../words/campaign';
import { groupWord } from '../words/groupBuy';
import { DeskBargains, PhoneBargains } from './Bargains';
import { DeskGroups, PhoneGroups } from './Groups';
import { BargainPrices, GroupPrices } from './Prices';
import { bargainStates, groupStates, type PartProps } from './part';

/** A term of the edition that is on, as it is read. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

export interface KindParts {
  /** What it has begun: groups, bargains. */
  readonly begun: {
    readonly tab: string;
    readonly title: string;
    readonly sub: ReactNode;
    /** Each leads to the list in that state. */
    readonly figures: ReadonlyArray<{ state: string; label: string; value: number }>;
    readonly filter: string;
    readonly states: ReadonlyArray<{ value: string; label: string }>;
    readonly list: (part: PartProps<string | undefined>, wide: boolean) => ReactNode;
  };
  readonly rules: readonly Rule[];
  readonly prices: ReactNode;
  /** Which edition holds for what has begun. */
  readonly pinned: string;
}

export function kindParts(campaign: CampaignDetail): KindParts {
  switch (campaign.kind) {
    case 'groupBuy':
      return groupBuy(campaign);
    case 'bargain':
      return bargain(campaign);
  }
}

const rulesOf = <T,>(table: TermTable<T>, terms: T): Rule[] =>
  (Object.keys(table) as (keyof T & string)[]).map((id) => {
    const { name, meaning } = table[id];
    return { id, name, meaning, value: table[id].says(terms) };
  });

function groupBuy(campaign: CampaignOf<'groupBuy'>): KindParts {
  const { groups, terms } = campaign;
  const share = shareOf(groups.formed, groups.formed + groups.failed);
  return {
    begun: {
      tab: 'groups',
      title: '团',
      sub: share && `成团率 ${share}`,
      figures: (['open', 'pending', 'formed', 'failed'] as const).map((state) => ({
        state,
        label: groupWord[state].label,
        value: groups[state],
      })),
      filter: '团的状态',
      states: groupStates.map((value) => ({ value, label: value === 'all' ? '全部' : groupWord[value].label })),
      list: (part, wide) => {
        const state = groupStates.find((one) => one === part.state) ?? 'all';
        return wide ? <DeskGroups {...part} state={state} /> : <PhoneGroups {...part} state={state} />;
      },
    },
    rules: rulesOf(GROUP_BUY_TERMS, terms),
    prices: <GroupPrices campaign={campaign} />,
    pinned: '开着的团按各自开团时的那一版',
  };
}

function bargain(campaign: CampaignOf<'bargain'>): KindParts {
  const { bargains, terms } = campaign;
  const share = shareOf(bargains.bought, bargains.bought + bargains.expired + bargains.cancelled);
  return {
    begun: {
      tab: 'bargains',
      title: '砍价',
      sub: share && `买下的占结束的 ${share}`,
      figures: (['open', 'floor', 'ordered', 'bought'] as const).map((state) => ({
        state,
        label: bargainWord[state].label,
        value: bargains[state],
      })),
      filter: '砍价的状态',
      states: bargainStates.map((value) => ({ value, label: value === 'all' ? '全部' : bargainWord[value].label })),
      list: (part, wide) => {
        const state = bargainStates.find((one) => one === part.state) ?? 'all';
        return wide ? <DeskBargains {...part} state={state} /> : <PhoneBargains {...part} state={state} />;
      },
    },
    rules: rulesOf(BARGAIN_TERMS, terms),
    prices: <BargainPrices campaign={campaign} />,
    pinned: '在砍的按各自发起时的那一版',
  };
}
