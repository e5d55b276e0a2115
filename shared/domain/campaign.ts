/**
 * THE LIFE OF A CAMPAIGN, of any kind.
 *  - draft → scheduled → live ⇄ paused → ended. By the clock a live campaign begins at `startsAt` and ends at `endsAt`.
 *  - Paused it starts nothing new, and what it has begun goes on; resumed, it is again what the clock says.
 *  - Ended early by the merchant, it starts nothing new. What it has begun either runs on (`letRun`) or ends too
 *    (`endNow`); who let it run may still end it, not the other way.
 * Times in ms.
 */

import { no, ok, type Result } from '../result';
import type { Ms } from '../time';
import type { BargainTerms } from './bargain';
import type { GroupBuyTerms } from './groupBuy';

/** What a campaign is, by its kind. */
export type CampaignTerms =
  | { readonly kind: 'groupBuy'; readonly terms: GroupBuyTerms }
  | { readonly kind: 'bargain'; readonly terms: BargainTerms };

export type CampaignStatus = 'draft' | 'scheduled' | 'live' | 'paused' | 'ended';

/** What becomes of the groups that are open when a campaign is ended early. */
export type GroupsEnd = 'letRun' | 'endNow';

export interface CampaignState {
  readonly status: CampaignStatus;
  readonly startsAt: Ms;
  readonly endsAt: Ms;
  /** While it is paused by hand: since when, and by whom. */
  readonly paused?: { readonly at: Ms; readonly userId: string } | undefined;
  /** Ended by hand: when, by whom, and what became of its groups. */
  readonly ended?:
    | { readonly at: Ms; readonly userId: string; readonly name: string; readonly groups: GroupsEnd }
    | undefined;
}

/** A member of the shop, by the name they had then. */
interface By {
  readonly userId: string;
  readonly name: string;
}

export type CampaignCommand =
  | { readonly type: 'end'; readonly groups: GroupsEnd; readonly by: By; readonly now: Ms }
  | { readonly type: 'pause' | 'resume'; readonly by: By; readonly now: Ms };

export type CampaignEvent =
  | { readonly type: 'campaignEnded'; readonly groups: GroupsEnd; readonly by: By; readonly at: Ms }
  | { readonly type: 'campaignPaused' | 'campaignResumed'; readonly by: By; readonly at: Ms };

export type CampaignRefusal = 'campaignNotEndable' | 'campaignNotPausable';

/** Events that something else follows from. */
export const CAMPAIGN_CONSEQUENCES = ['campaignEnded'] as const satisfies readonly CampaignEvent['type'][];

/** The status that counts now: the clock's part in it included. */
export function statusAt({ status, startsAt, endsAt }: CampaignState, now: Ms): CampaignStatus {
  if (status === 'draft' || status === 'ended') return status;
  if (endsAt <= now) return 'ended';
  if (status === 'paused') return status;
  return startsAt > now ? 'scheduled' : 'live';
}

/** True while it starts something new. */
export const isLive = (campaign: CampaignState, now: Ms): boolean => statusAt(campaign, now) === 'live';

/** Why it starts nothing new now; null while it does. */
export function notStarting(campaign: CampaignState, now: Ms): 'campaignPaused' | 'campaignNotLive' | null {
  const status = statusAt(campaign, now);
  if (status === 'live') return null;
  return status === 'paused' ? 'campaignPaused' : 'campaignNotLive';
}

/** The rule. A command that was carried out before yields no events. */
export function decideCampaign(
  state: CampaignState,
  command: CampaignCommand,
): Result<CampaignEvent[], CampaignRefusal> {
  const { by, now } = command;
  switch (command.type) {
    case 'end':
      return decideEnd(state, command);
    case 'pause':
    case 'resume': {
      const status = statusAt(state, now);
      if (status === 'draft' || status === 'ended') return no('campaignNotPausable');
      if ((status === 'paused') === (command.type === 'pause')) return ok([]);
      return ok([{ type: command.type === 'pause' ? 'campaignPaused' : 'campaignResumed', by, at: now }]);
    }
  }
}

function decideEnd(
  state: CampaignState,
  { groups, by, now }: Extract<CampaignCommand, { type: 'end' }>,
): Result<CampaignEvent[], 'campaignNotEndable'> {
  if (state.status === 'draft') return no('campaignNotEndable');
  if (state.ended) {
    if (state.ended.groups === 'endNow' || groups === 'letRun') return ok([]);
    return ok([{ type: 'campaignEnded', groups, by, at: now }]);
  }
  // Its time is over by itself: nothing new begins in any case, but what it has begun may still be ended.
  if (statusAt(state, now) === 'ended' && groups === 'letRun') return no('campaignNotEndable');
  return ok([{ type: 'campaignEnded', groups, by, at: now }]);
}

export function evolveCampaign<S extends CampaignState>(state: S, event: CampaignEvent): S {
  const { by, at } = event;
  switch (event.type) {
    case 'campaignEnded':
      return { ...state, status: 'ended', paused: undefined, ended: { at, ...by, groups: event.groups } };
    case 'campaignPaused':
      return { ...state, status: 'paused', paused: { at, userId: by.userId } };
    case 'campaignResumed':
      return { ...state, status: 'live', paused: undefined };
  }
}
