import { no, ok, type Result } from '../../shared/result';
import { WechatUnavailable } from './http';
import { callServer, type WechatApp } from './server';

export interface WechatSession {
  openid: string;
  unionid?: string;
  /** Never leaves the server. */
  sessionKey: string;
}

const INVALID_CODE = 40029;
/** [R] The code was exchanged before. */
const USED_CODE = 40163;
/** Never to be tried again. */
const RISK_USER = 40226;

/**
 * Exchanges a code of wx.login for the person's openid. The code is single-use and lives 5 minutes.
 * Throws WechatUnavailable when WeChat is busy (-1) or was asked too often (45011), WechatRejected for a wrong appid or secret.
 * Source: jscode2session; success usually carries no errcode, so it is the openid that counts.
 */
export async function code2session(
  app: WechatApp,
  code: string,
): Promise<Result<WechatSession, 'loginCodeInvalid' | 'loginRiskUser'>> {
  const query = new URLSearchParams({
    appid: app.appid,
    secret: app.secret,
    js_code: code,
    grant_type: 'authorization_code',
  });
  const url = `${app.base}/sns/jscode2session?${query}`;
  const answer = await callServer({ method: 'GET', url }, [INVALID_CODE, USED_CODE, RISK_USER]);
  if (answer.errcode === RISK_USER) return no('loginRiskUser');
  if (answer.errcode === INVALID_CODE || answer.errcode === USED_CODE) return no('loginCodeInvalid');
  const { openid, unionid, session_key: sessionKey } = answer;
  if (typeof openid !== 'string' || openid === '' || typeof sessionKey !== 'string') {
    throw new WechatUnavailable('jscode2session answered without an openid');
  }
  return ok({ openid, sessionKey, ...(typeof unionid === 'string' && { unionid }) });
}
