/**
 * BARGAINS AGAINST A NAIVE MODEL. Drawn at random: what a few people, one after the other, and the clock do to bargains of
 * one campaign. Each answer, and what each bargain has come to, is what the model says; in the end the books agree.
 * The seed is printed. `PINKAN_SEED=… npx jest tests/usecases/bargainModel.test.ts` draws the same stories again.
 */
import fc from 'fast-check';
import { cancel, help, start } from '../../functions/usecases/bargain';
import { runCron } from '../../functions/usecases/cron';
import { cancelOrder } from '../../functions/usecases/order';
import { dayOf, HOUR, MINUTE, type Ms } from '../../shared/time';
import { BARGAIN_CAMPAIGN, offerBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { openWorld, type Person, SKU, type World } from '../support/world';
import { bargaining } from './bargained';
import { crowd, expectTrue, LONG, newRequestId } from './crowd';

const database = useDatabase();
let world: World;
let people: Person[];
const { ask, paid } = bargaining(() => ({ world, people }));

// A machine that is busy with other tests is no fault.
jest.setTimeout(1_800_000);

const RUNS = LONG ? 300 : 10;
const SEED = Number(process.env.PINKAN_SEED ?? Date.now() % 2 ** 31);

beforeAll(async () => {
  process.stderr.write(`Bargains against their model: PINKAN_SEED=${SEED}\n`);
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  people = await crowd(world, 5);
});
afterAll(() => world.close());

const LIFE = 4 * HOUR;
const PAY_WITHIN = 2 * HOUR;
const HELPERS = 2;
const A_DAY = 2;
const STARTS = 3;

/** A bargain as the model has it: whose, how it stands, and who has helped. */
interface Kept {
  readonly id: string;
  readonly owner: number;
  status: 'open' | 'floor' | 'ordered' | 'bought' | 'expired' | 'cancelled';
  readonly friends: number[];
  until: Ms;
  orderId: string;
}

type Act =
  | { do: 'start'; who: number }
  | { do: 'help'; who: number; which: number }
  | { do: 'order' | 'pay' | 'giveUp' | 'cancel'; which: number }
  | { do: 'wait'; hours: number };

const which = fc.nat(7);
const who = fc.nat(4);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('start' as const), who }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('help' as const), who, which }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('order' as const, 'pay' as const, 'giveUp' as const), which }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 1, 2, 12) }) },
);

/** The model: a list, and the rule as one would tell it. */
class Model {
  readonly bargains: Kept[] = [];
  readonly #anyPrice: boolean;
  readonly #starts: number[] = [];
  readonly #helps: { who: number; day: string }[] = [];

  constructor(anyPrice: boolean) {
    this.#anyPrice = anyPrice;
  }

  /** What the clock has ended. */
  tick(now: Ms): void {
    for (const bargain of this.bargains) {
      const waits = bargain.status === 'open' || bargain.status === 'floor';
      if (waits && bargain.until <= now) bargain.status = 'expired';
    }
  }

  start(owner: number): 'yes' | 'bargainsUsedUp' | Kept {
    const running = this.bargains.find(
      (one) => one.owner === owner && ['open', 'floor', 'ordered'].includes(one.status),
    );
    if (running) return running;
    return this.#starts.filter((one) => one === owner).length < STARTS ? 'yes' : 'bargainsUsedUp';
  }

  started(id: string, owner: number, now: Ms): void {
    this.#starts.push(owner);
    this.bargains.push({ id, owner, status: 'open', friends: [], until: now + LIFE, orderId: '' });
  }

