/**
 * HOW OFTEN. What signs in or moves money is counted in the database, over all instances of the function; what only
 * reads is counted in each instance, so that polling a group stays a single find.
 */
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { EndpointName } from '../../shared/contracts/contracts';
import { contracts } from '../../shared/contracts/contracts';
import type { App } from '../usecases/app';

/** At or under this many calls a minute an endpoint counts over all instances. */
const COUNTED_TOGETHER = 30;

export type RateLimit = (name: EndpointName, who: string) => Promise<boolean>;

/** @returns whether this call is within its limit. A limiter that cannot count lets nobody through (the database is out). */
export function createRateLimit({ store }: Pick<App, 'store'>): RateLimit {
  const limiters = new Map<EndpointName, RateLimiterMemory | RateLimiterMongo>();
  const limiterOf = (name: EndpointName) => {
    const known = limiters.get(name);
    if (known) return known;
    const points = contracts[name].perMinute;
    const options = { keyPrefix: name, points, duration: 60 };
    const created =
      points <= COUNTED_TOGETHER
        ? new RateLimiterMongo({
            ...options,
            storeClient: store.client,
            dbName: store.db.databaseName,
            tableName: 'rateLimits',
            // `store/collections.ts` has them; a limiter would ask for them at every start.
            disableIndexesCreation: true,
          })
        : new RateLimiterMemory(options);
    limiters.set(name, created);
    return created;
  };
  return async (name, who) => {
    try {
      await limiterOf(name).consume(who);
      return true;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  };
}
