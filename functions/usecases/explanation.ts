/** How an order was attributed, told to those whom it concerns: who earns from it, whose card was opened last, the shop. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { sharerWithoutCommission } from '../../shared/domain/commission';
import { type ExplainedEarner, explainLine } from '../../shared/domain/explanation';
import { maskedName } from '../../shared/domain/maskedName';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { OrderDoc } from '../store/collections';
import { erasedAmong } from '../store/erasure';
import type { App } from './app';
import { facesOfUsers, tokenFor } from './shareNode';

type Explanation = Output<'commission.explain'>;

/** Others are masked. Whose card was merely opened last reads no amounts; who bought is not told who earns from it. */
export async function explainCommission(
  app: App,
  userId: string,
  { orderId }: Parsed<'commission.explain'>,
): Promise<Result<Explanation, RefusalCode>> {
  const order = await app.store.orders.findOne({ _id: orderId });
  if (!order || !concerned(order).includes(userId)) return no('notFound');
  return ok(await explained(app, order, userId));
}

export async function inspectCommission(
  app: App,
  { merchantId, orderId }: Parsed<'commission.inspect'>,
): Promise<Result<Explanation, RefusalCode>> {
  const order = await app.store.orders.findOne({ _id: orderId, merchantId });
  return order ? ok(await explained(app, order)) : no('notFound');
}

/** Who is above the buyer, and whose card was opened last. */
function concerned({ attribution: { earners, openedSharerId } }: OrderDoc): string[] {
  return [...earners.map(({ userId }) => userId), ...(openedSharerId === undefined ? [] : [openedSharerId])];
}

/** @param toPromoter who asks, if it is not the shop: all names and shares but their own are masked */
async function explained(app: App, order: OrderDoc, toPromoter?: string): Promise<Explanation> {
  const { store } = app;
  const { attribution, userId: buyerId } = order;
  const { earners, openedShareId, openedSharerId, policy } = attribution;
  const shareIds = [openedShareId, ...earners.map(({ shareId }) => shareId)].flatMap((id) => id ?? []);
  const [faceOf, shares, kept, erased] = await Promise.all([
    facesOfUsers({ store }, concerned(order)),
    store.shares.find({ _id: { $in: shareIds } }, { projection: { title: 1, channel: 1, userId: 1 } }).toArray(),
    store.commissions.find({ orderId: order._id, elsewhere: { $exists: false } }).toArray(),
    erasedAmong(
      store,
      earners.map(({ userId }) => userId),
    ),
  ]);
  const shown = (name: string) => (toPromoter === undefined ? name : maskedName(name));
  const nameOf = (userId: string) => (userId === toPromoter ? faceOf(userId).name : shown(faceOf(userId).name));
  const shareOf = (id: string | undefined) => {
    const share = shares.find(({ _id }) => _id === id);
    if (!share) return undefined;
    const token = toPromoter === undefined ? share._id : tokenFor(app, share, toPromoter);
    return { token, title: share.title, channel: share.channel };
  };
  const earnerView = ({ userId, shareId, boundAt, until, referralVersion, ...earner }: ExplainedEarner) => {
    const { level, rate, grade, amount, reversed, why } = earner;
    const share = shareOf(shareId);
    const binding = { boundAt, until, referralVersion, ...(share ? { share } : {}) };
    // Where nothing is paid, a grade adds nothing.
    const ofGrade = grade && rate > 0 ? { grade: { name: grade.name, bonus: grade.bonus } } : {};
    return {
      name: nameOf(userId),
      mine: userId === toPromoter,
      level,
      rate,
      ...ofGrade,
      amount,
      reversed,
      why,
      ...binding,
    };
  };
  const opened = shareOf(openedShareId);
  const told = toPromoter === undefined || earners.some(({ userId }) => userId === toPromoter) ? order.lines : [];
  const passedOver = sharerWithoutCommission(attribution, buyerId);
  return {
    orderId: order._id,
    at: order.createdAt,
    buyerName: shown(order.userName),
    ...(opened && openedSharerId !== undefined ? { opened: { ...opened, sharer: nameOf(openedSharerId) } } : {}),
    commissionVersion: policy.version,
    cap: policy.cap,
    lines: told.map((line) => ({
      lineId: line.id,
      title: line.title,
      quantity: line.quantity,
      base: line.paid,
      policyOf: attribution.own?.[line.id]?.of ?? 'shop',
      policyVersion: attribution.own?.[line.id]?.version ?? policy.version,
      earners: explainLine(line, buyerId, attribution, kept, erased).map(earnerView),
    })),
    elsewhere: passedOver !== null && (toPromoter ?? passedOver) === passedOver,
  };
}
