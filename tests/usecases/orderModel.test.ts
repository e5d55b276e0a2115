/**
 * ORDERS AGAINST THEIR MODEL. Drawn at random: what is in stock, and what buyers, the merchant, WeChat, the clock and
 * dying processes do to orders of one to three lines. After each act every order, after-sale, refund and the stock are
 * what `tests/support/orderModel.ts` says; in the end WeChat's books are too.
 *
 * The seed is printed. `PINKAN_SEED=… npx jest tests/usecases/orderModel.test.ts` draws the same stories again;
 * `PINKAN_SHRINK=1` looks for a shorter one that fails too. 100 stories; 2 000 longer ones in `npm run test:long`.
 */
import fc from 'fast-check';
import { DAY, HOUR, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { openWorld, type Person, type World } from '../support/world';
import { crowd, LONG } from './crowd';
import { type Act, furnish, type Step, Story, type Told } from './orderStory';

const database = useDatabase();
let world: World;
let people: Person[];

const RUNS = LONG ? 2000 : 30;
const GIVEN = process.env.PINKAN_SEED;
const SEED = GIVEN === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(GIVEN);

beforeAll(async () => {
  process.stderr.write(`Orders against their model: PINKAN_SEED=${SEED}\n`);
  world = await openWorld(database);
  people = await crowd(world, 4);
  await furnish(world);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());

const is = fc.constant;
const at = fc.nat(59);
const rarely = fc.nat(5).map((chance) => chance === 0);
/** Whether somebody wants more pieces than are left: after-sales, refunds and parcels keep each other from that. */
const greedy = fc.nat(2).map((chance) => chance === 0);
const some = fc.array(fc.nat(59), { minLength: 3, maxLength: 3 });
const told = fc.constantFrom<Told>('told', 'told', 'withheld', 'silent');
const pays = fc.constantFrom<Told | 'later'>('told', 'told', 'told', 'told', 'told', 'withheld', 'silent', 'later');

const refundFault = fc.oneof(
  ...(['notEnough', 'abnormal', 'closed', 'processing', 'timeoutBefore', 'timeoutAfter'] as const).map((kind) =>
    is({ kind }),
  ),
  is({ kind: 'fail' as const, status: 500 }),
);

/** To one order, after-sale, or its like. */
const toOrder = <D extends string>(doing: D) => fc.record({ do: is(doing), order: at, blind: rarely });
const toAfterSale = <D extends string>(doing: D) => fc.record({ do: is(doing), afterSale: at, blind: rarely });

const buys: fc.Arbitrary<Act> = fc.record({
  do: is('buy' as const),
  who: at,
  skus: fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
  pieces: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
  pickUp: rarely,
  pays,
});

const anyAct = fc.oneof<fc.WeightedArbitrary<Act>[]>(
  { weight: 3, arbitrary: buys },
  { weight: 2, arbitrary: fc.record({ do: is('pay' as const), order: at, told }) },
  { weight: 1, arbitrary: toOrder('check') },
  { weight: 1, arbitrary: toOrder('cancel') },
  { weight: 1, arbitrary: fc.record({ do: is('tell' as const), order: at, all: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: is('ship' as const), order: at, all: fc.boolean(), some, blind: greedy }),
  },
  { weight: 2, arbitrary: toOrder('pickUp') },
  { weight: 2, arbitrary: toOrder('receive') },
  { weight: 1, arbitrary: toOrder('note') },
  {
    weight: 8,
    arbitrary: fc.record({ do: is('ask' as const), order: at, returns: fc.boolean(), some, blind: greedy }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: is('agree' as const), afterSale: at, withFreight: fc.boolean(), blind: rarely }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: is('confirm' as const), afterSale: at, withFreight: fc.boolean(), blind: rarely }),
  },
  { weight: 2, arbitrary: toAfterSale('refuse') },
  { weight: 2, arbitrary: toAfterSale('takeBack') },
  { weight: 3, arbitrary: toAfterSale('sendBack') },
  {
    weight: 4,
    arbitrary: fc.record({
      do: is('refund' as const),
      order: at,
      some,
      withFreight: fc.boolean(),
      blind: greedy,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: is('spoil' as const), refund: refundFault, times: fc.integer({ min: 1, max: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: is('arrive' as const),
      as: fc.constantFrom('SUCCESS' as const, 'CLOSED' as const, 'ABNORMAL' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: is('wait' as const),
      span: fc.constantFrom(10 * MINUTE, 32 * MINUTE, HOUR, 2 * DAY, 8 * DAY, 11 * DAY),
    }),
  },
);

const anyDeath = fc.record({ with: fc.integer({ min: 1, max: 25 }), after: fc.boolean(), again: fc.boolean() });

const step = (act: fc.Arbitrary<Act>): fc.Arbitrary<Step> =>
  fc.record({
    act,
    dies: fc.oneof({ weight: 7, arbitrary: is(undefined) }, { weight: 1, arbitrary: anyDeath }),
    twice: rarely,
  });

/** Without its bias for what is small and at the edge: a story needs many orders and many acts. */
const anyStory = fc.noBias(
  fc.tuple(
    fc.array(fc.integer({ min: 4, max: 12 }), { minLength: 3, maxLength: 3 }),
    fc.array(step(buys), { minLength: 2, maxLength: 3 }),
    fc.array(step(anyAct), {
      ...(LONG ? { minLength: 14, maxLength: 26 } : { minLength: 8, maxLength: 14 }),
      size: 'max',
    }),
  ),
);

it(`do in ${RUNS} stories what their model says`, async () => {
  await fc.assert(
    fc.asyncProperty(anyStory, async ([stock, orders, steps]) => {
      const story = new Story(world, people);
      await story.begin(stock);
      for (const step of [...orders, ...steps]) await story.go(step);
      await story.end();
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: process.env.PINKAN_SHRINK !== '1' },
  );
}, 3_600_000);
