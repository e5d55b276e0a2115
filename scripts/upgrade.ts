/**
 * Brings documents that an earlier version wrote up to this version's shape. Each step asks for what lacks it, so that
 * running it again, or while it was cut off, changes nothing that is right already. Nothing is deleted.
 */
import type { Collections, PayoutStopCause } from '../functions/store/collections';
import { walletIn } from '../functions/store/ledger';
import { hasOpenAfterSale, receiptDue, windowEnd } from '../shared/domain/order';
import { FIRST_POLICY } from '../shared/domain/referral';
import { productGrams } from '../shared/domain/search';
import type { Ms } from '../shared/time';

/** What a merchant of before 0.3.0 is taken to say. */
const RECEIPT_DAYS = 10;

/** @returns how many documents were brought up to date */
export async function upgrade(store: Collections): Promise<number> {
  return (
    (await merchants(store)) +
    (await payoutStops(store)) +
    (await campaignVersions(store)) +
    (await products(store)) +
    (await people(store)) +
    (await orders(store)) +
    (await shares(store)) +
    (await commissions(store)) +
    (await journals(store))
  );
}

async function merchants({ merchants: all }: Collections): Promise<number> {
  const unsaid = { receiptDays: RECEIPT_DAYS, freight: [], pickupPoints: [], referral: FIRST_POLICY };
  const { modifiedCount } = await all.updateMany(
    { $or: [{ receiptDays: { $exists: false } }, { referral: { $exists: false } }] },
    [
      {
        $set: Object.fromEntries(
          Object.entries(unsaid).map(([name, value]) => [name, { $ifNull: [`$${name}`, { $literal: value }] }]),
        ),
      },
    ],
  );
  return modifiedCount;
}

/** Before there were bargains, every campaign was a group buy. */
async function campaignVersions({ campaignVersions: all }: Collections): Promise<number> {
  const { modifiedCount } = await all.updateMany({ kind: { $exists: false } }, { $set: { kind: 'groupBuy' } });
  return modifiedCount;
}

/** The one reason of before becomes the first of several. */
async function payoutStops({ db }: Collections): Promise<number> {
  const all = db.collection<StopsOfBefore & { _id: string }>('merchants');
  const old = { $or: [{ 'payoutStop.reason': { $exists: true } }, { 'payoutStopHistory.reason': { $exists: true } }] };
  let changed = 0;
  for await (const { _id, payoutStop, payoutStopHistory } of all.find(old)) {
    const $set = {
      ...(payoutStop && { payoutStop: severalIn(payoutStop) }),
      ...(payoutStopHistory && { payoutStopHistory: payoutStopHistory.map(severalIn) }),
    };
    const seen = { 'payoutStop.since': payoutStop?.since ?? { $exists: false } };
    changed += (await all.updateOne({ _id, ...seen }, { $set: $set as object })).modifiedCount;
  }
  return changed;
}

interface StopOfBefore extends Partial<PayoutStopCause> {
  readonly since: Ms;
  readonly causes?: readonly PayoutStopCause[];
}

interface StopsOfBefore {
  readonly payoutStop?: StopOfBefore;
  readonly payoutStopHistory?: readonly StopOfBefore[];
}

const severalIn = ({ reason, date, ...stop }: StopOfBefore) =>
  reason === undefined ? stop : { ...stop, causes: [{ since: stop.since, reason, date }] };

async function products({ products: all }: Collections): Promise<number> {
  let changed = 0;
  for await (const product of all.find({ grams: { $exists: false } })) {
    await all.updateOne({ _id: product._id }, { $set: { grams: productGrams(product) } });
    changed += 1;
  }
  return changed;
}

/** The one address of before becomes the first of a list. */
async function people({ db }: Collections): Promise<number> {
  const { modifiedCount } = await db
    .collection('users')
    .updateMany({ address: { $exists: true } }, [
      { $set: { addresses: [{ $mergeObjects: [{ id: 'adr_home' }, '$address'] }] } },
      { $unset: 'address' },
    ]);
  return modifiedCount;
}

/** Every card of before was a message card. Whether it was opened by others is not known. */
async function shares({ shares: all }: Collections): Promise<number> {
  const { modifiedCount } = await all.updateMany({ channel: { $exists: false } }, { $set: { channel: 'message' } });
  return modifiedCount;
}

/** The one parcel of before becomes the first of a list, with all pieces in it. What has happened so far is not known. */
async function orders({ db, orders: all }: Collections): Promise<number> {
  const { modifiedCount } = await db.collection('orders').updateMany({ parcels: { $exists: false } }, [
    {
      $set: {
        delivery: 'express',
        receiptDays: RECEIPT_DAYS,
        keys: ['$address.phone', '$address.name'],
        afterSales: [],
        history: [],
        parcels: {
          $cond: [
            { $eq: [{ $type: '$parcel' }, 'object'] },
            [
              {
                id: 'pcl_first',
                company: '$parcel.company',
                trackingNumber: '$parcel.trackingNumber',
                lines: { $map: { input: '$lines', in: { lineId: '$$this.id', quantity: '$$this.quantity' } } },
                at: '$shippedAt',
                by: '',
              },
            ],
            [],
          ],
        },
      },
    },
    { $unset: 'parcel' },
  ]);
  for await (const order of all.find({ status: { $in: ['shipped', 'received'] }, moveAt: { $exists: false } })) {
    if (hasOpenAfterSale(order)) continue;
    const moveAt = order.status === 'shipped' ? receiptDue(order) : windowEnd(order);
    await all.updateOne({ _id: order._id, version: order.version }, { $set: { moveAt } });
  }
  return modifiedCount;
}

const BATCH = 500;

/** Who bought what a commission is of stands on its order. */
async function commissions({ commissions: all, orders: placed }: Collections): Promise<number> {
  let changed = 0;
  for (;;) {
    const some = await all
      .find({ buyerId: { $exists: false } }, { projection: { orderId: 1 } })
      .limit(BATCH)
      .toArray();
    if (some.length === 0) return changed;
    const ids = some.map(({ orderId }) => orderId);
    const found = await placed.find({ _id: { $in: ids } }, { projection: { userId: 1 } }).toArray();
    const buyers = new Map(found.map(({ _id, userId }) => [_id, userId]));
    await all.bulkWrite(
      some.map(({ _id, orderId }) => ({
        updateOne: { filter: { _id }, update: { $set: { buyerId: buyers.get(orderId) ?? '' } } },
      })),
    );
    changed += some.length;
  }
}

/** Journals are never changed in what they say; whose wallet they have moved is written beside it, to be found by. */
async function journals({ journals: all }: Collections): Promise<number> {
  let changed = 0;
  for (;;) {
    const some = await all
      .find({ kind: { $in: [...OF_WALLETS] }, wallet: { $exists: false }, 'postings.0': { $exists: true } } as object)
      .limit(BATCH)
      .toArray();
    if (some.length === 0) return changed;
    await all.bulkWrite(
      some.map(({ _id, postings }) => ({ updateOne: { filter: { _id }, update: { $set: walletIn(postings) } } })),
    );
    changed += some.length;
  }
}

const OF_WALLETS = ['commissionHeld', 'commissionReleased', 'commissionReversed'] as const;
