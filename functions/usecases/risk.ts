/**
 * What is known of a promoter when they want their money (`shared/domain/risk.ts` says what is conspicuous). Looked up in
 * the commissions of the last 90 days, the newest so many: a rule needs a pattern, not a census.
 * No phone names itself to us, so "one device" is one kind of device on one line of the net, in the sign-ins that are kept
 * (30 days). A household with the same phones looks like that too: that is why a person decides.
 */
import { DEFAULT_RISK_RULES, type RiskFacts, type RiskRules } from '../../shared/domain/risk';
import { DAY, type Ms } from '../../shared/time';
import type { AddressDoc, Collections, MerchantDoc, UserDoc } from '../store/collections';
import type { App } from './app';

const WINDOW: Ms = 90 * DAY;
const LOOKED_AT = 200;

/** Who is only told that somebody else earns has sold nothing. */
const EARNED = { elsewhere: { $exists: false } } as const;

export const riskRulesOf = ({ risk }: Pick<MerchantDoc, 'risk'>): RiskRules => risk ?? DEFAULT_RISK_RULES;

export async function riskFacts(
  { store, now }: App,
  merchantId: string,
  { _id: userId, createdAt, addresses = [] }: UserDoc,
): Promise<RiskFacts> {
  const earned = await store.commissions
    .find({ userId, merchantId, ...EARNED, createdAt: { $gte: now() - WINDOW } })
    .sort({ createdAt: -1, _id: -1 })
    .limit(LOOKED_AT)
    .project<{ orderId: string; buyerId: string; base: number; refunds: readonly { refundedBase: number }[] }>({
      orderId: 1,
      buyerId: 1,
      base: 1,
      refunds: 1,
    })
    .toArray();
  const buyers = [...new Set(earned.map(({ buyerId }) => buyerId))];
  const orderIds = [...new Set(earned.map(({ orderId }) => orderId))];
  const [mutual, orders, sessions] = await Promise.all([
    isMutual(store, merchantId, userId, buyers),
    store.orders.find({ _id: { $in: orderIds } }, { projection: { userId: 1, address: 1 } }).toArray(),
    store.sessions
      .find({ userId: { $in: [userId, ...buyers] } }, { projection: { userId: 1, device: 1, trace: 1 } })
      .toArray(),
  ]);
  const places = [
    ...orders.flatMap((order) => (order.address ? [{ who: order.userId, at: addressKey(order.address) }] : [])),
    ...addresses.map((address) => ({ who: userId, at: addressKey(address) })),
  ];
  return {
    accountSince: createdAt,
    mutual,
    orders: orderIds.length,
    sold: earned.reduce((sum, { base }) => sum + base, 0),
    returned: earned.reduce((sum, { refunds }) => sum + refunds.reduce((all, one) => all + one.refundedBase, 0), 0),
    atOneAddress: most(places),
    onOneDevice: most(
      sessions.flatMap(({ userId: who, device, trace }) => (trace ? [{ who, at: `${device}/${trace}` }] : [])),
    ),
  };
}

/** Whether one of the buyers earns from what this promoter buys, or from what somebody buys who does. Longer rings are not looked for. */
async function isMutual(
  { commissions }: Pick<Collections, 'commissions'>,
  merchantId: string,
  userId: string,
  buyers: readonly string[],
): Promise<boolean> {
  if (buyers.length === 0) return false;
  const earnFrom = await commissions
    .find({ merchantId, buyerId: userId, ...EARNED })
    .sort({ createdAt: -1, _id: -1 })
    .limit(LOOKED_AT)
    .project<{ userId: string }>({ userId: 1 })
    .toArray();
  const earners = [...new Set(earnFrom.map((one) => one.userId))];
  if (earners.some((earner) => buyers.includes(earner))) return true;
  if (earners.length === 0) return false;
  const between = { merchantId, buyerId: { $in: earners }, userId: { $in: [...buyers] }, ...EARNED };
  return (await commissions.findOne(between, { projection: { _id: 1 } })) !== null;
}

/** Where it is, whoever it is for; written with blanks or without is the same. */
const addressKey = ({ region, detail }: Pick<AddressDoc, 'region' | 'detail'>): string =>
  [...region, detail].join('/').replace(/\s+/g, '');

/** The most people who share one place. */
function most(seen: readonly { readonly who: string; readonly at: string }[]): number {
  const people = new Map<string, Set<string>>();
  for (const { who, at } of seen) people.set(at, (people.get(at) ?? new Set()).add(who));
  return Math.max(0, ...[...people.values()].map((set) => set.size));
}
