import { WechatRejected, WechatUnavailable } from './http';
import { callServer, type WechatApp } from './server';
import { accessToken, type TokenStore } from './token';

export interface SubscribeMessage {
  readonly openid: string;
  readonly templateId: string;
  /** Where a tap on it leads: a page of the app, without a slash before it, and its query. */
  readonly page: string;
  readonly data: Readonly<Record<string, { readonly value: string }>>;
  /** Which of the app's editions the page opens in. */
  readonly state: 'formal' | 'trial' | 'developer';
}

/** Nobody consented, or not often enough: one consent is one message. */
const NO_CONSENT = 43101;
/** Such a template is not ours; a value that does not fit its field. The same message will be refused for ever. */
const UNFIT = [40037, 47003];
/** Another token was made since, or this one has ended. [R] for 40014, which some addresses say instead. */
const TOKEN_GONE = [40001, 40014, 42001];

/**
 * Sends one subscribe message. It has no number of its own: after an answer that was lost, sending it again is a second
 * message, which WeChat refuses unless the person consented twice.
 * @returns WechatRejected where asking again will not change anything
 * @throws WechatUnavailable where it may have been sent or not, WechatRejected for a wrong appid, secret or openid
 * Source: WeChat document 发送订阅消息.
 */
export async function sendSubscribeMessage(
  given: { app: WechatApp; store: TokenStore; now: number },
  message: SubscribeMessage,
): Promise<'sent' | 'noConsent' | WechatRejected> {
  const send = (token: string) =>
    callServer(
      {
        method: 'POST',
        url: `${given.app.base}/cgi-bin/message/subscribe/send?${new URLSearchParams({ access_token: token })}`,
        body: JSON.stringify({
          touser: message.openid,
          template_id: message.templateId,
          page: message.page,
          data: message.data,
          miniprogram_state: message.state,
          lang: 'zh_CN',
        }),
      },
      [NO_CONSENT, ...UNFIT, ...TOKEN_GONE],
    );
  const token = await accessToken(given);
  let answer = await send(token);
  if (TOKEN_GONE.includes(Number(answer.errcode))) {
    // Somebody else may have fetched the next one already, and a refresh is dear.
    const kept = await accessToken(given);
    answer = await send(kept === token ? await accessToken(given, true) : kept);
  }
  const code = Number(answer.errcode ?? 0);
  if (TOKEN_GONE.includes(code)) throw new WechatUnavailable(`WeChat refuses its own token with ${code}`);
  if (code === NO_CONSENT) return 'noConsent';
  return code === 0 ? 'sent' : new WechatRejected(200, String(code), String(answer.errmsg));
}
