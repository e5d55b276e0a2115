import type { Parcel } from '../../shared/domain/orderLines';
import { reportOfParcel, reportOfRest, shippingReportId } from '../../shared/domain/shippingReport';

const parcel = (id: string): Parcel => ({
  id,
  company: '顺丰',
  trackingNumber: id,
  lines: [{ lineId: '1', quantity: 1 }],
  at: 0,
  by: 'usr_1',
});
const [A, B, C] = [parcel('pcl_a'), parcel('pcl_b'), parcel('pcl_c')];

it.each([
  ['all at once', [A], 9, 'pcl_a', { number: 1, parcels: [A], split: false, complete: true }],
  ['the first of several', [A], undefined, 'pcl_a', { number: 1, parcels: [A], split: true, complete: false }],
  ['the second', [A, B], undefined, 'pcl_b', { number: 2, parcels: [A, B], split: true, complete: false }],
  ['the last', [A, B, C], 9, 'pcl_c', { number: 3, parcels: [A, B, C], split: true, complete: true }],
  // The order has gone on before its events were drained.
  ['an early one, late', [A, B, C], 9, 'pcl_b', { number: 2, parcels: [A, B], split: true, complete: false }],
])('%s', (_, parcels, shippedAt, id, due) => {
  expect(reportOfParcel({ parcels, shippedAt }, id)).toEqual(due);
});

it('where the rest was refunded: all parcels again, and nothing follows', () => {
  expect(reportOfRest({ parcels: [A, B] })).toEqual({ number: 3, parcels: [A, B], split: true, complete: true });
});

it('each report of an order has a number of its own', () => {
  const ids = [1, 2, 3].map((number) => shippingReportId('ord_1', number));
  expect(new Set([...ids, shippingReportId('ord_2', 1)]).size).toBe(4);
  expect(shippingReportId('ord_1', 1)).toBe(ids[0]);
});
