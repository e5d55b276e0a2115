import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseConfig } from '../../functions/config';

const complete = {
  MONGODB_URI: 'mongodb://user:password@host/?replicaSet=rs0',
  JWT_SECRET: 'j'.repeat(32),
  SHARE_SECRET: 's'.repeat(32),
  CRON_SECRET: 'c'.repeat(32),
  DATA_SECRET: '0123456789abcdef'.repeat(4),
  PUBLIC_BASE_URL: 'https://shop.example.com/',
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_SECRET: 'secret-of-the-mini-program',
};
const NEEDED = Object.keys(complete) as (keyof typeof complete)[];

function complaintOf(environment: Record<string, string | undefined>): string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
}

it('takes a complete environment as production, with the official hosts and without slashes at the end', () => {
  expect(parseConfig(complete)).toEqual({
    ...complete,
    NODE_ENV: 'production',
    MONGODB_DATABASE: 'pinkan',
    PUBLIC_BASE_URL: 'https://shop.example.com',
    WECHAT_API_BASE: 'https://api.weixin.qq.com',
    WECHATPAY_API_BASE: 'https://api.mch.weixin.qq.com',
    WECHAT_TEMPLATES: {},
    WECHAT_MESSAGE_STATE: 'formal',
    WECHAT_PUSH_TOKEN: '',
    VISIT_DAYS: 400,
    COMMISSION_LEVELS: 1,
    WITHHOLDING: 'none',
    S3_ENDPOINT: '',
    S3_REGION: 'us-east-1',
    S3_BUCKET: '',
    S3_ACCESS_KEY: '',
    S3_SECRET_KEY: '',
  });
});

describe('an object store', () => {
  const whole = {
    S3_ENDPOINT: 'https://s3.example.com/',
    S3_BUCKET: 'pictures',
    S3_ACCESS_KEY: 'key',
    S3_SECRET_KEY: 'of the store',
  };

  it('is taken whole', () => {
    expect(parseConfig({ ...complete, ...whole })).toMatchObject({ ...whole, S3_ENDPOINT: 'https://s3.example.com' });
  });

  it.each(Object.keys(whole))('is missed without %s', (name) => {
    expect(complaintOf({ ...complete, ...whole, [name]: '' })).toEqual([`  ${name}: is missing`]);
  });

  it('is spoken to over https alone', () => {
    const open = { ...complete, ...whole, S3_ENDPOINT: 'http://s3.example.com' };
    expect(complaintOf(open)).toEqual(['  S3_ENDPOINT: in production only https']);
  });
});

it('takes two levels of commission and withheld tax where it is told so', () => {
  const told = { ...complete, COMMISSION_LEVELS: '2', WITHHOLDING: 'labour' };
  expect(parseConfig(told)).toMatchObject({ COMMISSION_LEVELS: 2, WITHHOLDING: 'labour' });
});

it('names everything that is missing in one error: nothing secret has a default', () => {
  expect(complaintOf({}).sort()).toEqual(NEEDED.map((name) => `  ${name}: is missing`).sort());
});

it.each(NEEDED)('%s alone is missed, absent or empty', (name) => {
  expect(complaintOf({ ...complete, [name]: undefined })).toEqual([`  ${name}: is missing`]);
  expect(complaintOf({ ...complete, [name]: '' }).every((line) => line === `  ${name}: is missing`)).toBe(true);
  expect(complaintOf({ ...complete, [name]: '' })).not.toEqual([]);
});

it('names what is missing and what is wrong together', () => {
  const wrong = { ...complete, JWT_SECRET: undefined, DATA_SECRET: 'xyz', WECHAT_API_BASE: 'https://evil.example' };
  expect(complaintOf(wrong)).toEqual([
    '  JWT_SECRET: is missing',
    '  DATA_SECRET: needs 64 hexadecimal digits',
    '  WECHAT_API_BASE: in production only https://api.weixin.qq.com',
  ]);
});

it.each([
  ['JWT_SECRET', 'short'],
  ['SHARE_SECRET', 'short'],
  ['CRON_SECRET', 'short'],
  ['DATA_SECRET', 'F'.repeat(64)],
  ['MONGODB_URI', 'postgres://user:hunter2@host/db'],
  ['NODE_ENV', 'staging'],
  ['PUBLIC_BASE_URL', 'ftp://shop.example.com'],
  ['PUBLIC_BASE_URL', 'https://shop.example.com/?shop=1'],
  ['PUBLIC_BASE_URL', 'not an address'],
  ['WECHAT_TEMPLATES', '{"groupFormed":'],
  ['WECHAT_TEMPLATES', '[]'],
  ['WECHAT_TEMPLATES', '"groupFormed"'],
  ['WECHAT_MESSAGE_STATE', 'release'],
  ['COMMISSION_LEVELS', '3'],
  ['WITHHOLDING', 'wages'],
  ['WECHAT_PUSH_TOKEN', 'a token'],
  ['WECHAT_PUSH_TOKEN', 'x'.repeat(33)],
])('%s may not be %s, and the complaint does not repeat it', (name, value) => {
  const lines = complaintOf({ ...complete, [name]: value });
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line.startsWith(`  ${name}: `)).toBe(true);
    expect(line).not.toContain(value);
  }
});

it.each(['', 'token123'])('WECHAT_PUSH_TOKEN may be "%s"', (token) => {
  expect(parseConfig({ ...complete, WECHAT_PUSH_TOKEN: token }).WECHAT_PUSH_TOKEN).toBe(token);
});

