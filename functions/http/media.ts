/**
 * PICTURES IN AND OUT. `POST /media?purpose=…` by whoever is signed in, and for a shop (`&merchantId=…`) by its owner and
 * operators: the picture as the body, or as the field `file` of a form, which is how wx.uploadFile sends it. `GET /media/<hash>.webp` by anybody; its name is its content, so it is
 * kept for ever by whoever has asked once. With `.jpg` it is the same picture for who does not read WebP.
 */
import type { Context, Hono } from 'hono';
import { merchantId } from '../../shared/contracts/common';
import type { Access } from '../../shared/contracts/endpoint';
import { isOfShop, picturePurpose } from '../../shared/contracts/media';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE } from '../../shared/time';
import { countCall } from '../store/rateLimit';
import type { App } from '../usecases/app';
import { keepPicture, readPicture } from '../usecases/media';
import { authenticate, authorize } from './access';
import { refusalResponse } from './errors';
import { type Framed, framed } from './frame';
import { asJpeg, PICTURE_BYTES, pictureOf } from './picture';

/** Of one person. The day's limit is the use case's. */
const PER_MINUTE = 20;
const PER_MINUTE_FOR_SHOPS = 60;

/** Who sends pictures for a shop. */
const FOR_SHOPS = ['owner', 'operator'] as const;

/** What a form adds around the picture. */
const FORM_EXTRA = 16 * 1024;

/** What the log says. */
const REFUSED = 'a picture was refused';

const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

export function createMedia(app: App): Hono<Framed> {
  const say = (code: RefusalCode, requestId: string) => {
    if (code !== 'bodyTooLarge') return refusalResponse(code, requestId);
    app.log.warn({ code: 'pictureTooLarge', requestId }, REFUSED);
    return refusalResponse('pictureTooLarge', requestId);
  };
  const hono = framed(app, '/media/*', say, PICTURE_BYTES + FORM_EXTRA);
  hono.post('/media', (context) => take(app, context));
  hono.get('/media/:name', (context) => give(app, context));
  return hono;
}

async function take(app: App, context: Context<Framed>): Promise<Response> {
  const requestId = context.get('requestId');
  const caller = authenticate(app, 'person', context.req.header('authorization'));
  if (!caller.ok) return refusalResponse(caller.refusal, requestId);
  const purpose = picturePurpose.safeParse(context.req.query('purpose'));
  const forShop = purpose.success && isOfShop(purpose.data);
  const shop = merchantId.safeParse(context.req.query('merchantId'));
  const access: Access = forShop ? FOR_SHOPS : 'person';
  const { allowed } = await authorize(app, { access, livingSession: true }, caller.value, { merchantId: shop.data });
  if (!caller.value) return refusalResponse('unauthenticated', requestId);
  const { userId } = caller.value;
  const refuse = (code: RefusalCode, field?: string) => {
    app.log.warn({ code, userId, purpose: purpose.data, merchantId: shop.data, requestId }, REFUSED);
    return refusalResponse(code, requestId, field);
  };
  if (!allowed.ok) return refuse(allowed.refusal);
  const most = forShop ? PER_MINUTE_FOR_SHOPS : PER_MINUTE;
  if ((await countCall(app.store, `media/${userId}`, Math.floor(app.now() / MINUTE))) > most) return refuse('tooOften');
  if (!purpose.success) return refuse('badRequest', 'purpose');
  const bytes = await bytesOf(context);
  if (!bytes.ok) return refuse(bytes.refusal, 'file');
  const picture = await pictureOf(bytes.value);
  if (!picture.ok) return refuse(picture.refusal);
  const sender = { userId, purpose: purpose.data, ...(forShop && shop.data ? { merchantId: shop.data } : {}) };
  const kept = await keepPicture(app, sender, picture.value);
  return kept.ok ? context.json(kept.value) : refuse(kept.refusal);
}

/** The picture's bytes, from a form or as they are. */
async function bytesOf(context: Context): Promise<Result<Uint8Array, 'badRequest'>> {
  const type = context.req.header('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return ok(new Uint8Array(await context.req.arrayBuffer()));
  try {
    const { file } = await context.req.parseBody();
    return file instanceof File ? ok(new Uint8Array(await file.arrayBuffer())) : no('badRequest');
  } catch {
    return no('badRequest');
  }
}

async function give(app: App, context: Context<Framed>): Promise<Response> {
  const [, hash, kind] = /^([0-9a-f]{64})\.(webp|jpg)$/.exec(context.req.param('name') ?? '') ?? [];
  const webp = hash === undefined ? null : await readPicture(app, hash);
  if (!webp) return refusalResponse('notFound', context.get('requestId'));
  const bytes = kind === 'jpg' ? await asJpeg(webp) : webp;
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': kind === 'jpg' ? 'image/jpeg' : 'image/webp',
      'cache-control': KEPT_FOR_EVER,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
}
