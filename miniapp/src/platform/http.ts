/** One request to our functions, with nothing retried. Who is asking is decided in api.ts and session.ts. */
import Taro from '@tarojs/taro';
import type { EndpointName, Input, Output } from '../../../shared/contracts/contracts';
import type { RefusalCode } from '../../../shared/refusals';
import { no, ok, type Result } from '../../../shared/result';
import { learnServerTime } from './clock';
import { apiUrl } from './target';
import { troubleWords } from './trouble';

/** The server answered with a "no", or with its own trouble (5xx). */
export interface Refused {
  kind: 'refused';
  code: RefusalCode;
  message: string;
  field?: string;
  status: number;
  /** To quote to whoever looks into it. */
  requestId: string;
}

/** No answer that can be understood: the network, a proxy, a time-out. What was asked may have been done. */
export interface Unreachable {
  kind: 'unreachable';
  message: string;
}

export type Problem = Refused | Unreachable;

const TIMEOUT = 15_000;

const unreachable = (): Unreachable => ({
  kind: 'unreachable',
  message: troubleWords('unreachable', '网络断了一下，你的钱和座位都在'),
});

const header = (headers: Record<string, unknown> | undefined, name: string): unknown => {
  const key = Object.keys(headers ?? {}).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : headers?.[key];
};

function isRefusal(data: unknown): data is { code: RefusalCode; message: string; field?: string; requestId?: string } {
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data;
}

/** Sends `input` to `name`. `token` is a session's bearer token, or null for nobody. */
export async function post<K extends EndpointName>(
  name: K,
  input: Input<K>,
  token: string | null,
): Promise<Result<Output<K>, Problem>> {
  try {
    const answer = await Taro.request<unknown>({
      url: apiUrl(`/api/${name}`),
      method: 'POST',
      data: input,
      timeout: TIMEOUT,
      header: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    });
    learnServerTime(header(answer.header, 'x-server-time'));
    if (answer.statusCode === 200) return ok(answer.data as Output<K>);
    if (!isRefusal(answer.data)) return no(unreachable());
    const { code, message, field, requestId = '' } = answer.data;
    const said = troubleWords(code, message);
    return no({ kind: 'refused', code, message: said, field, status: answer.statusCode, requestId });
  } catch {
    return no(unreachable());
  }
}
