import type { LoginDesk } from './login';

/** What WeChat's server API says: JSON with an errcode, unless all is well. */
export type Says = Record<string, unknown>;

export const no = (errcode: number, errmsg: string): Says => ({ errcode, errmsg });

/** The JSON of a call, once its token is good; else what WeChat says instead. */
export function readCall<B extends object>(
  login: LoginDesk,
  query: URLSearchParams,
  rawBody: string,
): { body: B } | { says: Says } {
  const token = login.tokenFault(query.get('access_token') ?? '');
  if (token) return { says: token };
  try {
    const body: unknown = JSON.parse(rawBody);
    if (body !== null && typeof body === 'object') return { body: body as B };
  } catch {
    // Said below, as of what is JSON but no object.
  }
  return { says: no(47001, 'data format error') };
}

/** The editions of a mini-program. */
export const EDITIONS: readonly unknown[] = ['release', 'trial', 'develop'];
