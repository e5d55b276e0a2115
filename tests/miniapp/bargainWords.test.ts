/** What a bargain that is ordered is said to become if it is not paid: as `afterUnpaid` has it. */
import { type Bargain, outcomeOf } from '../../miniapp/src/bargain/words';
import { afterUnpaid } from '../../shared/domain/bargain';
import { HOUR } from '../../shared/time';

const NOW = Date.parse('2036-03-01T12:00:00+08:00');

it.each([
  ['open', 1, HOUR, false, '今天 13:00 前还能接着砍'],
  ['floor', 0, HOUR, false, '今天 13:00 前还能按底价下单'],
  ['expired', 0, 0, false, '砍价的时间已经过了，没付的话就作废'],
  ['cancelled', 1, HOUR, true, '商家提前结束了活动，没付的话，这次砍价就作废'],
] as const)('%s', (status, missing, left, endedEarly, words) => {
  const expiresAt = NOW + left;
  const cuts = missing === 0 ? [] : [1];
  expect(afterUnpaid({ cuts, helps: [], expiresAt, endedEarly } as never, NOW)).toBe(status);
  const view = { status: 'ordered', mine: true, price: 990, missing, expiresAt, endedEarly } as Bargain;
  expect(outcomeOf(view, NOW)?.text).toContain(words);
});
