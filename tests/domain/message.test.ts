import fc from 'fast-check';
import {
  FIELD_KINDS,
  type FieldKind,
  fieldKindOf,
  fitField,
  KNOWN,
  MESSAGE_KINDS,
  type MessageKind,
  type MessageValue,
  type MessageValues,
  messageData,
} from '../../shared/domain/message';
import { FEN_MAX } from '../../shared/money';

/** WeChat's limits, said once more and otherwise (WeChat document 参数值内容限制说明). */
const LIMITS: { readonly [K in FieldKind]: RegExp } = {
  thing: /^.{1,20}$/su,
  character_string: /^[\x20-\x7e]{1,32}$/,
  number: /^\d{1,32}$/,
  phrase: /^\p{Script=Han}{1,5}$/u,
  amount: /^¥(?=[\d.]{1,11}$)\d+\.\d\d$/,
  time: /^\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日 ([01]\d|2[0-3]):[0-5]\d$/,
  date: /^\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日 ([01]\d|2[0-3]):[0-5]\d$/,
};
const KINDS = Object.keys(LIMITS) as FieldKind[];
/** Any text, with characters of two units, halves of them, and controls. */
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('🍑', '𠮷', '\ud83c', '\udf51', '\u0000', '\n', '桃'), fc.string()),
});

const VALUES: MessageValues = {
  title: '阳山水蜜桃',
  amount: 2990,
  size: 3,
  missing: 1,
  deadline: Date.parse('2026-01-17T21:23:45+08:00'),
  company: '顺丰速运',
  trackingNumber: 'SF1001',
  code: '482913',
  place: '阳山邻里中心',
  account: '招商银行信用卡 0403',
  note: '已成团，准备发货',
};

/** The value as a field of this kind shows it. */
const shown = (
  kind: FieldKind,
  name: MessageValue,
  values: Partial<MessageValues> = {},
  message: MessageKind = 'groupFormed',
) => messageData(message, { id: 't', fields: { [`${kind}1`]: name } }, { ...VALUES, ...values })[`${kind}1`]?.value;

it.each([
  ['thing', '阳山水蜜桃', '阳山水蜜桃'],
  ['thing', '一二三四五六七八九十一二三四五六七八九十', '一二三四五六七八九十一二三四五六七八九十'],
  ['thing', '一二三四五六七八九十一二三四五六七八九十一', '一二三四五六七八九十一二三四五六七八九…'],
  // A peach is two units: with it the text would be one too long, so all of it goes.
  ['thing', '一二三四五六七八九十一二三四五六七八🍑二十一', '一二三四五六七八九十一二三四五六七八…'],
  ['thing', ' 两行\n  一行 ', '两行 一行'],
  ['thing', '', '-'],
  ['thing', ' \u0000\ud83c ', '-'],
  ['phrase', '拼团成功', '拼团成功'],
  ['phrase', '3 人到齐，准备发货', '人到齐准备'],
  ['number', '3 人', '3'],
  ['character_string', '3 人', '3 '],
  ['character_string', '人', '-'],
] as const)('%s: %j becomes %j', (kind, value, fitted) => expect(fitField(kind, value)).toBe(fitted));

it('whatever the text, a field is never empty, never too long, and never holds half of a character', () => {
  const longest = { thing: 20, character_string: 32, number: 32, phrase: 5 } as const;
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(longest) as (keyof typeof longest)[])), anyText, (kind, text) => {
      const fitted = fitField(kind, text);
      expect(fitted.length).toBeGreaterThan(0);
      expect(fitted.length).toBeLessThanOrEqual(longest[kind]);
      expect(fitted).not.toMatch(/\p{Cs}|\p{Cc}/u);
      if (fitted !== '-') expect(fitted).toMatch(LIMITS[kind]);
    }),
    { numRuns: 2000 },
  );
});

