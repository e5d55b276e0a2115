/** What the fission board is shown with: a share that was passed on, and brought an order. */
import { HOUR, MINUTE } from '../../shared/time';
import { type Person, PRODUCT, type World } from './world';

export interface PassedOn {
  /** 周小满’s share, opened by 阿杰 and 林姐. */
  readonly first: string;
  /** 阿杰’s share of the same two hours later, opened by 何苗, who starts a group and pays. */
  readonly second: string;
  readonly orderId: string;
}

async function share(person: Person, channel: 'message' | 'poster', from?: string): Promise<string> {
  const made = await person.call('share.create', { target: { kind: 'product', id: PRODUCT }, channel, from });
  if (!made.ok) throw new Error(`no share is made: ${made.refusal.code}`);
  return made.value.token;
}

async function open(person: Person, token: string): Promise<void> {
  const opened = await person.call('share.open', { token });
  if (!opened.ok) throw new Error(`the share does not open: ${opened.refusal.code}`);
}

/** Three visits, one re-share, one order; and counted. */
export async function passOn(world: World): Promise<PassedOn> {
  const [sharer, passer, looker, buyer] = [
    await world.person('周小满'),
    await world.person('阿杰'),
    await world.person('林姐'),
    await world.person('何苗'),
  ];
  const first = await share(sharer, 'message');
  await open(passer, first);
  await open(looker, first);
  const second = await share(passer, 'poster', first);
  await world.advance(2 * HOUR - MINUTE);
  await open(buyer, second);
  const { orderId } = await world.place(buyer, { shareToken: second });
  await world.pay(buyer, orderId);
  await world.standIn.control.flush();
  await count(world);
  return { first, second, orderId };
}

/** Cron marks what has changed, and counts it a moment later. */
async function count(world: World): Promise<void> {
  for (let run = 0; run < 3; run++) {
    await world.advance(MINUTE);
    await world.cron();
  }
}
