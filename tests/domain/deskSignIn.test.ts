import fc from 'fast-check';
import {
  type DeskStep,
  LOGIN_CODE_LIFE,
  type LoginCode,
  takeStep,
  WRONG_NUMBERS,
} from '../../shared/domain/deskSignIn';
import { MINUTE } from '../../shared/time';

const NOW = 1_772_337_600_000;
const ann = { userId: 'ann', name: '林姐' };
const bob = { userId: 'bob', name: '路人' };
const waiting: LoginCode = { status: 'waiting', number: '4821', wrong: 0, expiresAt: NOW + LOGIN_CODE_LIFE };
const scanned: LoginCode = { ...waiting, status: 'scanned', by: ann };
const code = (status: LoginCode['status']): LoginCode => (status === 'waiting' ? waiting : { ...scanned, status });

const scan = (by = ann): DeskStep => ({ type: 'scan', by });
const approve = (userId = 'ann', number = '4821'): DeskStep => ({ type: 'approve', userId, number });
const deny = (userId = 'ann'): DeskStep => ({ type: 'deny', userId });
const poll: DeskStep = { type: 'poll' };

it('lives two minutes, and takes three numbers', () =>
  expect([LOGIN_CODE_LIFE, WRONG_NUMBERS]).toEqual([2 * MINUTE, 3]));

describe('each step in each state', () => {
  it.each<[string, LoginCode['status'], DeskStep, string]>([
    ['scanned first', 'waiting', scan(), 'scanned'],
    ['scanned by the same person again', 'scanned', scan(), 'scanned'],
    ['scanned by somebody else', 'scanned', scan(bob), 'deskCodeTaken'],
    ['scanned when it is approved', 'approved', scan(), 'deskCodeGone'],
    ['scanned when it is used', 'used', scan(bob), 'deskCodeGone'],
    ['scanned when it is denied', 'denied', scan(), 'deskCodeGone'],
    ['scanned when it is void', 'void', scan(), 'deskCodeGone'],

    ['approved unscanned', 'waiting', approve(), 'forbidden'],
    ['approved with its number', 'scanned', approve(), 'approved'],
    ['approved with another number', 'scanned', approve('ann', '4822'), 'deskNumberWrong'],
    ['approved by somebody else', 'scanned', approve('bob'), 'deskCodeTaken'],
    ['approved twice', 'approved', approve(), 'deskCodeGone'],
    ['approved when it is used', 'used', approve(), 'deskCodeGone'],
    ['approved when it is denied', 'denied', approve(), 'deskCodeGone'],
    ['approved when it is void', 'void', approve(), 'deskCodeGone'],

    ['denied unscanned', 'waiting', deny(), 'forbidden'],
    ['denied', 'scanned', deny(), 'denied'],
    ['denied by somebody else', 'scanned', deny('bob'), 'deskCodeTaken'],
    ['denied before the desk came for it', 'approved', deny(), 'denied'],
    ['denied too late', 'used', deny(), 'deskCodeGone'],
    ['denied twice', 'denied', deny(), 'denied'],
    ['denied when it is void', 'void', deny(), 'deskCodeGone'],

    ['polled unscanned', 'waiting', poll, 'waiting'],
    ['polled when it is scanned', 'scanned', poll, 'scanned'],
    ['polled when it is approved', 'approved', poll, 'used'],
    ['polled once more', 'used', poll, 'used'],
    ['polled when it is denied', 'denied', poll, 'deskCodeGone'],
    ['polled when it is void', 'void', poll, 'deskCodeGone'],
  ])('%s (%s)', (_, status, step, answer) => {
    const taken = takeStep(code(status), step, NOW);
    expect(taken.refusal ?? taken.code.status).toBe(answer);
    if (taken.refusal && taken.refusal !== 'deskNumberWrong') expect(taken.code).toEqual(code(status));
  });
});

it('is void with the third wrong number, and the right one comes too late then', () => {
  const wrong = approve('ann', '0000');
  let now = takeStep(scanned, wrong, NOW);
  expect(now).toEqual({ code: { ...scanned, wrong: 1 }, refusal: 'deskNumberWrong' });
  now = takeStep(now.code, wrong, NOW);
  expect(now).toEqual({ code: { ...scanned, wrong: 2 }, refusal: 'deskNumberWrong' });
  expect(takeStep(now.code, approve(), NOW).code.status).toBe('approved');
  now = takeStep(now.code, wrong, NOW);
  expect(now).toEqual({ code: { ...scanned, wrong: 3, status: 'void' }, refusal: 'deskCodeGone' });
  expect(takeStep(now.code, approve(), NOW)).toEqual({ code: now.code, refusal: 'deskCodeGone' });
});

it('over any sequence of steps: one scanner, one way, and nothing after two minutes', () => {
  const who = fc.constantFrom(ann, bob);
  const number = fc.constantFrom('4821', '4822');
  const anyStep: fc.Arbitrary<DeskStep> = fc.oneof(
    who.map((by) => scan(by)),
    fc.tuple(who, number).map(([{ userId }, typed]) => approve(userId, typed)),
    who.map(({ userId }) => deny(userId)),
    fc.constant(poll),
  );
  const ORDER = ['waiting', 'scanned', 'approved', 'used', 'denied', 'void'];
  fc.assert(
    fc.property(fc.array(fc.tuple(anyStep, fc.integer({ min: 0, max: MINUTE })), { maxLength: 20 }), (steps) => {
      let state = waiting;
      let now = NOW;
      for (const [step, later] of steps) {
        now += later;
        const { code: after, refusal } = takeStep(state, step, now);
        expect(ORDER.indexOf(after.status)).toBeGreaterThanOrEqual(ORDER.indexOf(state.status));
        if (state.by) expect(after.by).toEqual(state.by);
        if (after.status === 'used') expect(['approved', 'used']).toContain(state.status);
        if (now >= waiting.expiresAt) expect([after, refusal]).toEqual([state, 'deskCodeGone']);
        expect(after.wrong).toBeLessThanOrEqual(WRONG_NUMBERS);
        state = after;
      }
    }),
  );
});
