/**
 * WHAT HAPPENED IN THE DEMO SHOP: nine days of buying before it was first opened (and, in wallets.ts, some weeks of earning), and every day a few groups that wait
 * for more people, and bargains. All of it through the use cases (stage.ts).
 */
import type { OrderDoc } from '../../functions/store/collections';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { pastBargains, todaysBargains } from './bargains';
import { sharing } from './sharing';
import { MERCHANT } from './shop';
import { hire, runCampaigns } from './staff';
import type { Stage, Wanted } from './stage';
import { firstWallets, lastWithdrawals } from './wallets';

/** What somebody bought on their own, in passing. */
const alone: readonly (readonly [person: string, product: string, sku: string, quantity: number])[] = [
  ['aqiu', 'tea', 'small', 1],
  ['fangyi', 'sweetPotato', 'five', 1],
  ['laochen', 'chestnut', 'three', 2],
  ['sumei', 'blueberry', 'four', 1],
  ['heyi', 'honey', 'one', 1],
  ['dawei', 'peanut', 'three', 2],
  ['linjie', 'tomato', 'five', 1],
  ['xubo', 'potato', 'nine', 1],
  ['xiaoman', 'kiwi', 'box', 1],
  ['ajie', 'corn', 'eight', 1],
  ['aqiu', 'mushroom', 'two', 1],
  ['sumei', 'milk', 'three', 1],
];

/** Nine days that ended half an hour before `opening`. */
export async function history(stage: Stage, opening: Ms): Promise<void> {
  const shares = sharing(stage, opening);
  const at = async (daysAgo: number, hours = 0) => {
    const time = opening - daysAgo * DAY + hours * HOUR;
    await shares.until(time);
    await stage.at(time);
  };
  let parcels = 0;
  const ship = async (orders: readonly OrderDoc[]) => {
    for (const order of orders) await stage.ship(order, `SF14${String(20_260_000 + ++parcels)}`);
  };
  const receive = async (orders: readonly OrderDoc[]) => {
    for (const order of orders) await stage.receive(order);
  };
  const buy = async (person: string, wanted: Wanted): Promise<OrderDoc> => {
    // The app names the card that was opened last.
    const bought = await stage.buy(person, { shareToken: shares.openedBy(person), ...wanted });
    if (!bought.ok) throw new Error(`${person} cannot buy ${wanted.product}: ${bought.refusal}`);
    return bought.value;
  };
  /** The first one leads; the others come by the leader's card if there is one. */
  const groupBuy = async (product: string, [leader = '', ...others]: readonly string[], byCard: boolean) => {
    const orders = [await buy(leader, { product, group: 'new' })];
    const group = orders[0]?.groupId ?? '';
    const shareToken = byCard ? await stage.share(leader, { kind: 'group', id: group }) : undefined;
    for (const person of others) {
      if (shareToken !== undefined) await stage.open(person, shareToken);
      orders.push(await buy(person, { product, group, ...(shareToken === undefined ? {} : { shareToken }) }));
    }
    return orders;
  };

  await firstWallets(stage, opening);

  await at(9);
  const shopCard = await stage.share('xiaoman', { kind: 'shop', id: MERCHANT });
  await stage.open('dawei', shopCard);
  await stage.open('fangyi', shopCard);
  // Received long enough ago: its commissions can be withdrawn by now.
  const peaches = await groupBuy('peach', ['xiaoman', 'ajie', 'linjie'], true);
  await at(9, 6);
  await ship(peaches);
  await at(8);
  await receive(peaches);

  await at(7);
  // 大伟 and 方姨 belong to 周小满: 林姐, whose card they open, is told so.
  const eggs = await groupBuy('egg', ['linjie', 'sumei', 'dawei', 'fangyi', 'laochen'], true);
  await at(7, 5);
  await ship(eggs);

  const bought: OrderDoc[] = [];
  for (const [index, [person, product, sku, quantity]] of alone.entries()) {
    await at(6, index * 2);
    bought.push(await buy(person, { product, sku, quantity }));
  }
  // What 周小满 has something to say about, later on.
  const [chestnuts, mooncakes, oil, carrots] = [
    await buy('xiaoman', { product: 'chestnut', quantity: 2 }),
    await buy('xiaoman', { product: 'mooncake' }),
    await buy('xiaoman', { product: 'oil' }),
    await buy('xiaoman', { product: 'carrot', quantity: 3, more: [{ product: 'cabbage' }] }),
  ];
  await at(5);
  const cutAtFive = await pastBargains(stage, opening, 5);
  await at(4);
  await ship(cutAtFive);
  await ship(bought.slice(0, 9));
  await ship([chestnuts, mooncakes, oil, carrots]);
  await receive(eggs.slice(0, 3));

  await at(3);
  // Neither of these two fills: everybody gets the money back.
  await groupBuy('strawberry', ['heyi'], false);
  await groupBuy('apple', ['xubo', 'aqiu'], true);
  const cutAtThree = await pastBargains(stage, opening, 3);
  await at(2, 6);
  await receive(bought.slice(0, 5));
  await receive([chestnuts, mooncakes, oil, carrots]);
  await ship(cutAtThree);
  await groupBuy('rice', ['dawei', 'laochen', 'sumei', 'heyi'], false);
  await at(1);
  await groupBuy('sweetPotato', ['fangyi', 'xubo'], true);
  await groupBuy('peach', ['ajie', 'heyi', 'aqiu'], true);
  // Never paid, and closed by time.
  await stage.place('aqiu', { product: 'honey', group: 'new' });
  const soup = await buy('xiaoman', { product: 'potato', quantity: 2, more: [{ product: 'mushroom' }] });
  await buy('xiaoman', { product: 'bread', more: [{ product: 'cookie', quantity: 2 }], pickUp: true });
  const tasteless = await stage.complain(oil, {
    kind: 'returnAndRefund',
    lines: [{ lineId: '1', quantity: 1 }],
    reason: 'notAsDescribed',
    text: '没开封，想换成山茶油那种清淡的。',
  });
  const soft = await stage.complain(carrots, {
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity: 1 }],
    reason: 'spoiled',
    text: '有一箱压在下面，烂了大半。',
    picture: '1f955',
  });
  await at(1, 6);
  await stage.ship(soup, 'SF1420269001', [{ lineId: '1', quantity: 2 }]);
  await stage.answer(tasteless);
  await stage.answer(soft);
  await at(1, 12);
  await stage.ship(soup, 'SF1420269002');
  await stage.sendBack(tasteless, '78312345678901');
  const eaten = await stage.complain(mooncakes, {
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity: 1 }],
    reason: 'unwanted',
    text: '家里人不爱吃咸的。',
  });
  await stage.complain(chestnuts, {
    kind: 'refundOnly',
    lines: [{ lineId: '1', quantity: 1 }],
    reason: 'damaged',
    text: '两袋里有一袋虫眼很多，照片里这些都是。',
    picture: '1f330',
  });
  await at(1, 18);
  await stage.answer(eaten, '月饼拆封以后不能再卖，口味不合不在包赔里。下次可以先买两枚装尝尝。');
  await at(0, -3);
  await hire(stage);
  await runCampaigns(stage, opening);
  await at(0, -1);
  await lastWithdrawals(stage);
  await at(0, -0.5);
}

