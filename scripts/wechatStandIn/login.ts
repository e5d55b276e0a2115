import { createHash, randomBytes } from 'node:crypto';
import type { Books } from './books';
import type { Clock } from './clock';
import type { App, Person } from './types';

/** A login code lives 5 minutes and is good for one exchange. [V] */
const CODE_LIFE = 5 * 60_000;
const TOKEN_LIFE = 7200;
const RENEW_EARLY = 300;
/** [V] At most 20 forced refreshes a day and 30 s apart. */
const FORCED_A_DAY = 20;
const FORCED_APART = 30_000;
const ACTIVE = 2 * 3_600_000;

export interface LoginDesk {
  /** The person with this id, made up if unknown. */
  person(id: string): Person;
  register(person: Partial<Person> & { id: string }): Person;
  /** A fresh login code for a person, as wx.login gives it. */
  code(personId: string): string;
  code2session(query: URLSearchParams): Record<string, unknown>;
  token(rawBody: string): Record<string, unknown>;
  /** What WeChat says to a call with this token, or undefined if it is good. */
  tokenFault(token: string): Record<string, unknown> | undefined;
  /** Has opened the mini-program within two hours, as far as WeChat can see. [V] */
  isActive(personId: string): boolean;
  /** Opens the mini-program without signing in anew. */
  visit(personId: string): void;
  reset(): void;
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').replace(/[-_]/g, 'x');
/** 28 characters, stable for a name. */
const openidFor = (id: string) => `o${hash(`openid ${id}`).slice(0, 27)}`;

/**
 * Identity: people, login codes, and the server's token.
 * @param anyCode whoever comes with a code of WeChat's own (from DevTools) is the default person.
 */
export function createLoginDesk(given: { books: Books; clock: Clock; app: App; anyCode: boolean }): LoginDesk {
  const { books, clock, app, anyCode } = given;
  const codes = new Map<string, { personId: string; until: number; used: boolean }>();
  let token = { text: '', until: 0 };
  /** Every token that is still taken or has ended by itself, and until when it is good. */
  const tokens = new Map<string, number>();
  let forced: number[] = [];
  /** When a person was last here; stays over a reset, as people do. */
  const visits = new Map<string, number>();

  function register(person: Partial<Person> & { id: string }): Person {
    const known = books.people.get(person.id);
    const registered: Person = {
      name: person.id,
      avatar: '',
      openid: openidFor(person.id),
      ...known,
      ...person,
    };
    if (JSON.stringify(registered) !== JSON.stringify(known)) books.put('person', registered);
    return registered;
  }
  const person = (id: string) => books.people.get(id) ?? register({ id });
  const defaultPerson = () => [...books.people.values()][0] ?? register({ id: 'tester', name: '测试用户' });

  /** Every sign-in brings a new key, and with it ends the one before. (WeChat may keep one for a while.) */
  function freshSessionKey(personId: string): string {
    const key = randomBytes(16).toString('base64');
    books.put('sessionKey', { personId, key });
    return key;
  }

  function redeem(code: string): Person | { errcode: number; errmsg: string } {
    const known = codes.get(code);
    if (!known) return anyCode && code !== '' ? defaultPerson() : { errcode: 40029, errmsg: 'invalid code' };
    if (known.used) return { errcode: 40163, errmsg: 'code been used' };
    if (clock.now() >= known.until) return { errcode: 40029, errmsg: 'invalid code' };
    known.used = true;
    return person(known.personId);
  }

  function freshToken(now: number): string {
    token = { text: randomBytes(48).toString('base64url'), until: now + TOKEN_LIFE * 1000 };
    tokens.set(token.text, token.until);
    return token.text;
  }

  return {
    person,
    register,
    code(personId) {
      person(personId);
      const code = `0${randomBytes(24).toString('base64url').slice(0, 31)}`;
      codes.set(code, { personId, until: clock.now() + CODE_LIFE, used: false });
      return code;
    },
    code2session(query) {
      if (query.get('appid') !== app.appid) return { errcode: 40013, errmsg: 'invalid appid' };
      if (query.get('secret') !== app.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
      if (query.get('grant_type') !== 'authorization_code') return { errcode: 40002, errmsg: 'invalid grant_type' };
      const found = redeem(query.get('js_code') ?? '');
      if ('errcode' in found) return found;
      visits.set(found.id, clock.now());
      return {
        session_key: freshSessionKey(found.id),
        openid: found.openid,
        ...(found.unionid !== undefined && { unionid: found.unionid }),
      };
    },
    token(rawBody) {
      let body: Record<string, unknown>;
      try {
        body = JSON.parse(rawBody) as Record<string, unknown>;
      } catch {
        return { errcode: 47001, errmsg: 'data format error' };
      }
      if (body.grant_type !== 'client_credential') return { errcode: 40002, errmsg: 'invalid grant_type' };
      if (body.appid !== app.appid) return { errcode: 40013, errmsg: 'invalid appid' };
      if (body.secret !== app.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
      const now = clock.now();
      if (body.force_refresh === true) {
        forced = forced.filter((at) => at > now - 86_400_000);
        const last = forced.at(-1);
        if (forced.length >= FORCED_A_DAY || (last !== undefined && now - last < FORCED_APART)) {
          return { errcode: 45009, errmsg: 'reach max api daily quota limit' };
        }
        forced.push(now);
        // The ones before end at once; otherwise they live on beside the new one.
        tokens.clear();
        return { access_token: freshToken(now), expires_in: TOKEN_LIFE };
      }
      if (now >= token.until - RENEW_EARLY * 1000) freshToken(now);
      return { access_token: token.text, expires_in: Math.floor((token.until - now) / 1000) };
    },
    tokenFault(text) {
      const until = tokens.get(text);
      if (until === undefined) {
        return { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' };
      }
      return clock.now() < until ? undefined : { errcode: 42001, errmsg: 'access_token expired' };
    },
    // Of a person at a browser of the local shop it never hears again after the sign-in.
    isActive: (personId) => anyCode || clock.now() - (visits.get(personId) ?? Number.NEGATIVE_INFINITY) < ACTIVE,
    visit: (personId) => void visits.set(personId, clock.now()),
    reset() {
      codes.clear();
      tokens.clear();
      token = { text: '', until: 0 };
      forced = [];
    },
  };
}
