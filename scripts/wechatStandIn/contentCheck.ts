import { createHash, randomBytes } from 'node:crypto';
import type { Books } from './books';
import type { Clock } from './clock';
import type { Faults } from './faults';
import { flipAt } from './forge';
import type { LoginDesk } from './login';
import type { App, ContentRules, PushConsole, PushDelivery, PushForgery, StoredPush, Suggestion } from './types';

type Says = Record<string, unknown>;

export interface ContentDesk {
  /** What the console says of 消息推送; stays over a reset. */
  console(push: PushConsole): void;
  /** What WeChat takes offence at from now on. */
  rules(rules: ContentRules): void;
  text(query: URLSearchParams, rawBody: string): Says;
  /** Takes a picture on; the answer is pushed. */
  picture(query: URLSearchParams, rawBody: string): Says;
  pushes(): StoredPush[];
  /** Starts what is due. */
  tick(): void;
  /** Pushes what is due (with `everything`: also what waits for its time) and waits until all is answered. */
  deliverDue(everything?: boolean): Promise<PushDelivery[]>;
  /** Pushes what is withheld. */
  release(): Promise<PushDelivery[]>;
  /** Pushes a forged answer about a check; changes nothing here. */
  forge(traceId: string, variant: PushForgery, suggest: Suggestion): Promise<PushDelivery>;
  idle(): Promise<void>;
  reset(): void;
}

