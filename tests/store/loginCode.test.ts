/** The guards of a login code's updates and the pure rule of `shared/domain/deskSignIn.ts` give the same answers, and races keep them. */
import fc from 'fast-check';
import { collectionsOf, type LoginCodeDoc } from '../../functions/store/collections';
import { approveCode, denyCode, pollCode, scanCode } from '../../functions/store/loginCode';
import { type DeskStep, LOGIN_CODE_LIFE, type Scanner, takeStep, WRONG_NUMBERS } from '../../shared/domain/deskSignIn';
import { countCommands, useDatabase } from '../support/database';

const RUNS = process.env.PINKAN_LONG === undefined ? 300 : 5_000;
const RACERS = 20;
const NOW = Date.parse('2026-03-01T12:00:00+08:00');

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
const codes = () => collectionsOf(database.client, database.db).loginCodes;
beforeEach(() => codes().deleteMany({}));

const ann: Scanner = { userId: 'usr_ann', name: '林姐' };
const bob: Scanner = { userId: 'usr_bob', name: '路人' };

function codeWith(part: Partial<LoginCodeDoc>): LoginCodeDoc {
  const expiresAt = part.expiresAt ?? NOW + LOGIN_CODE_LIFE;
  return {
    _id: 'digest of the secret',
    code: 'digest of the code',
    number: 'right',
    status: 'waiting',
    wrong: 0,
    device: 'Chrome · macOS',
    place: '本机',
    startedAt: NOW,
    expiresAt,
    expireAt: new Date(expiresAt),
    ...part,
  };
}

async function put(code: LoginCodeDoc): Promise<LoginCodeDoc> {
  await codes().replaceOne({ _id: code._id }, code, { upsert: true });
  return code;
}

const read = () => codes().findOne({ _id: 'digest of the secret' });

const who = fc.constantFrom(ann, bob);
const STATUSES: LoginCodeDoc['status'][] = ['waiting', 'scanned', 'scanned', 'approved', 'used', 'denied', 'void'];

/** Codes in every state, at the moments at which an answer turns. */
const anyCode: fc.Arbitrary<LoginCodeDoc> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    by: who,
    wrong: fc.integer({ min: 0, max: WRONG_NUMBERS - 1 }),
    expiresAt: fc.constantFrom(NOW - 1, NOW, NOW + 1, NOW + LOGIN_CODE_LIFE),
  })
  .map(({ by, ...part }) => codeWith(part.status === 'waiting' ? { ...part, wrong: 0 } : { ...part, by }));

const anyStep: fc.Arbitrary<DeskStep> = fc.oneof(
  who.map((by): DeskStep => ({ type: 'scan', by })),
  fc
    .tuple(who, fc.constantFrom('right', 'wrong'))
    .map(([{ userId }, number]): DeskStep => ({ type: 'approve', userId, number })),
  who.map(({ userId }): DeskStep => ({ type: 'deny', userId })),
  fc.constant<DeskStep>({ type: 'poll' }),
);

/** Every step at a living code in every state: each kind of answer is among these, whatever is drawn beside them. */
const EXAMPLES = STATUSES.flatMap((status) => {
  const code = codeWith(status === 'waiting' ? { status } : { status, by: ann });
  const people = [ann, bob].flatMap((by): DeskStep[] => [
    { type: 'scan', by },
    { type: 'approve', userId: by.userId, number: 'right' },
    { type: 'approve', userId: by.userId, number: 'wrong' },
    { type: 'deny', userId: by.userId },
  ]);
  return [...people, { type: 'poll' as const }].map((step): [LoginCodeDoc, DeskStep] => [code, step]);
});

function take(step: DeskStep) {
  const { code, _id } = codeWith({});
  switch (step.type) {
    case 'scan':
      return scanCode(codes(), code, step.by, NOW);
    case 'approve':
      return approveCode(codes(), code, step, NOW);
    case 'deny':
      return denyCode(codes(), code, step.userId, NOW);
    case 'poll':
      return pollCode(codes(), _id, NOW);
  }
}