it('whatever the values, each is within the limits of every field that may hold it', () => {
  const values = fc.record({
    title: anyText,
    amount: fc.integer({ min: 0, max: FEN_MAX }),
    size: fc.integer({ min: 2, max: 100 }),
    missing: fc.integer({ min: 0, max: 100 }),
    deadline: fc.integer({ min: 0, max: Date.parse('2099-12-31T23:59:59Z') }),
    company: anyText,
    trackingNumber: anyText,
    code: anyText,
    place: anyText,
    account: anyText,
    note: anyText,
  });
  const pairs = (Object.keys(FIELD_KINDS) as MessageValue[]).flatMap((name) =>
    FIELD_KINDS[name].map((kind) => [name, kind] as const),
  );
  expect(new Set(pairs.map(([, kind]) => kind))).toEqual(new Set(KINDS));
  fc.assert(
    fc.property(values, fc.constantFrom(...MESSAGE_KINDS), (drawn, message) => {
      for (const [name, kind] of pairs) {
        if (!(KNOWN[message] as readonly MessageValue[]).includes(name)) continue;
        expect(shown(kind, name, drawn, message)).toMatch(LIMITS[kind]);
      }
    }),
  );
});

it('amounts have one sign and no comma, times are those of Shanghai', () => {
  expect(shown('amount', 'amount')).toBe('¥29.90');
  expect(shown('amount', 'amount', { amount: FEN_MAX })).toBe('¥10000000.00');
  expect(shown('time', 'deadline')).toBe('2026年1月17日 21:23');
  expect(shown('time', 'deadline', { deadline: Date.parse('2026-12-31T16:05:00Z') })).toBe('2027年1月1日 00:05');
});

it('fills every field of the template, and no other', () => {
  const fields = { thing1: 'title', amount2: 'amount', number3: 'missing', thing14: 'note', phrase5: 'state' } as const;
  expect(messageData('groupExpiring', { id: 't', fields }, VALUES)).toEqual({
    thing1: { value: '阳山水蜜桃' },
    amount2: { value: '¥29.90' },
    number3: { value: '1' },
    thing14: { value: '已成团，准备发货' },
    phrase5: { value: '即将截止' },
  });
});

it.each([
  [
    'bargainFloor',
    { amount1: 'amount', number2: 'missing', time3: 'deadline', phrase4: 'state' },
    '¥29.90 1 2026年1月17日 21:23 砍到底价',
  ],
  ['bargainExpiring', { thing1: 'title', thing2: 'note', phrase3: 'state' }, '阳山水蜜桃 已成团，准备发货 即将截止'],
  [
    'orderShipped',
    { thing1: 'company', character_string2: 'trackingNumber', phrase3: 'state' },
    '顺丰速运 SF1001 已发货',
  ],
  ['pickUpReady', { character_string1: 'code', thing2: 'place', phrase3: 'state' }, '482913 阳山邻里中心 待自提'],
  ['refundArrived', { amount1: 'amount', thing2: 'account', phrase3: 'state' }, '¥29.90 招商银行信用卡 0403 退款到账'],
  ['afterSaleAnswered', { thing1: 'note', phrase2: 'state' }, '已成团，准备发货 售后有回复'],
] as const)('%s tells what it knows', (kind, fields, told) => {
  const data = messageData(kind, { id: 't', fields }, VALUES);
  expect(
    Object.values(data)
      .map(({ value }) => value)
      .join(' '),
  ).toBe(told);
});

it('each kind has a state that fits a phrase', () => {
  for (const kind of MESSAGE_KINDS) expect(KNOWN[kind]).toContain('state');
});

it.each([
  ['thing1', 'thing'],
  ['character_string12', 'character_string'],
  ['thing', null],
  ['1', null],
  ['Thing1', null],
  ['thing123', null],
  ['thing1.DATA', null],
])('%s is a field of kind %s', (field, kind) => expect(fieldKindOf(field)).toBe(kind));