const MINUTE = 60_000;
/** A picture is looked at for a moment; WeChat says within half an hour. */
const LOOKING = 500;
/** [R] Without a 200 it is pushed twice more. */
const PUSHES = 3;
const PUSH_AGAIN = 5_000;
const ANSWER_WITHIN = 5_000;
const TEXT_MAX = 2500;
const PICTURE_MAX = 10 * 1024 * 1024;
/** Scenes: profile, comment, forum, social log. */
const SCENES = [1, 2, 3, 4];
/** [R] WebP is not among them. */
const PICTURES = /^https?:\/\/[^\s?#]+\.(jpe?g|png|bmp|gif)$/i;
const PICTURE_TYPES = /^image\/(jpeg|png|bmp|gif)$/;

/** [R] for the codes. */
const no = (errcode: number, errmsg: string): Says => ({ errcode, errmsg });

const LABELS: Record<Suggestion, number> = { pass: 100, review: 20001, risky: 20002 };

const verdict = (suggest: Suggestion): Says => ({
  result: { suggest, label: LABELS[suggest] },
  detail: [{ strategy: 'content_model', errcode: 0, suggest, label: LABELS[suggest], prob: 90 }],
});

/** Checks of texts and pictures, and the pushing of what pictures come to. */
export function createContentDesk(given: {
  books: Books;
  clock: Clock;
  faults: Faults;
  login: LoginDesk;
  app: App;
}): ContentDesk {
  const { books, clock, faults, login, app } = given;
  let target: PushConsole | undefined;
  let offence: ContentRules = {};
  let pushes: StoredPush[] = [];
  const inFlight = new Map<string, Promise<PushDelivery>>();

  function suggestionFor(content: string): Suggestion {
    const names = (words: string[] = []) => words.some((word) => content.includes(word));
    return names(offence.risky) ? 'risky' : names(offence.review) ? 'review' : 'pass';
  }

  /** What both checks ask of a request: its body and whose it is, or what WeChat says instead. */
  function read(query: URLSearchParams, rawBody: string): { body: Says; openid: string } | { says: Says } {
    const token = login.tokenFault(query.get('access_token') ?? '');
    if (token) return { says: token };
    let body: Says;
    try {
      body = JSON.parse(rawBody) as Says;
    } catch {
      return { says: no(47001, 'data format error') };
    }
    const person = [...books.people.values()].find(({ openid }) => openid === body.openid);
    if (!person) return { says: no(40003, 'invalid openid') };
    if (body.version !== 2) return { says: no(40097, 'invalid args: version') };
    if (!SCENES.includes(body.scene as number)) return { says: no(40097, 'invalid args: scene') };
    if (!login.isActive(person.id)) return { says: no(61010, 'code is expired') };
    return { body, openid: person.openid };
  }

  /** What WeChat pushes of a check, once it has fetched the picture. */
  async function messageOf(push: StoredPush): Promise<Says> {
    const fetched = await fetch(push.mediaUrl, { signal: AbortSignal.timeout(ANSWER_WITHIN) }).catch(() => undefined);
    const bytes = fetched?.ok ? (await fetched.arrayBuffer()).byteLength : 0;
    const fine = bytes > 0 && bytes <= PICTURE_MAX && PICTURE_TYPES.test(fetched?.headers.get('content-type') ?? '');
    const said = fine ? { errcode: 0, errmsg: 'ok', ...verdict(push.suggest) } : no(-1008, 'download failed');
    return message(push.traceId, push.openid, said);
  }

  const message = (traceId: string, openid: string, said: Says, appid = app.appid): Says => ({
    ToUserName: 'gh_standin00000',
    FromUserName: openid,
    CreateTime: Math.floor(clock.now() / 1000),
    MsgType: 'event',
    Event: 'wxa_media_check',
    appid,
    trace_id: traceId,
    version: 2,
    ...said,
  });

  const signatureOf = (token: string, timestamp: string, nonce: string) =>
    createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex');

  async function post(traceId: string, openid: string, body: Says, forged?: PushForgery): Promise<PushDelivery> {
    if (!target) return { traceId, status: 0, body: 'the console knows no address to push to' };
    const shift = forged === 'stale' ? -6 * MINUTE : forged === 'future' ? 6 * MINUTE : 0;
    const timestamp = String(Math.floor((clock.now() + shift) / 1000));
    const nonce = randomBytes(5).readUInt32BE().toString();
    const right = signatureOf(forged === 'token' ? 'another' : target.token, timestamp, nonce);
    const signature = forged === 'signature' ? flipAt(right, 3) : forged === 'unsigned' ? '' : right;
    const said = forged === 'nonce' ? `${nonce}1` : nonce;
    const query = new URLSearchParams({ signature, timestamp, nonce: said, openid });
    try {
      const answer = await fetch(`${target.url}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      return { traceId, status: answer.status, body: await answer.text(), ...(forged && { forged }) };
    } catch (error) {
      return { traceId, status: 0, body: String(error), ...(forged && { forged }) };
    }
  }

  async function deliver(push: StoredPush): Promise<PushDelivery> {
    const delivery = await post(push.traceId, push.openid, await messageOf(push));
    push.attempts += 1;
    push.lastStatus = delivery.status;
    push.state = delivery.status === 200 ? 'delivered' : push.attempts >= PUSHES ? 'gaveUp' : 'pending';
    push.nextAt = clock.now() + PUSH_AGAIN;
    return delivery;
  }

  function start(push: StoredPush): Promise<PushDelivery> {
    const running = inFlight.get(push.traceId) ?? deliver(push).finally(() => inFlight.delete(push.traceId));
    inFlight.set(push.traceId, running);
    return running;
  }

  const due = (everything = false) =>
    pushes.filter(({ state, nextAt }) => state === 'pending' && (everything || nextAt <= clock.now()));

  return {
    console(push) {
      target = push;
    },
    rules(rules) {
      offence = rules;
    },
    text(query, rawBody) {
      const asked = read(query, rawBody);
      if ('says' in asked) return asked.says;
      const { content } = asked.body;
      if (typeof content !== 'string' || content === '') return no(44004, 'empty content hint');
      if (content.length > TEXT_MAX) return no(45002, 'content size out of limit');
      return {
        errcode: 0,
        errmsg: 'ok',
        trace_id: randomBytes(12).toString('hex'),
        ...verdict(suggestionFor(content)),
      };
    },
    picture(query, rawBody) {
      const asked = read(query, rawBody);
      if ('says' in asked) return asked.says;
      const { media_url: mediaUrl, media_type: type } = asked.body;
      if (type !== 2) return no(40097, 'invalid args: media_type');
      if (typeof mediaUrl !== 'string' || !PICTURES.test(mediaUrl)) return no(40097, 'invalid args: media_url');
      const traceId = randomBytes(12).toString('hex');
      const occasion = { operation: 'push' as const, path: mediaUrl, text: rawBody };
      const fault = faults.take(occasion, ['withhold', 'delayNotify']);
      pushes.push({
        traceId,
        openid: asked.openid,
        mediaUrl,
        suggest: suggestionFor(mediaUrl),
        state: fault?.kind === 'withhold' ? 'held' : 'pending',
        attempts: 0,
        nextAt: clock.now() + (fault?.kind === 'delayNotify' ? fault.ms : LOOKING),
      });
      return { errcode: 0, errmsg: 'ok', trace_id: traceId };
    },
    pushes: () => pushes,
    tick() {
      for (const push of due()) void start(push);
    },
    async deliverDue(everything) {
      const running = new Set([...inFlight.values(), ...due(everything).map(start)]);
      return Promise.all(running);
    },
    release: () => Promise.all(pushes.filter(({ state }) => state === 'held').map(start)),
    async forge(traceId, variant, suggest) {
      const push = pushes.find((one) => one.traceId === traceId);
      const named = variant === 'traceId' ? randomBytes(12).toString('hex') : traceId;
      const appid = variant === 'appid' ? 'wx0000000000000000' : app.appid;
      const said = { errcode: 0, errmsg: 'ok', ...verdict(suggest) };
      return post(named, push?.openid ?? '', message(named, push?.openid ?? '', said, appid), variant);
    },
    idle: async () => void (await Promise.all(inFlight.values())),
    reset() {
      pushes = [];
      offence = {};
    },
  };
}