  help(bargain: Kept, friend: number, now: Ms): string {
    if (bargain.owner === friend) return 'bargainOwn';
    if (bargain.friends.includes(friend)) return 'bargainHelped';
    if (bargain.status === 'floor') return 'bargainAtFloor';
    if (bargain.status !== 'open') return gone(bargain);
    if (this.#helps.filter((one) => one.who === friend && one.day === dayOf(now)).length >= A_DAY) return 'helpsToday';
    this.#helps.push({ who: friend, day: dayOf(now) });
    bargain.friends.push(friend);
    if (bargain.friends.length === HELPERS) Object.assign(bargain, { status: 'floor', until: now + PAY_WITHIN });
    return 'yes';
  }

  order(bargain: Kept): string {
    if (bargain.status !== 'open' && bargain.status !== 'floor') return gone(bargain);
    return bargain.status === 'floor' || this.#anyPrice ? 'yes' : 'bargainNotAtFloor';
  }

  cancel(bargain: Kept): string {
    if (bargain.status === 'cancelled') return 'yes';
    if (bargain.status !== 'open' && bargain.status !== 'floor') return gone(bargain);
    bargain.status = 'cancelled';
    return 'yes';
  }

  /** Its order has closed unpaid. */
  giveBack(bargain: Kept, now: Ms): void {
    bargain.status = bargain.friends.length === HELPERS ? 'floor' : 'open';
    this.tick(now);
  }
}

const GONE = { ordered: 'Ordered', bought: 'Bought', expired: 'Expired', cancelled: 'Cancelled' } as const;
const gone = ({ status }: Kept): string => `bargain${GONE[status as keyof typeof GONE]}`;
const said = (answer: { ok: true } | { ok: false; refusal: string }): string => (answer.ok ? 'yes' : answer.refusal);

/** Does it in the shop and in the model; throws where they differ. */
async function go(model: Model, act: Act): Promise<void> {
  if (act.do === 'wait') {
    await world.advance(act.hours * HOUR);
    await runCron(world.app);
    for (const bargain of model.bargains) if (bargain.status === 'ordered') model.giveBack(bargain, world.now());
    model.tick(world.now());
    return;
  }
  if (act.do === 'start') {
    const input = { requestId: newRequestId(), campaignId: BARGAIN_CAMPAIGN, skuId: SKU };
    const expected = model.start(act.who);
    const answer = await start(world.app, people[act.who]?.userId ?? '', input);
    if (typeof expected === 'object')
      expect(answer).toEqual({ ok: true, value: { bargainId: expected.id, started: false } });
    else expect(said(answer)).toBe(expected);
    if (answer.ok && answer.value.started) model.started(answer.value.bargainId, act.who, world.now());
    return;
  }
  const bargain = model.bargains[act.which % Math.max(1, model.bargains.length)];
  if (!bargain) return;
  const { id: bargainId, orderId } = bargain;
  const owner = people[bargain.owner] as Person;
  switch (act.do) {
    case 'help': {
      const answer = await help(world.app, people[act.who]?.userId ?? '', { bargainId });
      expect(said(answer)).toBe(model.help(bargain, act.who, world.now()));
      break;
    }
    case 'order': {
      const answer = await ask(bargainId, { who: owner, seen: (await readBargain(world, bargainId)).price });
      expect(answer.startsWith('ord_') ? 'yes' : answer).toBe(model.order(bargain));
      if (answer.startsWith('ord_')) Object.assign(bargain, { status: 'ordered', orderId: answer });
      break;
    }
    case 'pay':
      if (bargain.status !== 'ordered') return;
      await paid(orderId, owner);
      bargain.status = 'bought';
      break;
    case 'giveUp':
      if (bargain.status !== 'ordered') return;
      expect(said(await cancelOrder(world.app, owner.userId, orderId))).toBe('yes');
      model.giveBack(bargain, world.now());
      break;
    case 'cancel':
      expect(said(await cancel(world.app, owner.userId, { bargainId }))).toBe(model.cancel(bargain));
  }
}

async function compare(model: Model): Promise<void> {
  await runCron(world.app);
  for (const { id, status, friends } of model.bargains) {
    const bargain = await readBargain(world, id);
    const helped = bargain.helps.slice(1).map(({ userId }) => people.findIndex((one) => one.userId === userId));
    expect([id, bargain.status, helped]).toEqual([id, status, friends]);
  }
}

it(`does in ${RUNS} stories what its model says`, async () => {
  const story = fc.tuple(fc.boolean(), fc.array(anyAct, { minLength: 20, maxLength: 35 }));
  // One that goes through all of it.
  const whole: Act[] = [
    { do: 'start', who: 0 },
    { do: 'help', who: 1, which: 0 },
    { do: 'help', who: 2, which: 0 },
    { do: 'order', which: 0 },
    { do: 'giveUp', which: 0 },
    { do: 'order', which: 0 },
    { do: 'pay', which: 0 },
    { do: 'start', who: 0 },
    { do: 'wait', hours: 12 },
    { do: 'start', who: 0 },
    { do: 'cancel', which: 2 },
    { do: 'start', who: 0 },
  ];
  await fc.assert(
    fc.asyncProperty(fc.noBias(story), async ([anyPrice, acts]) => {
      await world.reset();
      const buyAt = anyPrice ? 'anyPrice' : 'floor';
      const limits = { helpsPerDay: A_DAY, helpsPerCampaign: 100, perPerson: STARTS };
      await offerBargain(world, { helpers: HELPERS, life: LIFE, payWithin: PAY_WITHIN, buyAt, ...limits });
      const model = new Model(anyPrice);
      for (const act of acts) await go(model, act);
      await compare(model);
      await world.advance(31 * MINUTE);
      await world.settle();
      await expectTrue(world);
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: process.env.PINKAN_SHRINK !== '1', examples: [[[false, whole]]] },
  );
});
