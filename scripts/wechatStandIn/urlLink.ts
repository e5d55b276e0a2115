import { randomBytes } from 'node:crypto';
import { EDITIONS, no, readCall, type Says } from './call';
import type { Clock } from './clock';
import type { LoginDesk } from './login';
import type { MadeLink } from './types';

export interface LinkDesk {
  /** generate_urllink */
  make(query: URLSearchParams, rawBody: string): Says;
  made(): MadeLink[];
  reset(): void;
}

const QUERY = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]{0,1024}$/;
const DAY = 86_400_000;
/** [R] */
const LONGEST = 30;

interface Body {
  path?: unknown;
  query?: unknown;
  env_version?: unknown;
  is_expire?: unknown;
  expire_type?: unknown;
  expire_time?: unknown;
  expire_interval?: unknown;
}

/** Links that open the mini-program. @param given.pages of the edition that is released. [R] for the errcodes */
export function createLinkDesk(given: { clock: Clock; login: LoginDesk; pages: ReadonlySet<string> }): LinkDesk {
  const { clock, login, pages } = given;
  const [home = ''] = pages;
  let links: MadeLink[] = [];

  /** When it ends, ms; undefined where that cannot be. */
  function endOf(body: Body): number | undefined {
    const { expire_type: type = 0, expire_time: time, expire_interval: interval } = body;
    const now = clock.now();
    if (type === 1) {
      const days = Number.isInteger(interval) ? Number(interval) : 0;
      return days >= 1 && days <= LONGEST ? now + days * DAY : undefined;
    }
    const at = type === 0 && Number.isInteger(time) ? Number(time) * 1000 : 0;
    return at > now && at <= now + LONGEST * DAY ? at : undefined;
  }

  return {
    make(query, rawBody) {
      const call = readCall<Body>(login, query, rawBody);
      if ('says' in call) return call.says;
      const { path = home, query: text = '', env_version: edition = 'release' } = call.body;
      const page = typeof path === 'string' ? path.replace(/^\//, '') : '';
      if (!pages.has(page)) return no(40165, 'invalid weapp pagepath');
      if (typeof text !== 'string' || !QUERY.test(text)) return no(40212, 'invalid query');
      if (!EDITIONS.includes(edition)) return no(85402, 'invalid env_version');
      const expiresAt = endOf(call.body);
      if (expiresAt === undefined) return no(85401, 'invalid expire_time or expire_interval');
      const url = `https://wxaurl.cn/${randomBytes(8).toString('hex')}`;
      links.push({ url, page, query: text, edition: String(edition), expiresAt, at: clock.now() });
      return { errcode: 0, errmsg: 'ok', url_link: url };
    },
    made: () => links,
    reset() {
      links = [];
    },
  };
}
