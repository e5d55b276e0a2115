/**
 * SHARING. A card's path carries a short token `s`: who shared what, over which channel, and from which share they came.
 * There is no callback when somebody shares (WeChat has none): a share is known when a friend arrives and opens it.
 */
import type { Input, Output } from '../../../shared/contracts/contracts';
import { no, ok, type Result } from '../../../shared/result';
import { call, mayRetry, type Problem } from './api';
import { arrivalTicket } from './chat';
import { arrivedInSinglePage, scene } from './launch';
import { pathOf } from './nav';
import { token, useSession } from './session';
import { forget, read, write } from './storage';
import { isH5, pictureUrl } from './target';
import { device, forgetDevice, keptDevice } from './visitorId';

/** What a share leads to. */
export interface ShareTarget {
  kind: Input<'share.create'>['target']['kind'];
  id: string;
}

export type Channel = NonNullable<Input<'share.create'>['channel']>;
type Opened = Output<'share.open'>;

const KEY = 'pinkan.lastShare';

interface LastShare {
  token: string;
}

/** The token of the share that was opened last; it is sent with an order and named as the origin of my own share. */
export const lastShare = (): string | undefined => read<LastShare>(KEY)?.token;

let claiming: Promise<void> | undefined;

/** What was opened here before somebody signed in becomes theirs. Asked again later where it failed. */
async function claim(): Promise<void> {
  const mine = keptDevice();
  if (mine === undefined) return;
  const answer = await call('share.claim', { device: mine });
  if (answer.ok) forgetDevice();
}

function claimShares(): Promise<void> {
  claiming ??= claim().finally(() => {
    claiming = undefined;
  });
  return claiming;
}

/** Once, as the app starts: on H5 people sign in on any page, some time after they came. */
export function claimAtSignIn(): void {
  useSession.subscribe(({ person }, before) => {
    if (person !== null && before.person === null) void claimShares();
    // Whoever signs in next in this browser has not opened it. In WeChat it is the same person again.
    if (isH5 && person === null && before.person !== null) forget(KEY);
  });
}

/**
 * Tells the server that a share was opened, with nobody signed in too. Where telling failed the share is kept all the
 * same: an order names it, and the server binds then. Moments' single-page mode keeps nothing, and signs nobody in.
 */
export async function openShare(shareToken: string): Promise<Result<Opened, Problem>> {
  const nobody = (await token()) === null;
  // What was opened first binds: the earlier openings come before this one.
  if (!nobody) await claimShares();
  const answer = await call('share.open', {
    token: shareToken,
    scene: scene(),
    chat: await arrivalTicket(),
    ...(nobody ? { device: device() } : {}),
  });
  const keep = answer.ok ? answer.value.binding !== 'own' : mayRetry(answer.refusal);
  if (keep && !arrivedInSinglePage()) write(KEY, { token: shareToken } satisfies LastShare);
  return answer;
}

/** The token of my own share of `target`; undefined where nobody is signed in, and then a card goes out without one. */
export async function myShareToken(target: ShareTarget, channel: Channel): Promise<string | undefined> {
  if (arrivedInSinglePage() || (await token()) === null) return undefined;
  const answer = await call('share.create', { target, channel, from: lastShare(), chat: await arrivalTicket() });
  return answer.ok ? answer.value.token : undefined;
}

/** Something that can be shared, in the words of its card. */
export interface Shareable extends ShareTarget {
  title: string;
  /** What it looks like; left out where WeChat is to take the top of the page. */
  picture?: string;
}

export interface Card {
  title: string;
  path: string;
  imageUrl?: string;
}

/** Before the page knows what it shows. */
const NOTHING_YET: Card = { title: '拼砍', path: '/pages/home/index' };

/** Where a share of it leads. A promoter's card without a token would be nobody's: it leads to the shop. */
function pathTo({ kind, id }: ShareTarget, shareToken: string | undefined): string {
  if (kind === 'product' || kind === 'group') return pathOf(kind, { id, s: shareToken });
  if (kind === 'bargain') return pathOf('bargain/bargain', { id, s: shareToken });
  return kind === 'promoter' && shareToken !== undefined
    ? pathOf('promoter/card', { s: shareToken })
    : pathOf('home', { s: shareToken });
}

/** WeChat shows only PNG and JPG on a card; without a picture it takes the top of the page, which shows the goods too. */
function cardPicture(picture = ''): { imageUrl?: string } {
  // What was sent to us is there as JPEG too.
  const shown = picture.replace(/^(\/media\/\w+)\.webp$/, '$1.jpg');
  return /\.(png|jpe?g)$/i.test(shown) ? { imageUrl: pictureUrl(shown) } : {};
}

const cardOf = ({ title, picture, ...target }: Shareable, shareToken: string | undefined): Card => ({
  title,
  path: pathTo(target, shareToken),
  ...cardPicture(picture),
});

/** My own tokens of what a page shows. */
export interface Tokens {
  message: string | undefined;
  moments: string | undefined;
}

/**
 * What `useShareAppMessage` returns. Somebody may share before the token is there: WeChat waits for the promise, and
 * after 3 s [R] sends the card as it is, without one.
 */
export function messageCard(
  shared: Shareable | undefined,
  tokens: Tokens | undefined,
  coming: () => Promise<Tokens>,
): Card & { promise?: Promise<Card> } {
  if (shared === undefined) return NOTHING_YET;
  if (tokens !== undefined) return cardOf(shared, tokens.message);
  return { ...cardOf(shared, undefined), promise: coming().then(({ message }) => cardOf(shared, message)) };
}

/** What `useShareTimeline` returns. WeChat takes the parameters without the page, and waits for nothing. */
export function momentsCard(
  shared: Shareable | undefined,
  tokens: Tokens | undefined,
): { title: string; query?: string; imageUrl?: string } {
  if (shared === undefined) return { title: NOTHING_YET.title };
  const { path, ...rest } = cardOf(shared, tokens?.moments);
  return { ...rest, query: path.split('?')[1] ?? '' };
}

/** A share as an address, for H5. */
export const addressOf = (target: ShareTarget, shareToken: string | undefined): string =>
  `${window.location.origin}/#${pathTo(target, shareToken)}`;

/** WeChat makes nothing that is nobody's. */
export const noToken: Problem = { kind: 'unreachable', message: '网络断了一下，再试一次' };

/** The address of H5, or a link of WeChat that opens the mini-program from anywhere. */
export async function linkTo(target: ShareTarget): Promise<Result<string, Problem>> {
  const mine = await myShareToken(target, 'link');
  if (isH5) return ok(addressOf(target, mine));
  if (mine === undefined) return no(noToken);
  const answer = await call('share.link', { token: mine });
  return answer.ok ? ok(answer.value.url) : answer;
}
