/**
 * GROUP BUYING AGAINST ITS MODEL. Drawn at random: campaigns of different terms, and what people, WeChat, the clock and
 * dying processes do to their groups. After each act the shop's seats, leaders, prices, outcomes, refunds and groups are
 * what `tests/support/groupBuyModel.ts` says; in the end WeChat's books are too.
 *
 * The seed is printed. `PINKAN_SEED=… npx jest tests/usecases/groupBuyModel.test.ts` draws the same stories again and
 * looks for a shorter one that fails too. 100 stories; 2 000 longer ones in `npm run test:long`.
 */
import fc from 'fast-check';
import { HOUR } from '../../shared/time';
import { useDatabase } from '../support/database';
import type { Terms } from '../support/groupBuyModel';
import { openWorld, type Person, type World } from '../support/world';
import { crowd, LONG } from './crowd';
import { type Act, HOLD, LIFE, type Pays, type Step, Story, type Told } from './groupBuyStory';

const database = useDatabase();
let world: World;
let people: Person[];

const RUNS = LONG ? 2000 : 30;
const GIVEN = process.env.PINKAN_SEED;
const SEED = GIVEN === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(GIVEN);

beforeAll(async () => {
  process.stderr.write(`Group buying against its model: PINKAN_SEED=${SEED}\n`);
  world = await openWorld(database);
  people = await crowd(world, 8);
  // A machine that is busy with other tests leaves no consequence to cron.
  Object.assign(world.app, { stopwatch: () => 0 });
});
afterAll(() => world.close());

const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    size: fc.integer({ min: 2, max: 5 }),
    kind: fc.constantFrom('plain', 'least', 'ladder', 'mayLeave', 'mayLeave'),
    overflow: fc.constantFrom('refund' as const, 'anotherGroup' as const, 'lead' as const),
    newcomers: fc.integer({ min: 0, max: 3 }).map((chance) => chance === 0),
    discount: fc.constantFrom(0, 150),
    life: fc.constantFrom(LIFE, LIFE + HOUR),
    perPerson: fc.constantFrom(2, 20),
  })
  .map(({ size: drawn, kind, ...terms }) => {
    // Where one may leave, some are to stay.
    const size = kind === 'mayLeave' ? Math.max(3, drawn) : drawn;
    const steps = Array.from({ length: size - 2 }, (_, step) => ({ members: step + 3, price: 2789 - 201 * step }));
    return {
      ...terms,
      size,
      price: 2990,
      hold: HOLD,
      ladder: kind === 'ladder' ? steps : [],
      least: size > 2 && (kind === 'least' || kind === 'ladder') ? 2 : undefined,
      mayLeave: kind === 'mayLeave',
    };
  });

const is = fc.constant;
const at = fc.nat(59);
const blind = fc.nat(5).map((chance) => chance === 0);
const pieces = fc.integer({ min: 1, max: 2 });
const as = fc.constantFrom('leader' as const, 'member' as const, 'anybody' as const);
const told = fc.constantFrom<Told>('told', 'told', 'withheld', 'silent');
const pays = fc.constantFrom<Pays>('told', 'told', 'told', 'told', 'withheld', 'silent', 'silent', 'later');

const anyAct = fc.oneof<fc.WeightedArbitrary<Act>[]>(
  { weight: 2, arbitrary: fc.record({ do: is('start' as const), who: at, campaign: at, pieces, pays }) },
  { weight: 20, arbitrary: fc.record({ do: is('join' as const), who: at, group: at, pieces, pays, blind }) },
  { weight: 3, arbitrary: fc.record({ do: is('pay' as const), order: at, told }) },
  { weight: 1, arbitrary: fc.record({ do: is('ask' as const), order: at }) },
  { weight: 4, arbitrary: fc.record({ do: is('tell' as const), order: at, all: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: is('leave' as const), seat: at, as }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: is('end' as const),
      campaign: at,
      how: fc.constantFrom('letRun' as const, 'endNow' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: is('wait' as const), cells: fc.constantFrom(1, 2, 2, 2, 3, 150) }) },
  { weight: 1, arbitrary: fc.record({ do: is('expire' as const), group: at }) },
);

const anyDeath = fc.record({ with: fc.integer({ min: 1, max: 25 }), after: fc.boolean(), again: fc.boolean() });

const anyStep: fc.Arbitrary<Step> = fc.record({
  act: anyAct,
  dies: fc.oneof({ weight: 7, arbitrary: is(undefined) }, { weight: 1, arbitrary: anyDeath }),
});

/** Without its bias for what is small and at the edge: a story needs many people and many acts. */
const anyStory = fc.noBias(
  fc.tuple(
    fc.array(anyTerms, { minLength: 1, maxLength: 2 }),
    fc.array(anyStep, { ...(LONG ? { minLength: 10, maxLength: 16 } : { minLength: 8, maxLength: 12 }), size: 'max' }),
  ),
);

it(`does in ${RUNS} stories what its model says`, async () => {
  await fc.assert(
    fc.asyncProperty(anyStory, async ([terms, steps]) => {
      const story = new Story(world, people);
      await story.begin(terms);
      for (const step of steps) await story.go(step);
      await story.end();
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: process.env.PINKAN_SHRINK !== '1' },
  );
}, 3_600_000);
