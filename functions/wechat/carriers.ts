/**
 * Who carries a parcel, as WeChat names them. A report with a name that WeChat does not know is refused.
 * Source: WeChat document 获取运力 id 列表 (get_delivery_list). [R] as a table; a wrong memory is one line to change.
 */
const CARRIERS: readonly (readonly [begins: string, code: string])[] = [
  ['顺丰', 'SF'],
  ['中通', 'ZTO'],
  ['圆通', 'YTO'],
  ['申通', 'STO'],
  ['韵达', 'YUNDA'],
  ['极兔', 'JTSD'],
  ['京东', 'JD'],
  ['德邦', 'DBL'],
  ['百世', 'BEST'],
  ['邮政', 'YZPY'],
  ['中国邮政', 'YZPY'],
  ['EMS', 'EMS'],
];

/** 其他: a name that is none of these. */
const OTHER = 'OTHERS';

/** WeChat finds the way of its parcels only with the last digits of a telephone number. [V] */
export const SF = 'SF';

/** `顺丰速运` → `SF`. */
export const carrierOf = (company: string): string =>
  CARRIERS.find(([begins]) => company.trim().toUpperCase().startsWith(begins))?.[1] ?? OTHER;
