/**
 * MESSAGES: what a subscribe message tells, and how it fits the fields of the template that the deployment registered
 * with WeChat. WeChat refuses a whole message for one value that is too long (47003), so each is cut here first.
 * Source of the limits: WeChat document 发送订阅消息, 参数值内容限制说明.
 */
import { type Fen, splitFen } from '../money';
import { type Ms, rfc3339 } from '../time';

/** What people are told of, and can be asked to consent to. */
export const MESSAGE_KINDS = [
  'groupFormed',
  'groupFailed',
  'groupExpiring',
  'bargainFloor',
  'bargainExpiring',
  'orderShipped',
  'pickUpReady',
  'refundArrived',
  'afterSaleAnswered',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What it is about, in the five Han characters of a phrase at most. */
const STATES: { readonly [K in MessageKind]: string } = {
  groupFormed: '拼团成功',
  groupFailed: '拼团失败',
  groupExpiring: '即将截止',
  bargainFloor: '砍到底价',
  bargainExpiring: '即将截止',
  orderShipped: '已发货',
  pickUpReady: '待自提',
  refundArrived: '退款到账',
  afterSaleAnswered: '售后有回复',
};

/** All that messages can know. */
export interface MessageValues {
  /** The goods. */
  readonly title: string;
  /** What was paid, comes back, or is to be paid. */
  readonly amount: Fen;
  /** How many the group is for; how many of them, or how many cuts of a bargain, are missing. */
  readonly size: number;
  readonly missing: number;
  /** When the group or bargain ends or has ended. */
  readonly deadline: Ms;
  /** Who carries the parcel, under which number. */
  readonly company: string;
  readonly trackingNumber: string;
  /** What is said at the pick-up point, and which one that is. */
  readonly code: string;
  readonly place: string;
  /** Where the money goes. */
  readonly account: string;
  /** What it comes to, in a few words. */
  readonly note: string;
}
export type MessageValue = keyof MessageValues | 'state';

const GROUP = ['title', 'amount', 'size', 'missing', 'deadline', 'note', 'state'] as const;

const BARGAIN = ['title', 'amount', 'missing', 'deadline', 'note', 'state'] as const;

/** What each kind knows; a template of it can hold nothing else. */
export const KNOWN = {
  groupFormed: GROUP,
  groupFailed: GROUP,
  groupExpiring: GROUP,
  bargainFloor: BARGAIN,
  bargainExpiring: BARGAIN,
  orderShipped: ['title', 'company', 'trackingNumber', 'state'],
  pickUpReady: ['title', 'code', 'place', 'state'],
  refundArrived: ['title', 'amount', 'account', 'state'],
  afterSaleAnswered: ['title', 'note', 'state'],
} as const satisfies { readonly [K in MessageKind]: readonly MessageValue[] };

/** What must be given for a message of this kind. */
export type ValuesOf<K extends MessageKind> = Pick<MessageValues, Exclude<(typeof KNOWN)[K][number], 'state'>>;

/**
 * The kinds of field that can hold each value: with an amount where WeChat wants Han characters, a template would never
 * be sent. None of the values is somebody's name or number to call, so fields of those kinds are unknown here.
 */
export const FIELD_KINDS = {
  title: ['thing'],
  amount: ['amount', 'thing'],
  size: ['number', 'character_string', 'thing'],
  missing: ['number', 'character_string', 'thing'],
  deadline: ['time', 'date', 'thing'],
  company: ['thing'],
  trackingNumber: ['character_string', 'thing'],
  code: ['character_string', 'thing'],
  place: ['thing'],
  account: ['thing'],
  note: ['thing'],
  state: ['phrase', 'thing'],
} as const satisfies Record<MessageValue, readonly string[]>;
export type FieldKind = (typeof FIELD_KINDS)[MessageValue][number];

/** A template as WeChat's console shows it: its id, and each of its fields (`thing1`) with the value that it gets. */
export interface MessageTemplate<K extends MessageKind = MessageKind> {
  readonly id: string;
  readonly fields: Readonly<Record<string, (typeof KNOWN)[K][number]>>;
}

/** A kind without a template is neither asked consent for nor sent. */
export type MessageTemplates = { readonly [K in MessageKind]?: MessageTemplate<K> | undefined };

/** `thing1` → `thing`; null if it is not the name of a field. */
export const fieldKindOf = (field: string): string | null => /^([a-z_]+)\d{1,2}$/.exec(field)?.[1] ?? null;

/** At most `limit` UTF-16 units, the last of them … where something was cut. Never half of a character. */
function cut(value: string, limit: number): string {
  if (value.length <= limit) return value;
  let kept = '';
  for (const character of value) {
    if (kept.length + character.length > limit - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** On one line; and the lone half of a surrogate pair cannot be sent as UTF-8. */
const plain = (value: string): string =>
  value
    .replace(/\p{Cs}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();

const fits: { readonly [K in FieldKind]: (value: string) => string } = {
  thing: (value) => cut(value, 20),
  character_string: (value) => value.replace(/[^\x20-\x7e]/g, '').slice(0, 32),
  number: (value) => value.replace(/\D/g, '').slice(0, 32),
  phrase: (value) => value.replace(/[^\u4e00-\u9fff]/g, '').slice(0, 5),
  amount: (value) => value,
  time: (value) => value,
  date: (value) => value,
};

/** `value` within the limits of a field of this kind; an empty one becomes `-`. */
export const fitField = (kind: FieldKind, value: string): string => fits[kind](plain(value)) || '-';

/** Amounts without the thousands' comma, which WeChat takes for no digit; times as its examples have them. */
function wordOf(kind: MessageKind, name: MessageValue, values: Partial<MessageValues>): string {
  switch (name) {
    case 'state':
      return STATES[kind];
    case 'amount': {
      const { yuan, rest } = splitFen(values.amount ?? 0);
      return `¥${yuan.replaceAll(',', '')}.${rest}`;
    }
    case 'deadline': {
      const [year, month, date, clock] = rfc3339(values.deadline ?? 0).split(/[-T+]/);
      return `${year}年${Number(month)}月${Number(date)}日 ${clock?.slice(0, 5)}`;
    }
    default:
      return String(values[name] ?? '');
  }
}

/** The `data` of a send: each field of the template with its value, fitted. @param values those of its kind */
export function messageData(
  kind: MessageKind,
  { fields }: MessageTemplate,
  values: Partial<MessageValues>,
): Record<string, { readonly value: string }> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, name]) => [
      field,
      // The configuration has no other fields.
      { value: fitField(fieldKindOf(field) as FieldKind, wordOf(kind, name, values)) },
    ]),
  );
}
