/**
 * WHAT BECAME OF COMMISSIONS in the demo shop, in the weeks before `happenings.ts` begins: earned, released, withdrawn. One
 * withdrawal is paid, one came back, one waits for the shop, one for its promoter; and somebody owes for goods that came
 * back after their commission was withdrawn. All of it through the use cases (stage.ts).
 */
import type { OrderDoc } from '../../functions/store/collections';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { MERCHANT } from './shop';
import type { Stage, Wanted } from './stage';

const shop = { kind: 'shop', id: MERCHANT } as const;

/** Whoever brings somebody here brings them in `happenings.ts` too: nobody gets another referrer by it. */
const brought: readonly (readonly [sharer: string, friend: string])[] = [
  ['xiaoman', 'dawei'],
  ['xiaoman', 'fangyi'],
  ['xubo', 'aqiu'],
];

const bought: readonly (readonly [person: string, wanted: Wanted])[] = [
  ['dawei', { product: 'rice', sku: 'twenty', quantity: 3, more: [{ product: 'honey', sku: 'two' }] }],
  ['fangyi', { product: 'honey', sku: 'two', more: [{ product: 'egg', sku: 'sixty' }] }],
  ['aqiu', { product: 'rice', sku: 'twenty', quantity: 2 }],
];

/** Before the nine days: from the first friend to the first debt. */
export async function firstWallets(stage: Stage, opening: Ms): Promise<void> {
  const at = (daysAgo: number, hours = 0) => stage.at(opening - daysAgo * DAY + hours * HOUR);

  await at(27);
  for (const [sharer, friend] of brought) await stage.open(friend, await stage.share(sharer, shop));
  const orders: OrderDoc[] = [];
  for (const [person, wanted] of bought) {
    const order = await stage.buy(person, wanted);
    if (!order.ok) throw new Error(`${person} cannot buy ${wanted.product}: ${order.refusal}`);
    orders.push(order.value);
  }
  await at(26);
  for (const [index, order] of orders.entries()) await stage.ship(order, `SF1410${String(20_259_000 + index)}`);
  await at(25);
  for (const order of orders) await stage.receive(order);

  await at(17);
  const paid = await stage.withdraw('xiaoman', 1_500);
  await stage.takeIn('xiaoman', paid);
  const all = await stage.withdraw('xubo', 2_396);
  await stage.takeIn('xubo', all);
  // Nobody confirms it: after a day WeChat lets it lapse, and it is given up.
  const forgotten = await stage.withdraw('xiaoman', 600);
  await at(15);
  await stage.giveUp('xiaoman', forgotten);

  // One of two sacks comes back, and with it half of a commission that is long withdrawn.
  const [, , rice] = orders;
  if (rice) await stage.refund(rice, [{ lineId: '1', quantity: 1 }]);
  await at(14);
}

/** On the last day: one withdrawal is large enough for the shop to look at, the other waits in WeChat. */
export async function lastWithdrawals(stage: Stage): Promise<void> {
  await stage.withdraw('xiaoman', 2_600);
  await stage.withdraw('xiaoman', 1_200);
}
