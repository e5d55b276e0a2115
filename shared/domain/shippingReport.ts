/**
 * WHAT WECHAT IS TOLD OF HOW AN ORDER WENT OUT, and when it has been told all.
 *  - One parcel with everything that is sent of the order is one report. An order that goes out in parts is reported part
 *    by part, each report with all parcels so far, the last one saying that nothing follows.
 *  - What is refunded instead of sent does not follow either: if that is known only after the last parcel was reported,
 *    a report more says so. Otherwise the money would stay frozen.
 *  - Reports of an order are numbered, and made in this order: an older one that came late would undo a newer one.
 * Source: WeChat document 发货信息录入.
 */
import { deriveId } from './ids';
import type { OrderState } from './order';
import type { Parcel } from './orderLines';

type Order = Pick<OrderState, 'parcels' | 'shippedAt'>;

export const shippingReportId = (orderId: string, number: number): string => deriveId('shp', orderId, number);

export interface ShippingReportDue {
  /** 1, 2, 3 … of the order. */
  readonly number: number;
  readonly parcels: readonly Parcel[];
  /** More than one report may be needed. */
  readonly split: boolean;
  /** Nothing follows. */
  readonly complete: boolean;
}

/** The report that a parcel brings about. It has been sent when nothing is left to send. */
export function reportOfParcel({ parcels, shippedAt }: Order, parcelId: string): ShippingReportDue {
  const number = parcels.findIndex(({ id }) => id === parcelId) + 1;
  const complete = number === parcels.length && shippedAt !== undefined;
  return { number, parcels: parcels.slice(0, number), split: number > 1 || !complete, complete };
}

/** The report that nothing follows, for an order whose last parcel could not say so. */
export const reportOfRest = ({ parcels }: Order): ShippingReportDue => ({
  number: parcels.length + 1,
  parcels,
  split: true,
  complete: true,
});
