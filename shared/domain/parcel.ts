/** WHAT A PARCEL IS CALLED, on its way out or back: who carries it, and its number. This file is the only answer. */

/** Who carries most parcels; any other is written. The names begin as `functions/wechat/carriers.ts` knows them. */
export const COMPANIES = [
  '顺丰速运',
  '中通快递',
  '圆通速递',
  '申通快递',
  '韵达快递',
  '极兔速递',
  '京东快递',
  '邮政快递',
] as const;

export const COMPANY_MAX = 20;

/** As carriers print it: letters, digits and hyphens. [R] */
export const TRACKING_NUMBER = /^[0-9A-Za-z-]{4,40}$/;

/** Why it cannot be a carrier's name, in a sentence; undefined where it can. */
export function companyProblem(company: string): string | undefined {
  const { length } = company.trim();
  return length >= 1 && length <= COMPANY_MAX ? undefined : '快递公司要填 1 到 20 个字';
}

/** Why it cannot be a parcel's number, in a sentence; undefined where it can. */
export const numberProblem = (number: string): string | undefined =>
  TRACKING_NUMBER.test(number) ? undefined : '快递单号应是 4 到 40 位字母、数字或横线';