describe('templates of messages', () => {
  const read = (templates: unknown) =>
    parseConfig({ ...complete, WECHAT_TEMPLATES: JSON.stringify(templates) }).WECHAT_TEMPLATES;
  const complaints = (templates: unknown) =>
    complaintOf({ ...complete, WECHAT_TEMPLATES: JSON.stringify(templates) }).map((line) => line.trim());
  const fields = { thing1: 'title', amount2: 'amount', number3: 'missing', time14: 'deadline', phrase5: 'state' };

  it('are read as they are told, each of them or none', () => {
    const shipped = { thing1: 'title', thing2: 'company', character_string3: 'trackingNumber' };
    const templates = {
      groupFormed: { id: 'tpl-1', fields },
      groupExpiring: { id: 'tpl-2', fields },
      bargainFloor: { id: 'tpl-4', fields },
      bargainExpiring: { id: 'tpl-5', fields },
      orderShipped: { id: 'tpl-3', fields: shipped },
    };
    expect(read(templates)).toEqual(templates);
    expect(parseConfig({ ...complete, WECHAT_TEMPLATES: '' }).WECHAT_TEMPLATES).toEqual({});
  });

  it.each([
    ['a kind of message that there is not', { groupEnded: { id: 'x', fields } }, 'WECHAT_TEMPLATES: '],
    ['no id', { groupFormed: { fields } }, 'WECHAT_TEMPLATES.groupFormed.id: '],
    [
      'a size of a bargain',
      { bargainFloor: { id: 'x', fields: { number1: 'size' } } },
      'WECHAT_TEMPLATES.bargainFloor',
    ],
    ['an empty id', { groupFormed: { id: '', fields } }, 'WECHAT_TEMPLATES.groupFormed.id: '],
    ['no fields', { groupFormed: { id: 'x', fields: {} } }, 'WECHAT_TEMPLATES.groupFormed.fields: needs a field'],
    ['something else beside them', { groupFormed: { id: 'x', fields, title: 'y' } }, 'WECHAT_TEMPLATES.groupFormed: '],
    [
      'a value that no message knows',
      { groupFormed: { id: 'x', fields: { thing1: 'toString' } } },
      'WECHAT_TEMPLATES.groupFormed.fields.thing1: ',
    ],
    [
      'a value that this kind does not know',
      { orderShipped: { id: 'x', fields: { thing1: 'title', amount2: 'amount' } } },
      'WECHAT_TEMPLATES.orderShipped.fields.amount2: ',
    ],
    [
      'a kind of field that there is not',
      { groupFormed: { id: 'x', fields: { money1: 'amount' } } },
      'WECHAT_TEMPLATES.groupFormed.fields.money1: amount goes into a field of kind amount, thing',
    ],
    [
      'a field without its number',
      { groupFormed: { id: 'x', fields: { thing: 'title' } } },
      'WECHAT_TEMPLATES.groupFormed.fields.thing: title goes into a field of kind thing',
    ],
    [
      'a value where it can never stand',
      { groupFormed: { id: 'x', fields: { amount1: 'title' } } },
      'WECHAT_TEMPLATES.groupFormed.fields.amount1: title goes into a field of kind thing',
    ],
  ])('with %s are refused by name', (_, templates, complaint) => {
    expect(complaints(templates)).toEqual([expect.stringContaining(complaint)]);
  });
});

describe('in production', () => {
  it.each([
    ['WECHAT_API_BASE', 'http://127.0.0.1:9000'],
    ['WECHAT_API_BASE', 'http://api.weixin.qq.com'],
    ['WECHAT_API_BASE', 'https://api.weixin.qq.com.evil.example'],
    ['WECHAT_API_BASE', 'https://api.weixin.qq.com@evil.example'],
    ['WECHAT_API_BASE', 'https://api.mch.weixin.qq.com'],
    ['WECHATPAY_API_BASE', 'http://127.0.0.1:9000'],
    ['WECHATPAY_API_BASE', 'https://api.weixin.qq.com'],
    ['PUBLIC_BASE_URL', 'http://shop.example.com'],
  ])('%s is not %s; in development it may be', (name, value) => {
    expect(complaintOf({ ...complete, [name]: value })).toHaveLength(1);
    expect(complaintOf({ ...complete, NODE_ENV: 'production', [name]: value })).toHaveLength(1);
    expect(complaintOf({ ...complete, NODE_ENV: 'development', [name]: value })).toEqual([]);
  });

  it.each(['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com/'])(
    'WeChat Pay is at %s',
    (value) => expect(complaintOf({ ...complete, WECHATPAY_API_BASE: value })).toEqual([]),
  );

  it('no secret is used twice', () => {
    expect(complaintOf({ ...complete, CRON_SECRET: complete.JWT_SECRET })).toEqual([
      '  CRON_SECRET: must not be the same as JWT_SECRET',
    ]);
  });
});

it('.env.example names exactly what is read, and sets no secret', () => {
  const lines = readFileSync(resolve(__dirname, '../../.env.example'), 'utf8').split('\n');
  const example = Object.fromEntries(
    lines.filter((line) => /^[A-Z]/.test(line)).map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
  );
  expect(Object.keys(example).sort()).toEqual(Object.keys(parseConfig(complete)).sort());
  for (const [name, value] of Object.entries(example)) if (/SECRET/.test(name)) expect(value).toBe('');
});
