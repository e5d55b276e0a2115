/**
 * BARGAINS OF THE DEMO SHOP: some that ended in its first days, each in another way, and every day three that go on: one
 * of 周小满's that lacks friends, one of hers at the floor, and one of 林姐's that 周小满 can help.
 */
import type { OrderDoc } from '../../functions/store/collections';
import { DAY, MINUTE, type Ms } from '../../shared/time';
import type { Stage } from './stage';

interface Cut {
  readonly by: string;
  readonly product: string;
  /** Who helped, in turn. Everybody here has a referrer by then: the owner's card binds nobody anew. */
  readonly friends: readonly string[];
  /** How it ended; the clock ends what says nothing. */
  readonly end?: 'bought' | 'cancelled';
}

/** Days before the opening, and what was begun then. */
const past: readonly (readonly [daysAgo: number, cuts: readonly Cut[]])[] = [
  [
    5,
    [
      { by: 'xiaoman', product: 'honey', friends: ['ajie', 'linjie'] },
      { by: 'linjie', product: 'mango', friends: ['laochen', 'sumei', 'xiaoman'], end: 'bought' },
    ],
  ],
  [
    3,
    [
      { by: 'xiaoman', product: 'cherry', friends: ['ajie', 'linjie', 'dawei', 'fangyi', 'heyi'], end: 'bought' },
      { by: 'ajie', product: 'mango', friends: ['heyi'], end: 'cancelled' },
      { by: 'aqiu', product: 'honey', friends: ['xubo', 'fangyi', 'sumei'], end: 'bought' },
    ],
  ],
];

const present: readonly Cut[] = [
  { by: 'xiaoman', product: 'honey', friends: ['ajie', 'linjie', 'fangyi', 'dawei'] },
  { by: 'xiaoman', product: 'mango', friends: ['heyi', 'sumei', 'laochen'] },
  { by: 'linjie', product: 'cherry', friends: ['sumei', 'laochen', 'aqiu'] },
];

/** What began so many days before the opening. @returns the orders that came of it, paid */
export async function pastBargains(stage: Stage, opening: Ms, daysAgo: number): Promise<OrderDoc[]> {
  const orders: OrderDoc[] = [];
  let now = opening - daysAgo * DAY;
  const wait = () => {
    now += 20 * MINUTE;
    stage.pass(now);
  };
  for (const cut of past.find(([days]) => days === daysAgo)?.[1] ?? []) {
    wait();
    const bargain = await begin(stage, cut, wait);
    if (bargain === undefined) throw new Error(`${cut.by} cannot bargain for ${cut.product}`);
    if (cut.end === 'cancelled') await stage.giveUpBargain(cut.by, bargain);
    if (cut.end !== 'bought') continue;
    await stage.at(now);
    const bought = await stage.buy(cut.by, { product: cut.product, bargain });
    if (!bought.ok) throw new Error(`${cut.by} cannot buy ${cut.product}: ${bought.refusal}`);
    orders.push(bought.value);
  }
  return orders;
}

/** Today's, at the present time. Where somebody may start no more, or it has gone further meanwhile, it is left as it is. */
export async function todaysBargains(stage: Stage, day: number): Promise<void> {
  for (const cut of present) {
    const bargain = await begin(stage, cut);
    if (bargain === undefined) continue;
    const token = await stage.share(cut.by, { kind: 'bargain', id: bargain }, { channel: 'moments' });
    for (let passer = 0; passer < 3; passer++) {
      await stage.passBy(`passer0of0${cut.product}0day0${day}0${passer}`, token);
    }
  }
}

/** Its owner starts it and sends the card round; each friend opens the card and helps. @returns its id, if there is one */
async function begin(
  stage: Stage,
  { by, product, friends }: Cut,
  wait: () => void = () => {},
): Promise<string | undefined> {
  const bargain = await stage.bargain(by, product);
  if (bargain === undefined) return undefined;
  const token = await stage.share(by, { kind: 'bargain', id: bargain });
  for (const friend of friends) {
    wait();
    await stage.open(friend, token);
    await stage.help(friend, bargain);
  }
  wait();
  return bargain;
}
