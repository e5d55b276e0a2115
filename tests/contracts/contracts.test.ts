import { z } from 'zod';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Endpoint } from '../../shared/contracts/endpoint';
import { refusals } from '../../shared/refusals';

const endpoints = Object.entries(contracts) as unknown as [EndpointName, Endpoint][];

type Path = readonly (string | number)[];
interface Leaf {
  readonly path: Path;
  readonly schema: z.core.$ZodType;
}

/** zod's own description of a schema; the parts of it that these tests walk. */
interface Def {
  readonly type: string;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly keyType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly checks?: readonly z.core.$ZodCheck[];
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
}
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;
/** The limits of a schema, as the generated document would state them. */
const limitsOf = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: 'input' }) as z.core.JSONSchema.Schema;
const accepts = (schema: z.core.$ZodType, value: unknown): boolean => z.safeParse(schema, value).success;

/** Strings of every form that the contracts know. */
const TEXTS = [
  ...[
    'mer',
    'prd',
    'sku',
    'cmp',
    'grp',
    'ord',
    'ses',
    'adr',
    'aft',
    'pup',
    'pac',
    'rfd',
    'usr',
    'wdr',
    'stl',
    'brg',
    'inv',
    'drf',
  ].map((prefix) => `${prefix}_abcDEF123`),
  '1',
  '12345678',
  '2036-02-28',
  '2036-02',
  `/media/${'0'.repeat(64)}.webp`,
  'refundAbnormal/rfd_abcDEF123',
  '13800138000',
  'SF12345678',
  '1700000000000_ord_abcDEF123',
  'abcdefgh-1',
  '4821',
  'AAAAAAAAAAAAAAAAAAAAAA==',
  '山野集',
  'abcDEF123abcDEF123',
  'abcDEF123abcDEF123abcD',
];

/** Something that the schema takes, with every optional part filled in, but for one that excludes another. */
function sampleOf(schema: z.core.$ZodType): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return objectOf(
        schema,
        Object.fromEntries(Object.entries(def.shape!).map(([key, part]) => [key, sampleOf(part)])),
      );
    case 'array': {
      const lengths = [1, 2, 3].map((length) => Array.from({ length }, () => sampleOf(def.element!)));
      return lengths.find((list) => accepts(schema, list));
    }
    case 'record':
      return { [String(sampleOf(def.keyType!))]: sampleOf(def.valueType!) };
    case 'optional':
    case 'nullable':
    case 'default':
      return sampleOf(def.innerType!);
    case 'union':
      return sampleOf(def.options![0]!);
    case 'string':
      return TEXTS.find((text) => accepts(schema, text));
    case 'number':
      return accepts(schema, 1) ? 1 : 2;
    case 'boolean':
      return true;
    case 'enum':
      return Object.values(def.entries!)[0];
    case 'literal':
      return def.values![0];
    case 'unknown':
      return {};
    default:
      throw new Error(`the contracts use ${def.type}, which this walk does not know yet`);
  }
}

/** The object itself, or without the one optional part that keeps it from being taken. */
function objectOf(schema: z.core.$ZodType, whole: Record<string, unknown>): Record<string, unknown> {
  const without = Object.keys(whole).map((key) =>
    Object.fromEntries(Object.entries(whole).filter(([one]) => one !== key)),
  );
  return [whole, ...without].find((one) => accepts(schema, one)) ?? whole;
}

/** Every schema below this one that holds no others; of several objects the one that a sample has is walked. */
function leavesOf(schema: z.core.$ZodType, path: Path = []): Leaf[] {
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape!).flatMap(([key, part]) => leavesOf(part, [...path, key]));
    case 'array':
      return leavesOf(def.element!, [...path, 0]);
    case 'record':
      return leavesOf(def.valueType!, [...path, String(sampleOf(def.keyType!))]);
    case 'optional':
    case 'nullable':
    case 'default':
      return leavesOf(def.innerType!, path);
    case 'union':
      return def
        .options!.filter((option, index) => index === 0 || defOf(option).type !== 'object')
        .flatMap((option) => leavesOf(option, path));
    // Whatever was kept of a person: nothing is the wrong kind of it.
    case 'unknown':
      return [];
    default:
      return [{ path, schema }];
  }
}

function arraysOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = defOf(schema);
  const below = [...Object.values(def.shape ?? {}), def.element, def.innerType, ...(def.options ?? [])];
  return [...(def.type === 'array' ? [schema] : []), ...below.flatMap((part) => (part ? arraysOf(part) : []))];
}

/** The same value with `part` at `path`. */
function put(value: unknown, path: Path, part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? put(one, rest, part) : one));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: put(object[key], rest, part) };
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string | number, unknown>)[key], value);

/** The kinds of thing that a schema takes as a whole: several where it is a union. */
const kindsOf = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => defOf(schema).options ?? [schema];

const pathsOf = (schema: z.core.$ZodType) => new Map(leavesOf(schema).map((leaf) => [leaf.path.join('.'), leaf]));

