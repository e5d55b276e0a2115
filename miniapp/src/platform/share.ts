/**
 * SHARING. A card's path carries a short token `s`: who shared what, and from which share they came. There is no
 * callback when somebody shares (WeChat has none): a share is known when a friend arrives and opens it.
 */
import type { Input, Output } from '../../../shared/contracts/contracts';
import { call, mayRetry } from './api';
import { arrivedInSinglePage, scene } from './launch';
import { pathOf } from './nav';
import { token } from './session';
import { read, write } from './storage';
import { isH5, pictureUrl } from './target';

export type ShareTarget = Input<'share.create'>['target'];
type Opened = Output<'share.open'>;

const KEY = 'pinkan.lastShare';

interface LastShare {
  token: string;
}

/** The token of the share that was opened last; it is sent with an order and named as the origin of my own share. */
export const lastShare = (): string | undefined => read<LastShare>(KEY)?.token;

/**
 * Tells the server that a share was opened. Null for an unknown share, and in Moments' single-page mode. Where telling
 * failed the share is kept all the same: an order names it, and the server binds then.
 */
export async function openShare(shareToken: string): Promise<Opened | null> {
  if (arrivedInSinglePage()) return null;
  const answer = await call('share.open', { token: shareToken, scene: scene() });
  const keep = answer.ok ? answer.value.binding !== 'own' : mayRetry(answer.refusal);
  if (keep) write(KEY, { token: shareToken } satisfies LastShare);
  return answer.ok ? answer.value : null;
}

/** The token of my own share of `target`; undefined where nobody is signed in, and then a card goes out without one. */
export async function myShareToken(target: ShareTarget): Promise<string | undefined> {
  if (arrivedInSinglePage() || (await token()) === null) return undefined;
  const answer = await call('share.create', { target, from: lastShare() });
  return answer.ok ? answer.value.token : undefined;
}

export interface Card {
  title: string;
  path: string;
  imageUrl?: string;
}

/** WeChat shows only PNG and JPG on a card; without a picture it takes the top of the page, which shows the goods too. */
function cardPicture(picture: string): { imageUrl?: string } {
  return /\.(png|jpe?g)$/i.test(picture) ? { imageUrl: pictureUrl(picture) } : {};
}

interface Shared {
  id: string;
  /** The words of the card. */
  title: string;
  cover: string;
  shareToken: string | undefined;
}

export const groupCard = ({ id, title, cover, shareToken }: Shared): Card => ({
  title,
  path: pathOf('group', { id, s: shareToken }),
  ...cardPicture(cover),
});

export const productCard = ({ id, title, cover, shareToken }: Shared): Card => ({
  title,
  path: pathOf('product', { id, s: shareToken }),
  ...cardPicture(cover),
});

/** The same card in Moments: WeChat takes the parameters without the page. */
export function momentsCard(card: Card): { title: string; query: string; imageUrl?: string } {
  const { path, ...rest } = card;
  return { ...rest, query: path.slice(path.indexOf('?') + 1) };
}

/** The card as an address, for H5. */
export function linkOf(card: Card): string {
  return isH5 ? `${window.location.origin}/#${card.path}` : card.path;
}
