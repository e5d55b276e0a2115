import type { MessageState } from './edition';
import { WechatRejected } from './http';
import { callWithToken, type GivenServer } from './token';

export interface SubscribeMessage {
  readonly openid: string;
  readonly templateId: string;
  /** Where a tap on it leads: a page of the app, without a slash before it, and its query. */
  readonly page: string;
  readonly data: Readonly<Record<string, { readonly value: string }>>;
  /** Which of the app's editions the page opens in. */
  readonly state: MessageState;
}

/** Nobody consented, or not often enough: one consent is one message. */
const NO_CONSENT = 43101;
/** Such a template is not ours; a value that does not fit its field. The same message will be refused for ever. */
const UNFIT = [40037, 47003];

/**
 * Sends one subscribe message. It has no number of its own: after an answer that was lost, sending it again is a second
 * message, which WeChat refuses unless the person consented twice.
 * @returns WechatRejected where asking again will not change anything
 * @throws WechatUnavailable where it may have been sent or not, WechatRejected for a wrong appid, secret or openid
 * Source: WeChat document 发送订阅消息.
 */
export async function sendSubscribeMessage(
  given: GivenServer,
  message: SubscribeMessage,
): Promise<'sent' | 'noConsent' | WechatRejected> {
  const answer = await callWithToken(
    given,
    '/cgi-bin/message/subscribe/send',
    {
      touser: message.openid,
      template_id: message.templateId,
      page: message.page,
      data: message.data,
      miniprogram_state: message.state,
      lang: 'zh_CN',
    },
    [NO_CONSENT, ...UNFIT],
  );
  const code = Number(answer.errcode ?? 0);
  if (code === NO_CONSENT) return 'noConsent';
  return code === 0 ? 'sent' : new WechatRejected(200, String(code), String(answer.errmsg));
}
