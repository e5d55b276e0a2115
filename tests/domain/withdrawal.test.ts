import fc from 'fast-check';
import { EMPTY_BOOKS, type WalletBooks } from '../../shared/domain/ledger';
import {
  DEFAULT_PAYOUT_RULES,
  decideWithdrawal,
  evolveWithdrawal,
  isTransferNumber,
  type PayoutRules,
  quoteWithdrawal,
  RENEWABLE,
  transferNumber,
  type WechatTransferStatus,
  WITHDRAWAL_CONSEQUENCES,
  type WithdrawalCommand,
  type WithdrawalEvent,
  type WithdrawalRefusal,
  type WithdrawalState,
  type WithdrawalStatus,
} from '../../shared/domain/withdrawal';
import type { Withholding } from '../../shared/domain/withholding';
import type { Result } from '../../shared/result';

const DAY_1 = '2036-03-01';
const rules: PayoutRules = { ...DEFAULT_PAYOUT_RULES, fee: 100 };
const terms = { rules, withholding: 'none' as Withholding, day: DAY_1 };
const rich: WalletBooks = { ...EMPTY_BOOKS, available: 1_000_000 };

describe('what a withdrawal would come to', () => {
  const refused = (wallet: Partial<WalletBooks>, amount: number, more: Partial<typeof terms> = {}) => {
    const quote = quoteWithdrawal({ ...rich, ...wallet }, amount, { ...terms, ...more });
    return quote.ok ? quote.value.net : quote.refusal;
  };

  it('is its amount less the fee, which is rounded down', () => {
    expect(quoteWithdrawal(rich, 12_345, terms)).toEqual({
      ok: true,
      value: { amount: 12_345, fee: 123, tax: 0, net: 12_222 },
    });
  });
  it('is less the tax of the year so far too', () => {
    const tax = { 2036: { months: { 2: 2_000_000 }, withheld: 10_000 } };
    // 80 % of 2 010 000 − 2 × 500 000 = 608 000 × 3 % = 18 240, of which 10 000 were withheld.
    expect(quoteWithdrawal({ ...rich, tax }, 10_000, { ...terms, withholding: 'labour' })).toEqual({
      ok: true,
      value: { amount: 10_000, fee: 100, tax: 8240, net: 1660 },
    });
    // Another year is another year.
    expect(refused({ tax }, 10_000, { withholding: 'labour', day: '2037-03-01' })).toBe(9900);
  });
  it.each<[string, WithdrawalRefusal, Partial<WalletBooks>, number]>([
    ['less than the least', 'withdrawalTooLittle', {}, 99],
    ['more than the most', 'withdrawalTooMuch', {}, 20_001],
    ['more than there is', 'withdrawalNotEnough', { available: 499 }, 500],
    ['anything beside a debt', 'withdrawalDebt', { debt: 1 }, 500],
    ['a fourth time today', 'withdrawalDayLimit', { asked: { day: DAY_1, count: 3, fen: 300 } }, 500],
    ['a fen over the day', 'withdrawalDayLimit', { asked: { day: DAY_1, count: 1, fen: 39_501 } }, 500],
  ])('is none for %s: %s', (_, refusal, wallet, amount) => expect(refused(wallet, amount)).toBe(refusal));
  it.each<[string, Partial<WalletBooks>, number]>([
    ['the least', {}, 100],
    ['the most', {}, 20_000],
    ['all there is', { available: 500 }, 500],
    ['the third time today', { asked: { day: DAY_1, count: 2, fen: 300 } }, 500],
    ['the last fen of the day', { asked: { day: DAY_1, count: 1, fen: 39_500 } }, 500],
    ['the first of another day', { asked: { day: '2036-02-29', count: 3, fen: 40_000 } }, 500],
  ])('is some for %s', (_, wallet, amount) => expect(typeof refused(wallet, amount)).toBe('number'));
  it('is none where WeChat would send less than ¥0.10', () => {
    const most = { ...rules, min: 10, fee: 0 };
    expect(refused({}, 10, { rules: most })).toBe(10);
    expect(refused({}, 10, { rules: { ...most, fee: 1000 } })).toBe('withdrawalTooLittle');
    // Tax may take all of it.
    const tax = { 2036: { months: { 3: 10_000_000 }, withheld: 0 } };
    expect(refused({ tax }, 500, { withholding: 'labour' })).toBe('withdrawalTooLittle');
  });

  it('always adds up, and never promises more than there is', () => {
    const scene = fc.record({
      available: fc.nat(60_000),
      amount: fc.nat(60_000),
      fee: fc.nat(9999),
      income: fc.nat(50_000_000),
      withheld: fc.nat(1_000_000),
    });
    fc.assert(
      fc.property(scene, ({ available, amount, fee, income, withheld }) => {
        const wallet = { ...EMPTY_BOOKS, available, tax: { 2036: { months: { 1: income }, withheld } } };
        const quote = quoteWithdrawal(wallet, amount, { rules: { ...rules, fee }, withholding: 'labour', day: DAY_1 });
        if (!quote.ok) return;
        const { fee: taken, tax, net } = quote.value;
        expect(taken + tax + net).toBe(amount);
        expect(Math.min(taken, tax)).toBeGreaterThanOrEqual(0);
        expect(net).toBeGreaterThanOrEqual(10);
        expect(amount).toBeLessThanOrEqual(available);
      }),
    );
  });
});

