/**
 * The environment, parsed once. Every missing or wrong name is listed in one error; `.env.example` explains each.
 * In production only WeChat's official hosts are accepted.
 */
import { z } from 'zod';
import {
  FIELD_KINDS,
  fieldKindOf,
  KNOWN,
  MESSAGE_KINDS,
  type MessageKind,
  type MessageTemplates,
} from '../shared/domain/message';
import { WITHHOLDINGS } from '../shared/domain/withholding';

/** WeChat document 接口域名; api2 is WeChat Pay's second site (微信支付: 跨城容灾). */
const OFFICIAL = {
  WECHAT_API_BASE: ['https://api.weixin.qq.com'],
  WECHATPAY_API_BASE: ['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com'],
} as const;

const secret = z.string().min(32, 'needs at least 32 characters');
/** WeChat takes no query in an address to notify. */
const address = z
  .url({ protocol: /^https?$/, error: 'needs an http or https address' })
  .regex(/^[^?#]*$/, 'needs an address without ? and #')
  .transform((value) => value.replace(/\/+$/, ''));

/** A template holds what its kind knows, each value in a field that can hold it. */
const templateOf = (kind: MessageKind) =>
  z.strictObject({
    id: z.string().min(1).max(64),
    fields: z.record(z.string(), z.enum(KNOWN[kind])).superRefine((fields, context) => {
      if (Object.keys(fields).length === 0) context.addIssue({ code: 'custom', message: 'needs a field' });
      for (const [field, value] of Object.entries(fields)) {
        const kinds: readonly string[] = FIELD_KINDS[value];
        if (kinds.includes(fieldKindOf(field) ?? '')) continue;
        const message = `${value} goes into a field of kind ${kinds.join(', ')}`;
        context.addIssue({ code: 'custom', path: [field], message });
      }
    }),
  });
const eachKind = Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, templateOf(kind).optional()]));

/** The templates as JSON; none if it is left out or empty. */
const templates = z
  .string()
  .default('')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text || '{}');
    } catch {
      context.addIssue({ code: 'custom', message: 'needs to be JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.strictObject(eachKind))
  .transform((value) => value as MessageTemplates);

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'needs to begin with mongodb:// or mongodb+srv://'),
  MONGODB_DATABASE: z.string().min(1).default('pinkan'),
  JWT_SECRET: secret,
  SHARE_SECRET: secret,
  CRON_SECRET: secret,
  DATA_SECRET: z.string().regex(/^[0-9a-f]{64}$/, 'needs 64 hexadecimal digits'),
  PUBLIC_BASE_URL: address,
  WECHAT_API_BASE: address.default(OFFICIAL.WECHAT_API_BASE[0]),
  WECHATPAY_API_BASE: address.default(OFFICIAL.WECHATPAY_API_BASE[0]),
  WECHAT_APPID: z.string().min(1),
  WECHAT_SECRET: z.string().min(1),
  WECHAT_TEMPLATES: templates,
  WECHAT_MESSAGE_STATE: z.enum(['formal', 'trial', 'developer']).default('formal'),
  /** Empty: nothing is pushed. */
  WECHAT_PUSH_TOKEN: z
    .string()
    .regex(/^([0-9A-Za-z]{3,32})?$/, 'needs 3 to 32 letters and digits')
    .default(''),
  /** What somebody opened before signing in is taken over for 30 days: no fewer. */
  VISIT_DAYS: z
    .string()
    .regex(/^\d{1,5}$/, 'needs a number of days')
    .default('400')
    .transform(Number)
    .refine((days) => days >= 32, 'needs at least 32 days'),
  /** 禁止传销条例: three levels would be the filing line, so two is the most. */
  COMMISSION_LEVELS: z
    .enum(['1', '2'], 'needs 1 or 2')
    .default('1')
    .transform((text) => (text === '1' ? 1 : 2)),
  WITHHOLDING: z.enum(WITHHOLDINGS).default('none'),
  /** Empty: pictures are in the database. */
  S3_ENDPOINT: z.union([z.literal(''), address]).default(''),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z
    .string()
    .regex(/^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/, 'needs the name of a bucket')
    .default(''),
  S3_ACCESS_KEY: z.string().default(''),
  S3_SECRET_KEY: z.string().default(''),
});

export type Config = z.infer<typeof schema>;

/** Throws one error that names everything that is missing or wrong. Values are not told: they may be secrets. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(environment);
  const faults = (parsed.error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')}: ${environment[String(issue.path[0])] ? issue.message : 'is missing'}`,
  );
  faults.push(...halfAnObjectStore(environment));
  if ((environment.NODE_ENV ?? 'production') === 'production') faults.push(...notForProduction(environment));
  if (!parsed.success || faults.length > 0) {
    throw new Error(
      `The environment is not complete (see .env.example):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  }
  return parsed.data;
}

const OBJECT_STORE = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const;

/** An object store is named whole, or not at all. */
function halfAnObjectStore(environment: Record<string, string | undefined>): string[] {
  const missing = OBJECT_STORE.filter((name) => !environment[name]);
  return missing.length === OBJECT_STORE.length ? [] : missing.map((name) => `${name}: is missing`);
}

const SECRETS = ['JWT_SECRET', 'SHARE_SECRET', 'CRON_SECRET', 'DATA_SECRET'] as const;

function notForProduction(environment: Record<string, string | undefined>): string[] {
  const faults: string[] = [];
  for (const name of ['WECHAT_API_BASE', 'WECHATPAY_API_BASE'] as const) {
    const official: readonly (string | undefined)[] = OFFICIAL[name];
    const given = environment[name]?.replace(/\/+$/, '');
    if (given && !official.includes(given)) faults.push(`${name}: in production only ${OFFICIAL[name].join(' or ')}`);
  }
  for (const name of ['PUBLIC_BASE_URL', 'S3_ENDPOINT'] as const) {
    const base = environment[name];
    if (base && !base.startsWith('https://')) faults.push(`${name}: in production only https`);
  }
  for (const [index, name] of SECRETS.entries()) {
    // Whoever is told one of them, such as a pinger of cron, must not thereby hold another.
    const same = SECRETS.slice(0, index).find((other) => environment[name] && environment[other] === environment[name]);
    if (same) faults.push(`${name}: must not be the same as ${same}`);
  }
  return faults;
}