it('takes a step exactly where takeStep says so, makes the same of the code, and says why not with its words', async () => {
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyCode, anyStep, async (code, step) => {
      const before = await put(code);
      const rule = takeStep(before, step, NOW);
      const taken = await take(step);
      expect(taken).toEqual(rule.refusal ? { ok: false, refusal: rule.refusal } : { ok: true, value: rule.code });
      expect(await read()).toEqual(rule.code);
      told.add(`${step.type} ${rule.refusal ?? rule.code.status}`);
    }),
    { numRuns: RUNS, examples: EXAMPLES },
  );
  // Each kind of answer was among them.
  expect([...told].sort()).toEqual([
    'approve approved',
    'approve deskCodeGone',
    'approve deskCodeTaken',
    'approve deskNumberWrong',
    'approve forbidden',
    'deny denied',
    'deny deskCodeGone',
    'deny deskCodeTaken',
    'deny forbidden',
    'poll deskCodeGone',
    'poll scanned',
    'poll used',
    'poll waiting',
    'scan deskCodeGone',
    'scan deskCodeTaken',
    'scan scanned',
  ]);
});

it('says of a code that was never made that it is gone', async () => {
  for (const step of fc.sample(anyStep, 20)) expect(await take(step)).toEqual({ ok: false, refusal: 'deskCodeGone' });
});

it('a poll that finds it waiting is one find', async () => {
  await put(codeWith({}));
  const { commands } = await countCommands(database.client, () => take({ type: 'poll' }));
  expect(commands).toEqual(['find']);
});

it(`lets one of ${RACERS} racing phones scan it`, async () => {
  for (let round = 0; round < 5; round++) {
    await put(codeWith({}));
    const asked = await Promise.all(
      Array.from({ length: RACERS }, (_, index) =>
        take({ type: 'scan', by: { userId: `usr_${index}`, name: `${index}` } }),
      ),
    );
    const first = asked.flatMap((answer) => (answer.ok ? [answer.value.by] : []));
    expect(first).toHaveLength(1);
    expect(asked.filter((answer) => !answer.ok && answer.refusal === 'deskCodeTaken')).toHaveLength(RACERS - 1);
    expect((await read())?.by).toEqual(first[0]);
  }
});

it(`counts each of ${RACERS} racing wrong numbers until it is void, and no more`, async () => {
  for (let round = 0; round < 5; round++) {
    await put(codeWith({ status: 'scanned', by: ann }));
    const asked = await Promise.all(
      Array.from({ length: RACERS }, () => take({ type: 'approve', userId: ann.userId, number: 'wrong' })),
    );
    const refusals = asked.map((answer) => (answer.ok ? 'yes' : answer.refusal)).sort();
    expect(refusals).toEqual([...Array(RACERS - 2).fill('deskCodeGone'), 'deskNumberWrong', 'deskNumberWrong']);
    expect(await read()).toMatchObject({ status: 'void', wrong: WRONG_NUMBERS });
  }
});

it(`approves once, however many of ${RACERS} ask at once`, async () => {
  await put(codeWith({ status: 'scanned', by: ann }));
  const step: DeskStep = { type: 'approve', userId: ann.userId, number: 'right' };
  const asked = await Promise.all(Array.from({ length: RACERS }, () => take(step)));
  expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
});

it('either is denied or becomes a session, whichever is first', async () => {
  for (let round = 0; round < 30; round++) {
    await put(codeWith({ status: 'approved', by: ann }));
    const [denied, polled] = await Promise.all([take({ type: 'deny', userId: ann.userId }), take({ type: 'poll' })]);
    expect([denied.ok, polled.ok].filter(Boolean)).toHaveLength(1);
    expect((await read())?.status).toBe(denied.ok ? 'denied' : 'used');
  }
});