/* ── its life ─────────────────────────────────────────────────────────────────────────────────────────────────── */

const fresh: WithdrawalState = {
  id: 'wdr_aaaaaaaaaaaaaaaaaaaa',
  status: 'asked',
  amount: 1000,
  fee: 10,
  tax: 30,
  net: 960,
  risks: [],
  attempt: 0,
};

const STATES: Readonly<Record<WithdrawalStatus, WithdrawalState>> = {
  asked: fresh,
  turnedDown: { ...fresh, status: 'turnedDown', refusal: 'withdrawalNotEnough' },
  review: { ...fresh, status: 'review', risks: ['mutual'] },
  sending: { ...fresh, status: 'sending', attempt: 1, wechat: 'WAIT_USER_CONFIRM', packageInfo: 'p' },
  lapsed: { ...fresh, status: 'lapsed', attempt: 1, lapsedAt: 100 },
  paid: { ...fresh, status: 'paid', attempt: 1, wechat: 'SUCCESS' },
  returned: { ...fresh, status: 'returned', attempt: 1, returned: 'failed' },
};

const said = (status: WechatTransferStatus, by: 'query' | 'other' = 'query', failure?: string, attempt = 1) =>
  ({ type: 'wechatSaid', attempt, status, by, failure, now: 200 }) as const;
const merchant = { by: 'usr_owner', at: 50, reason: '核对过' };
const COMMANDS = {
  fund: { type: 'fund' },
  'fund: no': { type: 'fund', refusal: 'withdrawalDebt' },
  approve: { type: 'approve', ...merchant },
  refuse: { type: 'refuse', ...merchant },
  cancel: { type: 'cancel' },
  renew: { type: 'renew' },
  repay: { type: 'repay' },
  lapse: { type: 'lapse', now: 100 + RENEWABLE },
  'too early to lapse': { type: 'lapse', now: 99 + RENEWABLE },
  SUCCESS: said('SUCCESS', 'other'),
  'FAIL by a query': said('FAIL'),
  'FAIL by anything else': said('FAIL', 'other'),
  'OVERDUE_CLOSE by a query': said('FAIL', 'query', 'OVERDUE_CLOSE'),
  'CANCELLED by a query': said('CANCELLED'),
  'CANCELLED by anything else': said('CANCELLED', 'other'),
  TRANSFERING: said('TRANSFERING', 'other'),
  'SUCCESS of another attempt': said('SUCCESS', 'query', undefined, 2),
} as const satisfies Record<string, WithdrawalCommand>;

function tell(state: WithdrawalState, command: WithdrawalCommand) {
  const decided: Result<WithdrawalEvent[], 'withdrawalMoved'> = decideWithdrawal(state, command);
  const events = decided.ok ? decided.value : [];
  return { refusal: decided.ok ? null : decided.refusal, events, state: events.reduce(evolveWithdrawal, state) };
}

