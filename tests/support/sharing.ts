/** A promoter to whom everything has happened: somebody was brought and bought, passed it on, and somebody is another's. */
import { MINUTE } from '../../shared/time';
import { MERCHANT, type Person, PRODUCT, type World } from './world';

const product = { kind: 'product', id: PRODUCT } as const;

export interface Promoted {
  readonly promoter: Person;
  /** The share of the product as a message card. */
  readonly share: string;
  /** Earns the promoter ¥2.39. */
  readonly earned: string;
  /** Came by the promoter's card, and belongs to somebody else. */
  readonly missed: string;
}

export async function shareOf(
  person: Person,
  target: { kind: 'product' | 'promoter'; id: string } = product,
  from?: string,
) {
  const shared = await person.call('share.create', { target, ...(from === undefined ? {} : { from }) });
  if (!shared.ok) throw new Error(shared.refusal.code);
  return shared.value.token;
}

/** 周小满 brings 阿杰, who buys and passes it on to 林姐; 老陈, who is 大伟's, buys by 周小满's card. All of it is counted. */
export async function promoted(world: World): Promise<Promoted> {
  const names = ['周小满', '阿杰', '林姐', '大伟', '老陈'] as const;
  const [promoter, friend, next, other, stranger] = (await Promise.all(names.map((name) => world.person(name)))) as [
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  const open = (who: Person, token: string) => who.call('share.open', { token, scene: 1007 });
  const buy = async (who: Person, shareToken: string) => {
    const { orderId } = await world.place(who, { shareToken });
    await world.pay(who, orderId);
    return orderId;
  };
  const share = await shareOf(promoter);
  await open(friend, share);
  const onward = await shareOf(friend, product, share);
  await open(next, onward);
  await open(stranger, await shareOf(other, { kind: 'promoter', id: MERCHANT }));
  await open(stranger, share);
  const earned = await buy(friend, share);
  const missed = await buy(stranger, share);
  await world.standIn.control.flush();
  // Days first, then the trees that they have changed.
  for (let round = 0; round < 2; round++) {
    await world.advance(MINUTE);
    await world.cron();
  }
  return { promoter, share, earned, missed };
}
