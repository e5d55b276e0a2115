/** WeChat's server API, as use cases ask it. */
import { no, ok, type Result } from '../../shared/result';
import { raiseAlarm } from '../store/alarm';
import { tokenStore } from '../store/token';
import { WechatRejected, WechatUnavailable } from '../wechat/http';
import type { GivenServer } from '../wechat/token';
import type { App } from './app';

/** What a call is made with. */
export const wechatServer = ({ store, settings, now }: App): GivenServer => ({
  app: { base: settings.wechatApiBase, appid: settings.appid, secret: settings.appSecret },
  store: tokenStore(store, settings.dataSecret),
  now: now(),
});

/** What goes out with a share, and is made or changed by WeChat. */
export type ShareThing = 'code' | 'link' | 'activity' | 'cards';

/**
 * Has WeChat make something that a person waits for. Where it cannot be asked, or will not, that is a no, never a fault
 * of ours; what it will not raises an alarm, one for each thing.
 */
export async function madeByWechat<T>(
  app: App,
  thing: ShareThing,
  make: (given: GivenServer) => Promise<T>,
): Promise<Result<T, 'codeUnavailable'>> {
  try {
    return ok(await make(wechatServer(app)));
  } catch (error) {
    if (error instanceof WechatRejected) await shareRejected(app, thing, error);
    else if (!(error instanceof WechatUnavailable)) throw error;
    app.log.warn({ error, thing }, 'WeChat made nothing for a share');
    return no('codeUnavailable');
  }
}

export const shareRejected = (app: App, thing: ShareThing, { code, message }: WechatRejected): Promise<void> =>
  raiseAlarm(app.store, 'shareRejected', thing, { code, message }, app.now());
