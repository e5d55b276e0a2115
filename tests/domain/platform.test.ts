import { LIMITS_MOST, notSelling, USUAL_LIMITS } from '../../shared/domain/platform';

it.each([
  ['with a payment account', { paymentAccountId: 'pac_1' }, null],
  ['without one', {}, 'shopUnready'],
  ['frozen', { paymentAccountId: 'pac_1', frozen: { at: 1 } }, 'shopFrozen'],
  // What the platform says comes first: an owner who gives an account still sells nothing.
  ['frozen, without one', { frozen: { at: 1 } }, 'shopFrozen'],
] as const)('a shop %s', (_, shop, why) => expect(notSelling(shop)).toBe(why));

it('a shop begins with limits that may stand', () => {
  for (const [limit, value] of Object.entries(USUAL_LIMITS)) {
    expect(value).toBeLessThanOrEqual(LIMITS_MOST[limit as keyof typeof LIMITS_MOST]);
    expect(value).toBeGreaterThan(0);
  }
});
