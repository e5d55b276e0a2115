/** Milliseconds since 1970 (UTC). Durations too. Nothing here reads a clock: `now` is always passed in. */
export type Ms = number;

export const SECOND: Ms = 1000;
export const MINUTE: Ms = 60 * SECOND;
export const HOUR: Ms = 60 * MINUTE;
export const DAY: Ms = 24 * HOUR;

/** China has one time zone and no summer time; a day of this product is a day of Asia/Shanghai. */
const SHANGHAI_OFFSET: Ms = 8 * HOUR;

interface ShanghaiTime {
  year: number;
  month: number;
  date: number;
  hour: number;
  minute: number;
  second: number;
}

function shanghai(at: Ms): ShanghaiTime {
  const shifted = new Date(at + SHANGHAI_OFFSET);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    date: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The day of `at` in Asia/Shanghai: `2026-01-17`. */
export function dayOf(at: Ms): string {
  const { year, month, date } = shanghai(at);
  return `${year}-${two(month)}-${two(date)}`;
}

/** Midnight in Asia/Shanghai at which a day (`2026-01-17`) begins. */
export const startOfDay = (date: string): Ms => Date.parse(`${date}T00:00:00+08:00`);

/** RFC 3339 in Asia/Shanghai with whole seconds, as WeChat Pay writes times: `2026-01-17T14:38:00+08:00`. */
export function rfc3339(at: Ms): string {
  const { hour, minute, second } = shanghai(at);
  return `${dayOf(at)}T${two(hour)}:${two(minute)}:${two(second)}+08:00`;
}

/** `1 月 17 日`; the year only if it is another one than `now`'s. */
export function formatDay(at: Ms, now: Ms): string {
  const { year, month, date } = shanghai(at);
  return `${year === shanghai(now).year ? '' : `${year} 年 `}${month} 月 ${date} 日`;
}

/** `今天 21:23`, `明天 10:01`, `昨天 18:02`, `1 月 17 日 14:38`; the year only if it is another one than `now`'s. */
export function formatWhen(at: Ms, now: Ms): string {
  const then = shanghai(at);
  const clock = `${two(then.hour)}:${two(then.minute)}`;
  if (dayOf(at) === dayOf(now)) return `今天 ${clock}`;
  if (dayOf(at) === dayOf(now + DAY)) return `明天 ${clock}`;
  if (dayOf(at) === dayOf(now - DAY)) return `昨天 ${clock}`;
  return `${formatDay(at, now)} ${clock}`;
}

/** `2026-01-17 14:38:00`, as tables have it. */
export const formatTime = (at: Ms): string => rfc3339(at).slice(0, 19).replace('T', ' ');

/** What is left until a deadline: `11:42:08`, or `1 天 3 小时` from 24 h on. Never negative. */
export function formatLeft(left: Ms): string {
  const seconds = Math.max(0, Math.ceil(left / SECOND));
  const hours = Math.floor(seconds / 3600);
  if (hours >= 24) return `${Math.floor(hours / 24)} 天 ${hours % 24} 小时`;
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
