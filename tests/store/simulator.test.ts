/** Which campaigns of a shop the simulator is compared with. */
import { type Collections, collectionsOf, type GroupBuyCampaignDoc } from '../../functions/store/collections';
import { lastEnded } from '../../functions/store/simulator';
import { USUAL_TERMS } from '../../shared/domain/groupBuy';
import { DAY } from '../../shared/time';
import { useDatabase } from '../support/database';

const NOW = Date.parse('2026-03-01T12:00:00+08:00');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});

const campaign = (_id: string, part: Partial<GroupBuyCampaignDoc>): GroupBuyCampaignDoc => ({
  _id,
  merchantId: 'mer_1',
  kind: 'groupBuy',
  productId: 'prd_1',
  title: '阳山水蜜桃 3 人团',
  status: 'live',
  edition: 1,
  startsAt: NOW - 60 * DAY,
  endsAt: NOW,
  terms: { ...USUAL_TERMS, size: 3, prices: { sku_peach: 2990 }, quota: 100 },
  createdAt: NOW - 60 * DAY,
  version: 0,
  outbox: [],
  ...part,
});

it('those that ended last, by hand or by their time, whenever they were to end', async () => {
  const byHand = (daysAgo: number) =>
    ({ status: 'ended', ended: { at: NOW - daysAgo * DAY, userId: 'usr_1', name: '林姐', groups: 'letRun' } }) as const;
  await store.campaigns.insertMany([
    campaign('cmp_longAgo', { ...byHand(20), endsAt: NOW + 60 * DAY }),
    campaign('cmp_byItself', { endsAt: NOW - 5 * DAY }),
    campaign('cmp_justNow', { ...byHand(1), endsAt: NOW + 30 * DAY }),
    campaign('cmp_endedAfter', { ...byHand(2), endsAt: NOW - 10 * DAY }),
    campaign('cmp_on', { endsAt: NOW + DAY }),
  ]);
  const last = (limit: number) => lastEnded(store, { merchantId: 'mer_1', kind: 'groupBuy' }, NOW, limit);
  expect(await last(2)).toEqual(['cmp_justNow', 'cmp_byItself']);
  expect(await last(9)).toEqual(['cmp_justNow', 'cmp_byItself', 'cmp_endedAfter', 'cmp_longAgo']);
});
