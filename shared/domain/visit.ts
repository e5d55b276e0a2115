/**
 * WHAT COUNTS AS A VISIT. WeChat tells of no sharing: a share is known when somebody else opens it.
 *  - One person, one share, one day (Asia/Shanghai): one visit, however often it is opened.
 *  - The sharer's own openings, robots and link previews are none.
 *  - Moments' single-page mode (scene 1154) is counted apart: nobody is known there, and nobody can buy.
 */
import { dayOf, type Ms } from '../time';
import { deriveId } from './ids';
import { SCENE_MOMENTS_PREVIEW } from './referral';

/** The ways a share goes out: 消息卡片 朋友圈 海报 链接. Each has a token of its own. */
export const CHANNELS = ['message', 'moments', 'poster', 'link'] as const;

export type Channel = (typeof CHANNELS)[number];

export const isPreview = (scene: number | undefined): boolean => scene === SCENE_MOMENTS_PREVIEW;

/** The same person (or, where nobody is signed in, device) on the same day opens the same share: the same visit. */
export const visitId = (shareId: string, visitor: string, at: Ms): string =>
  deriveId('vis', shareId, visitor, dayOf(at));

/**
 * Names that crawlers, link previews and page fetchers give themselves. A browser that a person drives, WeChat's own
 * included, matches none of them.
 */
const ROBOTS =
  /bot\b|bot[/_-]|crawl|spider|slurp|preview|facebookexternalhit|whatsapp\/|embedly|mediapartners|lighthouse|pingdom|curl\/|wget\/|python-requests|go-http-client|okhttp\/|axios\//i;

/** A maker of phones whose name ends as robots' names do. */
const PHONES = /cubot/gi;

/** Whether a call comes from no person: by its user agent, or since a browser only fetches ahead (Sec-Purpose, Purpose). */
export const isRobot = (userAgent: string | undefined, purpose: string | undefined): boolean =>
  userAgent === undefined ||
  userAgent === '' ||
  ROBOTS.test(userAgent.replace(PHONES, '')) ||
  /prefetch|prerender|preview/i.test(purpose ?? '');
