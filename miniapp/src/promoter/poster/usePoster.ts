/** A poster, from what it is about to a picture on the phone. */
import type { Bps } from '../../../../shared/money';
import { no, ok, type Result } from '../../../../shared/result';
import { bargainTitle } from '../../bargain/words';
import { groupTitle, offerTitle } from '../../components/groupWords';
import { type Ask, useAsk } from '../../hooks/useAsk';
import { shownSku as skuOfGroup } from '../../pages/group/viewer';
import { shownSku } from '../../pages/product/sku';
import { call, type Problem } from '../../platform/api';
import { openBoard } from '../../platform/canvas';
import { serverNow } from '../../platform/clock';
import { fontsLoaded } from '../../platform/font';
import type { Shareable, ShareTarget } from '../../platform/share';
import { promoterTitle } from '../words';
import { type Code, codeOf } from './code';
import { draw, measureOn, SCALE, TEXT } from './draw';
import { layoutOf } from './layout';
import { type Poster, posterOfBargain, posterOfGroup, posterOfProduct, posterOfShop } from './poster';

/** The id of the page's canvas. */
export const BOARD = 'board';

type Sharer = Poster['sharer'];

interface Content {
  poster: Poster;
  /** The same as a card. */
  shared: Shareable;
  /** What the sharer gets, where a commission is paid. */
  rate?: Bps | undefined;
}

async function ofProduct(id: string, sharer: Sharer): Promise<Result<Content, Problem>> {
  const answer = await call('product.get', { productId: id });
  if (!answer.ok) return answer;
  const product = answer.value;
  const sku = shownSku(product);
  const title = sku ? offerTitle(sku.groupPrice ?? sku.price, product.title, product.groupBuy) : product.title;
  return ok({
    poster: posterOfProduct(product, sharer, serverNow()),
    shared: { kind: 'product', id, title, picture: product.pictures[0] },
    rate: product.commission?.rate,
  });
}

async function ofGroup(id: string, sharer: Sharer): Promise<Result<Content, Problem>> {
  const answer = await call('group.get', { groupId: id });
  if (!answer.ok) return answer;
  const group = answer.value;
  // The shop's mark and the rate; goods that are no longer sold have none, and the poster stands without.
  const product = await call('product.get', { productId: group.product.id });
  const known = product.ok ? product.value : undefined;
  const sku = skuOfGroup(group);
  const title = sku ? groupTitle(group, sku) : group.product.title;
  return ok({
    poster: posterOfGroup(group, known?.merchant.logo ?? '', sharer, serverNow()),
    shared: { kind: 'group', id, title, picture: group.product.cover },
    rate: known?.commission?.rate,
  });
}

async function ofBargain(id: string, sharer: Sharer): Promise<Result<Content, Problem>> {
  const answer = await call('bargain.get', { bargainId: id });
  if (!answer.ok) return answer;
  const bargain = answer.value;
  // As for a group.
  const product = await call('product.get', { productId: bargain.product.id });
  const known = product.ok ? product.value : undefined;
  return ok({
    poster: posterOfBargain(bargain, known?.merchant.logo ?? '', sharer, serverNow()),
    shared: { kind: 'bargain', id, title: bargainTitle(bargain), picture: bargain.product.cover },
    rate: known?.commission?.rate,
  });
}

async function ofShop(kind: 'shop' | 'promoter', id: string, sharer: Sharer): Promise<Result<Content, Problem>> {
  const answer = await call('shop.home', { merchantId: id });
  if (!answer.ok) return answer;
  const { merchant } = answer.value;
  const byName = kind === 'promoter';
  return ok({
    poster: posterOfShop(answer.value, sharer, byName),
    shared: { kind, id, title: promoterTitle(byName ? sharer.name : undefined, merchant) },
  });
}

function contentOf({ kind, id }: ShareTarget, sharer: Sharer): Promise<Result<Content, Problem>> {
  switch (kind) {
    case 'product':
      return ofProduct(id, sharer);
    case 'group':
      return ofGroup(id, sharer);
    case 'bargain':
      return ofBargain(id, sharer);
    case 'shop':
    case 'promoter':
      return ofShop(kind, id, sharer);
  }
}

const undrawn: Problem = { kind: 'unreachable', message: '海报没画出来' };

async function drawn({ poster }: Content, code: Code): Promise<Result<string, Problem>> {
  try {
    await fontsLoaded(JSON.stringify(poster), TEXT);
    const board = await openBoard(BOARD);
    const layout = layoutOf(poster, measureOn(board.context));
    board.resize(layout.width * SCALE, layout.height * SCALE);
    await draw(board, layout, code);
    return ok(await board.finished());
  } catch {
    return no(undrawn);
  }
}

interface Made {
  content: Content;
  /** The poster, as a picture; without it the link is left, and another try. */
  picture: Result<string, Problem>;
}

async function made(target: ShareTarget, sharer: Sharer): Promise<Result<Made, Problem>> {
  const [content, code] = await Promise.all([contentOf(target, sharer), codeOf(target)]);
  if (!content.ok) return content;
  return ok({ content: content.value, picture: code.ok ? await drawn(content.value, code.value) : code });
}

/** `sharer`: undefined while nobody is known, and then nothing is asked for. */
export function usePoster(target: ShareTarget, sharer: Sharer | undefined): Ask<Made> {
  const key = sharer && [target.kind, target.id, sharer.name, sharer.avatar].join(' ');
  return useAsk(key, () => made(target, sharer as Sharer));
}
