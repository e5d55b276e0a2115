/**
 * WHICH ADDRESS A PARCEL CAN BE SENT TO. Carriers' labels take no emoji and cut what is too long, so both are said when
 * the address is written, not when the parcel comes back.
 */
import type { RefusalCode } from '../refusals';

export interface Address {
  readonly name: string;
  /** A mobile number of the mainland. */
  readonly phone: string;
  /** 省 市 区 */
  readonly region: readonly string[];
  readonly detail: string;
}

/** Addresses that one person may keep. */
export const ADDRESSES = 20;

/** What carriers' labels hold. [R] */
const NAME_MAX = 20;
const DETAIL_MAX = 100;

/** As WeChat and GB/T 2260 write them. Freight goes by these words, so a province that is written otherwise is none. */
const PROVINCES: ReadonlySet<string> = new Set(
  (
    '北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 ' +
    '湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 ' +
    '新疆维吾尔自治区 台湾省 香港特别行政区 澳门特别行政区'
  ).split(' '),
);

/** Emoji and their parts, control characters, private and lone surrogate code points. */
const UNPRINTABLE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Cc}\p{Cf}\p{Co}\p{Cs}]|\u{fe0f}|\u{20e3}/u;

/** Counted as people count: a character is one, however it is encoded. */
const lengthOf = (text: string): number => [...text].length;

type TextFault = Extract<RefusalCode, 'addressTooLong' | 'addressUnprintable'>;

function textFault(text: string, most: number): TextFault | null {
  if (UNPRINTABLE.test(text)) return 'addressUnprintable';
  return lengthOf(text) > most ? 'addressTooLong' : null;
}

/** Why a label cannot carry this name; null where it can. */
export const nameFault = (name: string): TextFault | null => textFault(name, NAME_MAX);

/** Why a label cannot carry this street and house; null where it can. */
export const detailFault = (detail: string): TextFault | null => textFault(detail, DETAIL_MAX);

function regionFault(region: readonly string[]): Extract<RefusalCode, 'addressUnprintable' | 'regionUnknown'> | null {
  if (region.some((part) => UNPRINTABLE.test(part))) return 'addressUnprintable';
  return PROVINCES.has(region[0] ?? '') ? null : 'regionUnknown';
}

/** Why it cannot be used; null where it can. */
export const addressFault = ({ name, region, detail }: Address): TextFault | 'regionUnknown' | null =>
  nameFault(name) ?? detailFault(detail) ?? regionFault(region);