describe('every state, and every command', () => {
  type Then = WithdrawalStatus | 'no';
  const row = (then: Partial<Record<keyof typeof COMMANDS, Then>>) => then;
  const PAST = { approve: 'no', refuse: 'no', cancel: 'no', renew: 'no', repay: 'no' } as const;
  /** What becomes of it; what is not named changes nothing. */
  const table: Readonly<Record<WithdrawalStatus, Partial<Record<keyof typeof COMMANDS, Then>>>> = {
    asked: row({ ...PAST, fund: 'sending', 'fund: no': 'turnedDown' }),
    turnedDown: row(PAST),
    review: row({ ...PAST, approve: 'sending', refuse: 'returned', cancel: 'returned' }),
    sending: row({
      ...PAST,
      cancel: 'sending',
      SUCCESS: 'paid',
      'FAIL by a query': 'returned',
      'OVERDUE_CLOSE by a query': 'lapsed',
      'CANCELLED by a query': 'returned',
      TRANSFERING: 'sending',
    }),
    // WeChat may pay what it had shown as overdue.
    lapsed: row({
      ...PAST,
      cancel: 'returned',
      renew: 'sending',
      repay: 'returned',
      lapse: 'returned',
      SUCCESS: 'paid',
    }),
    paid: row(PAST),
    returned: row(PAST),
  };
  const cases = (Object.keys(STATES) as WithdrawalStatus[]).flatMap((status) =>
    (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).map((command) => [status, command] as const),
  );
  it.each(cases)('given %s, when %s', (status, command) => {
    const { refusal, events, state } = tell(STATES[status], COMMANDS[command]);
    const then = table[status][command];
    expect(refusal === null ? state.status : 'no').toBe(then ?? status);
    if (refusal !== null) expect(refusal).toBe('withdrawalMoved');
    // What changes nothing says nothing.
    expect(events.length > 0).toBe(then !== undefined && then !== 'no');
  });
});

describe('what it remembers', () => {
  const play = (state: WithdrawalState, ...names: (keyof typeof COMMANDS)[]) =>
    names.reduce((now, name) => tell(now, COMMANDS[name]).state, state);

  it('is held back where anything is conspicuous, and the merchant’s word stays with it', () => {
    const waits = play({ ...fresh, risks: ['newAccount'] }, 'fund');
    expect(waits).toMatchObject({ status: 'review', attempt: 0 });
    expect(play(waits, 'approve')).toMatchObject({ status: 'sending', attempt: 1, review: merchant });
    expect(play(waits, 'refuse')).toMatchObject({ status: 'returned', returned: 'refused', review: merchant });
  });
  it('sends the next attempt under a number of its own, with nothing left of the last', () => {
    const again = play(STATES.sending, 'OVERDUE_CLOSE by a query', 'renew');
    expect(again).toMatchObject({ status: 'sending', attempt: 2 });
    expect([again.wechat, again.packageInfo, again.lapsedAt]).toEqual([undefined, undefined, undefined]);
    expect(transferNumber(again, 1)).toBe('aaaaaaaaaaaaaaaaaaaaT1');
    expect(transferNumber(again, 2)).toBe('aaaaaaaaaaaaaaaaaaaaT2');
  });
  it('has numbers that are told from those of a shop that pays others by hand', () => {
    expect([1, 12].map((attempt) => isTransferNumber(transferNumber(STATES.sending, attempt)))).toEqual([true, true]);
    for (const number of [
      'wages202603',
      'aaaaaaaaaaaaaaaaaaaaR1',
      'aaaaaaaaaaaaaaaaaaaT1',
      'aaaaaaaaaaaaaaaaaaaaT0',
      '',
    ]) {
      expect([number, isTransferNumber(number)]).toEqual([number, false]);
    }
  });
  it.each<[keyof typeof COMMANDS, string]>([
    ['OVERDUE_CLOSE by a query', 'cancelled'],
    ['CANCELLED by a query', 'cancelled'],
    ['FAIL by a query', 'failed'],
  ])('once its promoter wants it to end, %s gives the money back as %s', (end, cause) => {
    const ending = play(STATES.sending, 'cancel');
    expect(ending.cancelling).toBe(true);
    expect(tell(ending, COMMANDS.cancel).events).toEqual([]);
    expect(play(ending, end)).toMatchObject({ status: 'returned', returned: cause });
    expect(play(ending, 'SUCCESS').status).toBe('paid');
  });
  it('called off before WeChat has anything of it, it is cancelled, or has failed; later nothing comes of that', () => {
    expect(tell(STATES.sending, { type: 'callOff' }).state).toMatchObject({
      status: 'returned',
      returned: 'cancelled',
    });
    const failed = tell(STATES.sending, { type: 'callOff', failure: 'KEY_MISSING' }).state;
    expect(failed).toMatchObject({ status: 'returned', returned: 'failed', failure: 'KEY_MISSING' });
    for (const state of Object.values(STATES).filter(({ status }) => status !== 'sending')) {
      expect(tell(state, { type: 'callOff' })).toMatchObject({ events: [], refusal: null });
    }
  });
  it('ended by somebody else, in WeChat or in its console, was not called back by its promoter', () => {
    expect(play(STATES.sending, 'CANCELLED by a query')).toMatchObject({ status: 'returned', returned: 'ended' });
  });
  it('tells the package once, and a new one again', () => {
    const waits = { ...said('WAIT_USER_CONFIRM'), packageInfo: 'p' };
    expect(tell(STATES.sending, waits).events).toEqual([]);
    expect(tell(STATES.sending, said('WAIT_USER_CONFIRM')).events).toEqual([]);
    expect(tell(STATES.sending, { ...waits, packageInfo: 'q' }).state.packageInfo).toBe('q');
  });
});