const INJECTIONS: unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { $where: 'sleep(1000)' },
  { toString: 'x', length: 3 },
  ['a'],
  [],
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

/** They take any rate and days, to refuse those that cannot be with a sentence. */
const SETTING_POLICIES: readonly EndpointName[] = ['commissionPolicy.set', 'commissionPolicy.setOwn'];

/** Verbs that change nothing of a shop: an endpoint that begins with another one is kept in the shop's log. */
const READS = [
  'get',
  'list',
  'inspect',
  'find',
  'quote',
  'preview',
  'counts',
  'choices',
  'export',
  'owed',
  'policy',
  'settings',
  'board',
  'journals',
  'tree',
  'invites',
  'facts',
  'past',
  'money',
];

/** What members of a shop do about one of its customers, or of its members. */
const ABOUT_PEOPLE: readonly EndpointName[] = [
  'referral.correct',
  'referral.suspend',
  'member.setRole',
  'member.remove',
];

describe.each(endpoints)('%s', (name, { summary, access, perMinute, input, output, logs, refusals: own }) => {
  it('is named noun.verb and says what it is', () => {
    expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(Number.isInteger(perMinute) && perMinute > 0 && perMinute <= 600).toBe(true);
  });

  it('names refusals that exist, each once', () => {
    expect(new Set(own).size).toBe(own.length);
    for (const code of own) expect(refusals).toHaveProperty(code);
  });

  it('names the merchant whose members alone may call it', () => {
    if (Array.isArray(access)) {
      expect(access.length).toBeGreaterThan(0);
      expect(input.shape).toHaveProperty('merchantId');
    }
  });

  it('is kept in the shop’s log, if a member or the platform changes something of the shop by it', () => {
    const verb = name.slice(name.indexOf('.') + 1);
    const reads = READS.some((word) => verb.startsWith(word));
    const ofShop = (Array.isArray(access) || access === 'platform') && 'merchantId' in input.shape;
    expect({ name, logs: logs !== undefined }).toEqual({ name, logs: ofShop && !reads });
    for (const field of logs ? [logs.about, ...(logs.hides ?? [])] : []) expect(input.shape).toHaveProperty(field);
  });

  it('takes a full sample both ways', () => {
    expect(z.safeParse(input, sampleOf(input)).error).toBeUndefined();
    expect(z.safeParse(output, sampleOf(output)).error).toBeUndefined();
  });

  it.each([
    ['input', input],
    ['output', output],
  ])('%s: nothing but the right kind of thing stands anywhere', (_, schema) => {
    for (const kind of kindsOf(schema)) {
      const sample = sampleOf(kind);
      expect(accepts(schema, sample)).toBe(true);
      for (const { path } of pathsOf(kind).values()) {
        for (const bad of INJECTIONS) {
          const value = put(sample, path, bad);
          expect({ path, bad, accepted: accepts(schema, value) }).toEqual({ path, bad, accepted: false });
        }
      }
    }
    for (const bad of [...INJECTIONS, 'text', 7, undefined, true]) {
      if (typeof bad === 'object' && bad !== null && !Array.isArray(bad)) continue;
      expect(accepts(schema, bad)).toBe(false);
    }
  });

  it('every string in its input has an end', () => {
    const sample = sampleOf(input);
    for (const { path, schema } of leavesOf(input)) {
      if (defOf(schema).type !== 'string') continue;
      const { maxLength = 0, pattern = '' } = limitsOf(schema);
      // A pattern ends where it is anchored on both sides and repeats nothing without a limit.
      const ends = /^\^[^|]*\$$/.test(pattern) && !/[*+]|,\}/.test(pattern.replace(/\[[^\]]*\]/g, '[]'));
      expect({ path, ends: maxLength > 0 || ends }).toEqual({ path, ends: true });
      // A key as PEM has two thousand letters.
      const most = String(path.at(-1)) in { privateKey: 0, publicKey: 0 } ? 4000 : 1000;
      expect(maxLength).toBeLessThanOrEqual(most);
      for (const text of ['', 'a', '1', '山', 'mer_', 'ord_', 'grp_', 'sku_', 'prd_', 'cmp_']) {
        const long = text + (text === '' ? ' ' : text.at(-1)!).repeat(10_000);
        const taken = z.safeParse(input, put(sample, path, long));
        // Spaces around a text are cut off before it is measured.
        const kept = taken.success ? String(at(taken.data, path)) : '';
        expect({ path, text, kept }).toEqual({ path, text, kept: '' });
      }
    }
  });

  it('every number in its input is whole and has both ends', () => {
    for (const { path, schema } of leavesOf(input)) {
      if (defOf(schema).type !== 'number') continue;
      const { type, minimum, maximum } = limitsOf(schema);
      expect({ path, type }).toEqual({ path, type: 'integer' });
      expect(minimum).toBeGreaterThanOrEqual(SETTING_POLICIES.includes(name) ? -1_000_000 : 0);
      const isTime = ['from', 'before', 'since', 'startsAt', 'endsAt', 'life', 'payWithin'].includes(
        String(path.at(-1)),
      );
      expect(maximum).toBeLessThanOrEqual(isTime ? 8_640_000_000_000_000 : 1_000_000_000);
      for (const bad of [0.5, -1_000_001, 1e16, '1']) expect(accepts(schema, bad)).toBe(false);
    }
  });

  it('every list in its input has a largest length', () => {
    for (const schema of arraysOf(input)) {
      expect(limitsOf(schema).maxItems).toBeLessThanOrEqual(300);
    }
  });

  it('what its input does not name is left out before a handler sees it', () => {
    const sample = sampleOf(input) as Record<string, unknown>;
    const sent = JSON.parse(
      JSON.stringify({ amount: 1, ...sample, $where: 'x', userId: 'usr_other', price: 1, role: 'owner' }),
    );
    expect(Object.keys(input.parse(sent)).sort()).toEqual(Object.keys(sample).sort());
    // Who asks is never asked for; members of a shop may name somebody else.
    expect('userId' in input.shape).toBe(ABOUT_PEOPLE.includes(name));
  });
});

