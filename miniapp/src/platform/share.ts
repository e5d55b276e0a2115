/**
 * SHARING. A card's path carries a short token `s`: who shared what, and from which share they came. There is no
 * callback when somebody shares (WeChat has none): a share is known when a friend arrives and opens it.
 */
import type { Input, Output } from '../../../shared/contracts/contracts';
import { type Fen, formatFen } from '../../../shared/money';
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

/** `还差 1 人 · ¥29.90 阳山水蜜桃 3 人团`: what is missing is said in the title, for the card's own text is fixed. */
export function groupCard(group: {
  id: string;
  title: string;
  cover: string;
  size: number;
  missing: number;
  open: boolean;
  price: Fen;
  shareToken: string | undefined;
}): Card {
  const offer = `${formatFen(group.price)} ${group.title} ${group.size} 人团`;
  return {
    title: group.open ? `还差 ${group.missing} 人 · ${offer}` : offer,
    path: pathOf('group', { id: group.id, s: group.shareToken }),
    ...cardPicture(group.cover),
  };
}

export function productCard(product: {
  id: string;
  title: string;
  cover: string;
  price: Fen;
  size: number | undefined;
  shareToken: string | undefined;
}): Card {
  const terms = product.size === undefined ? '' : ` ${product.size} 人团`;
  return {
    title: `${formatFen(product.price)} ${product.title}${terms}`,
    path: pathOf('product', { id: product.id, s: product.shareToken }),
    ...cardPicture(product.cover),
  };
}

/** The same card in Moments: WeChat takes the parameters without the page. */
export function momentsCard(card: Card): { title: string; query: string; imageUrl?: string } {
  const { path, ...rest } = card;
  return { ...rest, query: path.slice(path.indexOf('?') + 1) };
}

/** The card as an address, for H5. */
export function linkOf(card: Card): string {
  return isH5 ? `${window.location.origin}/#${card.path}` : card.path;
}