it('what somebody must act on is a consequence', () => {
  const quiet: readonly WithdrawalEvent['type'][] = ['withdrawalTurnedDown', 'transferMoved', 'transferLapsed'];
  for (const type of quiet) expect(WITHDRAWAL_CONSEQUENCES).not.toContain(type);
});

describe('after anything in any order', () => {
  const status = fc.constantFrom<WechatTransferStatus>(
    'ACCEPTED',
    'PROCESSING',
    'WAIT_USER_CONFIRM',
    'TRANSFERING',
    'SUCCESS',
    'FAIL',
    'CANCELING',
    'CANCELLED',
  );
  const anyCommand = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<WithdrawalCommand>(...Object.values(COMMANDS)) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('wechatSaid' as const),
        attempt: fc.integer({ min: 1, max: 3 }),
        status,
        by: fc.constantFrom('query' as const, 'other' as const),
        failure: fc.constantFrom(undefined, 'OVERDUE_CLOSE', 'ACCOUNT_FROZEN'),
        now: fc.nat(300),
      }),
    },
  );
  const begins = fc.constantFrom<WithdrawalState>(fresh, { ...fresh, risks: ['mutual'] });

  it('it ends once, in one way, and nothing is sent before the books have taken it', () => {
    const ends = new Set<WithdrawalStatus>();
    fc.assert(
      fc.property(begins, fc.array(anyCommand, { maxLength: 40 }), (begin, commands) => {
        let state = begin;
        let ended = 0;
        for (const command of commands) {
          const before = state;
          const { events, state: after } = tell(state, command);
          state = after;
          for (const { type } of events) {
            if (type === 'withdrawalPaid' || type === 'withdrawalReturned' || type === 'withdrawalTurnedDown')
              ended += 1;
            // Nothing is sent, and nothing given back, before the books have taken it.
            if (type === 'transferBegun' && before.status === 'asked') expect(command).toEqual({ type: 'fund' });
            if (type === 'withdrawalReturned') expect(before.status).not.toBe('asked');
          }
          expect(state.attempt - before.attempt).toBe(events.some(({ type }) => type === 'transferBegun') ? 1 : 0);
          // A new number only once the last can move no money, as a query has shown.
          if (state.attempt > 1 && state.attempt > before.attempt) expect(before.status).toBe('lapsed');
          if (ended > 0 && events.length === 0) expect(state).toEqual(before);
        }
        const over = ['paid', 'returned', 'turnedDown'].includes(state.status);
        expect(ended).toBe(over ? 1 : 0);
        if (over) ends.add(state.status);
      }),
      { numRuns: 500 },
    );
    expect([...ends].sort()).toEqual(['paid', 'returned', 'turnedDown']);
  });

  it('money that WeChat may still move is never given back: only a query of this attempt ends it otherwise', () => {
    fc.assert(
      fc.property(begins, fc.array(anyCommand, { maxLength: 40 }), (begin, commands) => {
        commands.reduce((state, command) => {
          const { events, state: after } = tell(state, command);
          if (state.status === 'sending' && (after.status === 'returned' || after.status === 'lapsed')) {
            expect(command).toMatchObject({ type: 'wechatSaid', by: 'query', attempt: state.attempt });
            expect(['FAIL', 'CANCELLED']).toContain((command as { status: string }).status);
          }
          if (after.status === 'paid' && state.status !== 'paid') {
            expect(command).toMatchObject({ type: 'wechatSaid', status: 'SUCCESS', attempt: state.attempt });
          }
          // The same again says nothing new, whatever it was.
          if (command.type !== 'renew' && events.length > 0) expect(tell(after, command).events).toEqual([]);
          return after;
        }, begin);
      }),
      { numRuns: 500 },
    );
  });
});