describe('the walk itself', () => {
  const schema = z.object({ name: z.string(), list: z.array(z.string().max(3)).max(5), at: z.int().optional() });
  it('finds every leaf', () => expect([...pathsOf(schema).keys()]).toEqual(['name', 'list.0', 'at']));
  it('puts things where they belong', () => {
    expect(put({ name: 'a', list: ['b'] }, ['list', 0], { $gt: '' })).toEqual({ name: 'a', list: [{ $gt: '' }] });
  });
  it('sees the endpoints', () => expect(endpoints.length).toBeGreaterThanOrEqual(15));
});

describe('what a caller may not choose', () => {
  it('an amount is never taken from a caller: the one that is sent is what was seen', () => {
    const amounts = endpoints.flatMap(([name, { input }]) =>
      [...pathsOf(input)]
        .filter(
          ([key, { schema }]) =>
            /price|total|amount|fen|discount|freight/i.test(key) && defOf(schema).type === 'number',
        )
        .map(([key]) => `${name} ${key}`),
    );
    expect(amounts).toEqual([
      // What a shop asks for its own goods.
      'product.save product.skus.0.price',
      'order.place seenTotal',
      'shopOrder.refund seenAmount',
      // What a shop asks for in its own campaign; its terms are checked against the product.
      'campaign.publish terms.prices.sku_abcDEF123.list',
      'campaign.publish terms.prices.sku_abcDEF123.floor',
      // How much of their own money somebody wants, and what a shop sets for it; the books decide.
      'withdrawal.quote amount',
      'withdrawal.ask amount',
      'payout.setSettings rules.perDayFen',
      'payout.setSettings risk.largeAmount',
    ]);
  });

  it.each(['order.place', 'address.save', 'afterSale.ask', 'shopOrder.refund'] as const)(
    '%s creates something and carries the id of its request',
    (name) => expect(contracts[name].input.shape).toHaveProperty('requestId'),
  );

  it.each(['1234567', 'a'.repeat(65), 'with space', 'ord/../x', '$where12'])(
    'a requestId %p is refused',
    (requestId) => {
      const { input } = contracts['order.place'];
      expect(accepts(input, { ...(sampleOf(input) as object), requestId })).toBe(false);
    },
  );

  it.each(['order.quote', 'order.place', 'afterSale.ask', 'shopOrder.refund', 'shopOrder.ship'] as const)(
    '%s: a quantity is 1 to 99, and nothing is named twice',
    (name) => {
      const { input } = contracts[name];
      const sample = sampleOf(input) as { lines: { quantity: number }[] };
      for (const quantity of [0, -1, 100, 1.5, '2']) {
        expect({ quantity, taken: accepts(input, put(sample, ['lines', 0, 'quantity'], quantity)) }).toEqual({
          quantity,
          taken: false,
        });
      }
      expect(accepts(input, { ...sample, campaignId: undefined, groupId: undefined })).toBe(true);
      const twice = [...sample.lines, ...sample.lines];
      expect(accepts(input, { ...sample, campaignId: undefined, groupId: undefined, lines: twice })).toBe(false);
    },
  );

  it('a group buys one thing', () => {
    const { input } = contracts['order.place'];
    const sample = sampleOf(input) as object;
    const lines = ['sku_a', 'sku_b'].map((skuId) => ({ skuId, quantity: 1 }));
    expect(accepts(input, { ...sample, lines })).toBe(false);
    expect(accepts(input, { ...sample, lines, campaignId: undefined, groupId: undefined })).toBe(true);
  });

  it.each(['23800138000', '1380013800', '138001380000', '+8613800138000'])('a phone %p is refused', (phone) => {
    const { input } = contracts['address.save'];
    expect(accepts(input, put(sampleOf(input), ['address', 'phone'], phone))).toBe(false);
  });

  it('an address of spaces is refused', () => {
    const { input } = contracts['address.save'];
    for (const path of [
      ['address', 'name'],
      ['address', 'detail'],
    ]) {
      expect(accepts(input, put(sampleOf(input), path, '    '))).toBe(false);
    }
  });
});
