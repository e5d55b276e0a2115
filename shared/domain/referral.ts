/**
 * WHO IS WHOSE REFERRER. This file is the only answer.
 *  - The first share that a person opens binds them to its sharer, for good.
 *  - Never to oneself, never into a cycle of any length, never to a suspended promoter, and never from Moments'
 *    single-page mode (scene 1154: no login there, WeChat document 朋友圈单页模式).
 *  - One visitor, one merchant, one binding, whatever races: `functions/store/referral.ts` says how.
 */

/** WeChat's scene value of Moments' single-page mode. */
export const SCENE_MOMENTS_PREVIEW = 1154;

/** A chain longer than this is not walked to its end; no real chain comes near it. */
export const CHAIN_LIMIT = 1000;

export type BindingAnswer =
  | 'bound' // the sharer is the referrer from now on
  | 'already' // bound to this sharer before
  | 'elsewhere' // bound to somebody else before
  | 'own' // one's own share
  | 'cycle' // the sharer was brought by this visitor, directly or over others
  | 'suspended'
  | 'preview';

export interface Opening {
  readonly visitorId: string;
  readonly sharerId: string;
  readonly sharerSuspended: boolean;
  readonly scene?: number | undefined;
  /** Whom the visitor is bound to, if to anybody. */
  readonly boundTo?: string | undefined;
  /** Who is above the sharer, nearest first. */
  readonly sharerChain: readonly string[];
}

/** The answer to opening a share. Only `bound` changes anything. */
export function answerOpening(opening: Opening): BindingAnswer {
  const { visitorId, sharerId, boundTo } = opening;
  if (opening.scene === SCENE_MOMENTS_PREVIEW) return 'preview';
  if (sharerId === visitorId) return 'own';
  if (boundTo !== undefined) return boundTo === sharerId ? 'already' : 'elsewhere';
  if (opening.sharerSuspended) return 'suspended';
  if (opening.sharerChain.includes(visitorId)) return 'cycle';
  return 'bound';
}
