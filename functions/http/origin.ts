/**
 * WHERE A CALL COMES FROM, in words that a person recognizes or does not. It is made of what the host knows and of the
 * browser's own name for itself; nothing of it is asked of the caller. Nothing is decided by it, but that a withdrawal may
 * be looked at where many accounts came from one place (`usecases/risk.ts`).
 */
import { isIPv4, isIPv6 } from 'node:net';

/** The first that is found is it: later names stand in the user agents of earlier ones too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/wxwork\//i, '企业微信'],
  [/MicroMessenger\//i, '微信'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/(OPR|OPiOS)\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/Version\/[\d.]+ .*Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS/, '鸿蒙'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** 「Chrome · macOS」, 「微信 · iPhone」, one of the two where only that is known, else 「未知设备」. */
export function deviceOf(userAgent = ''): string {
  const known = [BROWSERS, SYSTEMS].flatMap((names) => names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? []);
  return known.join(' · ') || '未知设备';
}

/** The network of an address, the half that names a household left out: 「网络 113.88.*.*」; 「本机」 for this machine. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) {
    const [first, second] = plain.split('.');
    return first === '127' ? '本机' : `网络 ${first}.${second}.*.*`;
  }
  if (!isIPv6(plain)) return '未知网络';
  const groups = groupsOf(plain);
  if (groups.join(':') === '0:0:0:0:0:0:0:1') return '本机';
  return `网络 ${groups.slice(0, 4).join(':')}:*:*:*:*`;
}

const SHARED = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/**
 * The address that a household, or a shop with one line, has in the net: of IPv6 the half that its provider gives. undefined
 * for one that strangers may have in common: a proxy's, this machine's, or one that the host does not know.
 */
export function lineOf(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return SHARED.test(plain) ? undefined : plain;
  if (!isIPv6(plain)) return undefined;
  const line = groupsOf(plain).slice(0, 4).join(':');
  return /^(0:0:0:0|f[cd]..:|fe[89ab].:)/.test(line) ? undefined : line;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const before = groups(head);
  // The last two may be written as an IPv4 address; they are masked anyway.
  const after = groups(tail).flatMap((group) => (group.includes('.') ? ['*', '*'] : [group]));
  const between = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...between, ...after].map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
}

/**
 * The place that Vercel has found for a caller. It writes these headers itself, so they may be believed there and
 * nowhere else. (Vercel, Request headers: x-vercel-ip-city is percent-encoded, x-vercel-ip-country-region is a code.)
 */
export function vercelPlace(header: (name: string) => string | undefined): string | undefined {
  const names = ['x-vercel-ip-city', 'x-vercel-ip-country-region'].map((name) => decoded(header(name)));
  return names.filter((name) => name !== '').join(' · ') || undefined;
}

function decoded(value = ''): string {
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return '';
  }
}