/** A leader's card goes round, and a few whom nobody knows look at it. */
async function sendOn(stage: Stage, leader: string, group: string, day: number): Promise<void> {
  const token = await stage.share(leader, { kind: 'group', id: group });
  for (let passer = 0; passer < 4; passer++) await stage.passBy(`passer0of0day0${day}0${passer}`, token);
}

/** Groups that are open today: product, and how many have paid. Small steps from being full. */
const open: readonly (readonly [product: string, paid: number])[] = [
  ['peach', 2],
  ['peach', 1],
  ['egg', 3],
  ['strawberry', 1],
  ['apple', 1],
  ['orange', 4],
  ['sweetPotato', 1],
];

const buyers = ['linjie', 'laochen', 'ajie', 'sumei', 'fangyi', 'dawei', 'heyi', 'aqiu', 'xubo', 'xiaoman'] as const;

/**
 * Today's groups, at the present time; other leaders on other days. Where somebody can buy no more of something, or
 * the campaign was changed meanwhile, that group is left out.
 */
export async function today(stage: Stage, now: Ms): Promise<void> {
  await stage.at();
  let next = Math.floor(now / DAY) * 3;
  const person = () => buyers[next++ % buyers.length] ?? 'linjie';
  for (const [product, paid] of open) {
    const leader = person();
    const started = await stage.buy(leader, { product, group: 'new' });
    const group = started.ok ? started.value.groupId : undefined;
    if (group !== undefined && product === 'egg') await sendOn(stage, leader, group, Math.floor(now / DAY));
    for (let joined = 1; joined < paid; joined++) {
      // Asked for even where it cannot be: the requests of a replay keep their numbers.
      await stage.buy(person(), { product, group: group ?? 'new' });
    }
  }
  await todaysBargains(stage, Math.floor(now / DAY));
}
