import { randomBytes } from 'node:crypto';
import { EDITIONS, no, readCall, type Says } from './call';
import type { Clock } from './clock';
import type { LoginDesk } from './login';
import type { StoredCard } from './types';

export interface CardDesk {
  /** activityid/create */
  create(query: URLSearchParams): Says;
  /** updatablemsg/send */
  change(query: URLSearchParams, rawBody: string): Says;
  /** Every activity, and what its cards were told one after the other. */
  cards(): StoredCard[];
  reset(): void;
}

const LIFE = 86_400_000;
const [JOINING, ENDED] = [0, 1] as const;

interface Body {
  activity_id?: unknown;
  target_state?: unknown;
  template_info?: { parameter_list?: unknown };
}

/** The parameters by name; undefined where one is no pair of texts, or stands there twice. */
function valuesOf({ template_info: info }: Body): Record<string, string> | undefined {
  const list = info?.parameter_list;
  if (!Array.isArray(list)) return undefined;
  const values: Record<string, string> = {};
  for (const one of list as Array<{ name?: unknown; value?: unknown } | null>) {
    if (typeof one?.name !== 'string' || typeof one.value !== 'string' || one.name in values) return undefined;
    values[one.name] = one.value;
  }
  return values;
}

const isCount = (value: string | undefined): boolean => /^\d{1,4}$/.test(value ?? '');

/** Cards that change in chats (动态消息). [R] for the errcodes */
export function createCardDesk(given: { clock: Clock; login: LoginDesk; pages: ReadonlySet<string> }): CardDesk {
  const { clock, login, pages } = given;
  const activities = new Map<string, StoredCard>();

  function valuesFault(state: number, values: Record<string, string>): Says | undefined {
    if (state === JOINING) {
      const fits = isCount(values.member_count) && isCount(values.room_limit);
      return fits ? undefined : no(40097, 'invalid args: member_count or room_limit');
    }
    const [page = ''] = (values.path ?? '').split('?');
    if (!pages.has(page)) return no(41030, 'invalid page');
    return EDITIONS.includes(values.version_type) ? undefined : no(47503, 'invalid version_type');
  }

  return {
    create(query) {
      const token = login.tokenFault(query.get('access_token') ?? '');
      if (token) return token;
      const createdAt = clock.now();
      const card: StoredCard = {
        activityId: `1140_${randomBytes(24).toString('base64url')}`,
        createdAt,
        // Told in seconds.
        expiresAt: Math.floor((createdAt + LIFE) / 1000) * 1000,
        history: [],
      };
      activities.set(card.activityId, card);
      return { errcode: 0, errmsg: 'ok', activity_id: card.activityId, expiration_time: card.expiresAt / 1000 };
    },
    change(query, rawBody) {
      const call = readCall<Body>(login, query, rawBody);
      if ('says' in call) return call.says;
      const card = activities.get(String(call.body.activity_id));
      if (!card) return no(47501, 'invalid activity_id');
      if (clock.now() >= card.expiresAt) return no(47504, 'activity_id expired');
      const state = call.body.target_state;
      const over = card.history.at(-1)?.state === ENDED;
      if (over || (state !== JOINING && state !== ENDED)) return no(47502, 'invalid target_state');
      const values = valuesOf(call.body);
      if (!values) return no(40097, 'invalid args: parameter_list');
      const wrong = valuesFault(state, values);
      if (wrong) return wrong;
      card.history.push({ state, values, at: clock.now() });
      return { errcode: 0, errmsg: 'ok' };
    },
    cards: () => [...activities.values()],
    reset: () => activities.clear(),
  };
}
