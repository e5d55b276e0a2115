/**
 * The environment, parsed once. Every missing or wrong name is listed in one error; `.env.example` explains each.
 * In production only WeChat's official hosts are accepted.
 */
import { z } from 'zod';

/** WeChat document 接口域名; api2 is WeChat Pay's second site (微信支付: 跨城容灾). */
const OFFICIAL = {
  WECHAT_API_BASE: ['https://api.weixin.qq.com'],
  WECHATPAY_API_BASE: ['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com'],
} as const;

const secret = z.string().min(32, 'needs at least 32 characters');
const address = z.url().transform((value) => value.replace(/\/+$/, ''));

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  MONGODB_URI: z.string().min(1),
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
});

export type Config = z.infer<typeof schema>;

/** Throws one error that names everything that is missing or wrong. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(environment);
  const faults = parsed.success
    ? unofficialHosts(parsed.data)
    : parsed.error.issues.map(
        (issue) => `${issue.path.join('.')}: ${environment[String(issue.path[0])] ? issue.message : 'is missing'}`,
      );
  if (!parsed.success || faults.length > 0) {
    throw new Error(
      `The environment is not complete (see .env.example):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  }
  return parsed.data;
}

function unofficialHosts(config: Config): string[] {
  if (config.NODE_ENV !== 'production') return [];
  return (['WECHAT_API_BASE', 'WECHATPAY_API_BASE'] as const)
    .filter((name) => !(OFFICIAL[name] as readonly string[]).includes(config[name]))
    .map((name) => `${name}: in production only ${OFFICIAL[name].join(' or ')}`);
}
