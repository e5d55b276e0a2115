/**
 * HOW OFTEN. Calls are counted by the minute of the clock. What signs in or moves money is counted in the database, over
 * all instances of the function; what only reads is counted in each instance, so that polling a group stays a single find.
 */
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import { MINUTE } from '../../shared/time';
import { countCall } from '../store/rateLimit';
import type { App } from '../usecases/app';

/** At or under this many calls a minute an endpoint counts over all instances. */
const COUNTED_TOGETHER = 30;

/** Signing in has a high limit, since a whole campus may share one address, and is counted together all the same. */
export const countedTogether = (name: EndpointName): boolean =>
  contracts[name].perMinute <= COUNTED_TOGETHER || name.startsWith('session.');

export type RateLimit = (name: EndpointName, who: string) => Promise<boolean>;

/** @returns whether this call is within its limit. Where nothing can be counted, nobody is let through: it throws. */
export function createRateLimit({ store, now }: Pick<App, 'store' | 'now'>): RateLimit {
  let current = 0;
  const counts = new Map<string, number>();
  return async (name, who) => {
    const { perMinute } = contracts[name];
    const minute = Math.floor(now() / MINUTE);
    const key = `${name}/${who}`;
    if (countedTogether(name)) return (await countCall(store, key, minute)) <= perMinute;
    if (minute !== current) counts.clear();
    current = minute;
    const calls = (counts.get(key) ?? 0) + 1;
    counts.set(key, calls);
    return calls <= perMinute;
  };
}
