import { randomInt } from 'node:crypto';
import type { Books } from './books';
import type { Clock } from './clock';
import type { LoginDesk } from './login';
import type { SentMessage, Template } from './types';

export interface MessageDesk {
  register(template: Template): Template;
  /** The person accepts this template so many times more. */
  consent(person: string, templateId: string, count: number): void;
  send(query: URLSearchParams, rawBody: string): Record<string, unknown>;
  sent(): SentMessage[];
  reset(): void;
}

/**
 * What a field of a kind takes (WeChat document 参数值内容限制说明; all of its kinds, whatever we use).
 * Lengths are counted in UTF-16 units: the strictest reading. [R]
 */
const LIMITS: Record<string, RegExp> = {
  thing: /^[\s\S]{1,20}$/,
  character_string: /^[\x20-\x7e]{1,32}$/,
  letter: /^[A-Za-z]{1,32}$/,
  symbol: /^[^\w\s\p{Script=Han}]{1,5}$/u,
  number: /^(?=[\d.]{1,32}$)\d+(\.\d+)?$/,
  phrase: /^\p{Script=Han}{1,5}$/u,
  name: /^(\p{Script=Han}{1,10}|[A-Za-z ]{1,20})$/u,
  amount: /^[¥￥$€£]?(?=[\d.]{1,11}元?$)\d{1,10}(\.\d+)?元?$/,
  phone_number: /^[\d+() -]{1,17}$/,
  car_number: /^[\p{Script=Han}0-9A-Z]{1,8}$/u,
  time: /^(\d{4}年\d{1,2}月\d{1,2}日 )?([01]?\d|2[0-3]):[0-5]\d$/,
  date: /^\d{4}年\d{1,2}月\d{1,2}日( ([01]?\d|2[0-3]):[0-5]\d)?$/,
};
const STATES = ['developer', 'trial', 'formal'];
const LANGUAGES = ['zh_CN', 'en_US', 'zh_HK', 'zh_TW'];

interface Body {
  touser: string;
  template_id: string;
  page?: string;
  data: Record<string, { value: string }>;
  miniprogram_state?: string;
  lang?: string;
}

/** Where a message may lead: a page, and a query or none. */
const PAGE = /^([\w/]+)(\?[\w=&%.-]+)?$/;

/**
 * Subscribe messages: templates, consents, and what was sent. One consent is one message.
 * @param given.pages of the edition that is released, those of subpackages too
 */
export function createMessageDesk(given: {
  books: Books;
  clock: Clock;
  login: LoginDesk;
  pages: ReadonlySet<string>;
}): MessageDesk {
  const { books, clock, login, pages } = given;
  const consents = new Map<string, number>();
  let messages: SentMessage[] = [];
  const key = (person: string, templateId: string) => `${person}/${templateId}`;

  /** What is wrong with the values, or undefined. */
  function valueFault(template: Template, data: unknown): string | undefined {
    if (data === null || typeof data !== 'object') return 'data is empty';
    const entries = Object.entries(data) as [string, { value?: unknown } | null][];
    const unknown = entries.find(([field]) => !template.fields.includes(field));
    if (unknown) return `data.${unknown[0]} is not in the template`;
    for (const field of template.fields) {
      const value = (data as Body['data'])[field]?.value;
      const limit = LIMITS[field.replace(/\d+$/, '')];
      if (typeof value !== 'string' || value.trim() === '') return `data.${field}.value is empty`;
      if (!limit?.test(value) || /\p{Cs}|\p{Cc}/u.test(value)) return `data.${field}.value invalid`;
    }
    return undefined;
  }

  return {
    register(template) {
      books.put('template', template);
      return template;
    },
    consent(person, templateId, count) {
      consents.set(key(person, templateId), (consents.get(key(person, templateId)) ?? 0) + count);
    },
    send(query, rawBody) {
      const token = login.tokenFault(query.get('access_token') ?? '');
      if (token) return token;
      let body: Body;
      try {
        body = JSON.parse(rawBody) as Body;
      } catch {
        return { errcode: 47001, errmsg: 'data format error' };
      }
      const person = [...books.people.values()].find(({ openid }) => openid === body.touser);
      if (!person) return { errcode: 40003, errmsg: 'invalid openid' };
      const template = books.templates.get(body.template_id);
      if (!template) return { errcode: 40037, errmsg: 'invalid template_id' };
      const { page, miniprogram_state: state = 'formal', lang = 'zh_CN' } = body;
      if (page !== undefined && !pages.has(PAGE.exec(page)?.[1] ?? '')) {
        return { errcode: 41030, errmsg: 'invalid page' };
      }
      const fault =
        valueFault(template, body.data) ??
        (STATES.includes(state) && LANGUAGES.includes(lang) ? undefined : 'miniprogram_state or lang');
      if (fault) return { errcode: 47003, errmsg: `argument invalid! ${fault}` };
      if (!template.everybodyConsents) {
        const left = consents.get(key(person.id, template.id)) ?? 0;
        if (left === 0) return { errcode: 43101, errmsg: 'user refuse to accept the msg' };
        consents.set(key(person.id, template.id), left - 1);
      }
      const values = Object.entries(body.data).map(([field, { value }]) => [field, value]);
      messages.push({
        person: person.id,
        openid: person.openid,
        templateId: template.id,
        page,
        values: Object.fromEntries(values) as Record<string, string>,
        state,
        at: clock.now(),
      });
      return { errcode: 0, errmsg: 'ok', msgid: randomInt(2 ** 47) };
    },
    sent: () => messages,
    reset() {
      consents.clear();
      messages = [];
    },
  };
}
