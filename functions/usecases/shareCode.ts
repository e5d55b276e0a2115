/** What a share goes out with beside cards: a mini-program code for a poster, a link for text messages. One's own only. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { DAY, type Ms } from '../../shared/time';
import type { ShareCodeDoc, ShareDoc, ShareTarget } from '../store/collections';
import { editionOf } from '../wechat/edition';
import { createCode } from '../wechat/shareCode';
import { createUrlLink } from '../wechat/urlLink';
import type { App } from './app';
import { madeByWechat } from './wechatServer';

/** Where each leads: pages of the app, without a slash before them. */
const PAGES = {
  shop: 'pages/home/index',
  product: 'pages/product/index',
  group: 'pages/group/index',
  bargain: 'bargain/bargain/index',
  promoter: 'promoter/card/index',
} as const satisfies Record<ShareTarget['kind'], string>;

/** A link is handed out while it lives this much longer. */
const LINK_RESERVE: Ms = DAY;

interface Mine {
  readonly share: ShareDoc;
  /** What WeChat has made for it before. */
  readonly kept: ShareCodeDoc | null;
  keep(made: Partial<ShareCodeDoc>): Promise<void>;
}

/** A code or link opens one edition of the app: what was made for another one is none. */
async function mine(app: App, userId: string, token: string): Promise<Mine | null> {
  const { shares, shareCodes } = app.store;
  const _id = `${token}/${app.settings.messageState}`;
  const [share, kept] = await Promise.all([shares.findOne({ _id: token }), shareCodes.findOne({ _id })]);
  if (share?.userId !== userId) return null;
  return {
    share,
    kept,
    async keep(made) {
      await shareCodes.updateOne({ _id }, { $set: { userId, ...made } }, { upsert: true });
    },
  };
}

/** The code of a share never changes: it is made once. */
export async function shareCode(
  app: App,
  userId: string,
  { token }: Parsed<'share.code'>,
): Promise<Result<Output<'share.code'>, RefusalCode>> {
  const own = await mine(app, userId, token);
  if (!own) return no('shareUnknown');
  if (own.kept?.picture !== undefined) return ok({ picture: own.kept.picture });
  const page = PAGES[own.share.target.kind];
  const edition = editionOf(app.settings.messageState);
  const made = await madeByWechat(app, 'code', (given) => createCode(given, { scene: token, page, edition }));
  if (!made.ok) return made;
  const { type, bytes } = made.value;
  const picture = `data:${type};base64,${bytes.toString('base64')}`;
  await own.keep({ picture });
  return ok({ picture });
}

export async function shareLink(
  app: App,
  userId: string,
  { token }: Parsed<'share.link'>,
): Promise<Result<Output<'share.link'>, RefusalCode>> {
  const own = await mine(app, userId, token);
  if (!own) return no('shareUnknown');
  const link = own.kept?.link;
  if (link && link.expiresAt - LINK_RESERVE > app.now()) return ok(link);
  const { kind, id } = own.share.target;
  const query = new URLSearchParams({ s: token, ...(kind === 'product' || kind === 'group' ? { id } : {}) });
  const wanted = { page: PAGES[kind], query: String(query), edition: editionOf(app.settings.messageState) };
  const made = await madeByWechat(app, 'link', (given) => createUrlLink(given, wanted));
  if (!made.ok) return made;
  await own.keep({ link: made.value });
  return ok(made.value);
}
