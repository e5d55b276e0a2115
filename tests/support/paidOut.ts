/** A shop whose promoter has earned something: some of it is paid out, some waits for review, some is due, some is held. */
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import { DAY, MINUTE } from '../../shared/time';
import { asked, confirmed, payoutsOf, received } from '../usecases/payouts';
import { MERCHANT, type Person, type World } from './world';

export interface PaidOut {
  readonly promoter: Person;
  /** ¥12.00, which has arrived. */
  readonly paid: string;
  /** ¥25.00, more than the shop lets pass unseen. */
  readonly inReview: string;
}

/** 周小满 brings 阿杰, who buys four times: ¥63.84 is earned at first, ¥15.96 is overdue, ¥6.38 due later, ¥3.19 undated. */
export async function paidOut(world: World): Promise<PaidOut> {
  await payoutsOf(world, { risk: { ...DEFAULT_RISK_RULES, newAccountDays: undefined, largeAmount: 2_000 } });
  const [promoter, buyer] = [await world.person('周小满'), await world.person('阿杰')];
  const shared = await promoter.call('share.create', { target: { kind: 'shop', id: MERCHANT } });
  if (!shared.ok) throw new Error(shared.refusal.code);
  await buyer.call('share.open', { token: shared.value.token, scene: 1007 });
  await received(world, buyer, 20);
  await world.advance(7 * DAY + MINUTE);
  await world.cron();
  const paid = await asked(world, promoter, 1_200);
  await confirmed(world, paid);
  const inReview = await asked(world, promoter, 2_500);
  await received(world, buyer, 5);
  await world.advance(7 * DAY);
  await received(world, buyer, 2);
  const { orderId } = await world.place(buyer, {});
  await world.pay(buyer, orderId);
  await world.standIn.control.flush();
  await world.advance(MINUTE);
  return { promoter, paid, inReview };
}
