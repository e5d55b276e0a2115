/**
 * Where WeChat pushes what it has to say of the mini-program: `/wechat/push`, as its console is told (开发管理 › 消息推送,
 * JSON, 明文模式). GET is its question whether it is us; POST is a message. Anything but 200 makes it push again, twice.
 */
import type { Context, Hono } from 'hono';
import type { RefusalCode } from '../../shared/refusals';
import type { App } from '../usecases/app';
import { pictureChecked } from '../usecases/contentCheck';
import { isPushed, pictureAnswerIn } from '../wechat/messagePush';
import { refusalResponse } from './errors';
import { type Framed, framed } from './frame';

export function createMessagePush(app: App): Hono<Framed> {
  const hono = framed(app, '/wechat/push', refusalResponse);
  hono.get('/wechat/push', (context) => {
    const refusal = refusalOfPush(app, context);
    return refusal ? refused(app, context, refusal) : context.text(context.req.query('echostr') ?? '');
  });
  hono.post('/wechat/push', async (context) => {
    const refusal = refusalOfPush(app, context);
    if (refusal) return refused(app, context, refusal);
    const answer = pictureAnswerIn(await context.req.text(), app.settings.appid);
    if (answer === null) return refused(app, context, 'badRequest');
    if (answer === 'other') return context.text('success');
    const taken = await pictureChecked(app, answer.traceId, answer.suggestion);
    return taken.ok ? context.text('success') : refused(app, context, taken.refusal);
  });
  return hono;
}

/** Without a token nobody pushes anything here. */
function refusalOfPush({ settings, now }: App, { req }: Context): RefusalCode | undefined {
  if (settings.pushToken === undefined) return 'notFound';
  const [signature = '', timestamp = '', nonce = ''] = ['signature', 'timestamp', 'nonce'].map((name) =>
    req.query(name),
  );
  return isPushed({ signature, timestamp, nonce }, settings.pushToken, now()) ? undefined : 'notifyRefused';
}

function refused(app: App, context: Context<Framed>, code: RefusalCode): Response {
  const requestId = context.get('requestId');
  app.log.warn({ refusal: code, requestId }, 'a push was refused');
  return refusalResponse(code, requestId);
}
