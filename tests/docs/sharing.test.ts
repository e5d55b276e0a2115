/** docs/sharing.md says what the code says: its tables row by row. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NO_MEASURES } from '../../shared/domain/fission';
import {
  answerOpening,
  type Binding,
  type BindingAnswer,
  bindingFrom,
  DAYS_MAX,
  FIRST_POLICY,
  lasts,
  type Opening,
  type ReferralTerms,
  referralFault,
} from '../../shared/domain/referral';
import { DAY } from '../../shared/time';

const text = readFileSync(resolve(__dirname, '../../docs/sharing.md'), 'utf8');

/** The rows of the table that begins with this column, without its head. */
function table(column: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${column} `));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('names every answer, in the order in which the rule asks', () => {
  const opening: Opening = {
    visitorId: 'v',
    sharerId: 's',
    sharerSuspended: false,
    policy: FIRST_POLICY,
    now: 0,
    newcomer: true,
    ordering: false,
    sharerChain: [],
  };
  // What makes each answer true, with nothing that contradicts one further down, as far as that can be.
  const makes: Readonly<Record<BindingAnswer, Partial<Opening>>> = {
    preview: { scene: 1154 },
    own: { sharerId: 'v' },
    already: { binding: { referrerId: 's', boundAt: 0 } },
    elsewhere: { binding: { referrerId: 'x', boundAt: 0 } },
    suspended: { sharerSuspended: true },
    takenAway: { takenAway: 's' },
    known: { policy: { ...FIRST_POLICY, whom: 'newcomers', when: 'firstOrder' }, newcomer: false },
    cycle: { sharerChain: ['v'] },
    waits: { policy: { ...FIRST_POLICY, when: 'firstOrder' } },
    bound: {},
  };
  const named = table('answer').map(([answer = '']) => answer.slice(1, -1) as BindingAnswer);
  expect([...named].sort()).toEqual(Object.keys(makes).sort());
  for (const [index, answer] of named.entries()) {
    const below = named.slice(index).reverse();
    const all = Object.assign({}, opening, ...below.map((one) => makes[one])) as Opening;
    expect(answerOpening(all)).toBe(answer);
  }
});

it('says whose an order is', () => {
  const policies: Readonly<Record<string, Partial<ReferralTerms>>> = {
    'for good, never replaced': {},
    '30 days, never replaced': { days: 30 },
    '30 days, replaced once over': { days: 30, replaced: 'afterExpiry' },
    'for good, last click after 3 days': { replaced: 'lastClick', protectedDays: 3 },
    'for good, last click after 7 days': { replaced: 'lastClick', protectedDays: 7 },
    '30 days, last click after 30 days': { days: 30, replaced: 'lastClick', protectedDays: 30 },
    'for good, with the first order': { when: 'firstOrder' },
  };
  const rows = table('policy');
  expect(rows.map(([policy]) => policy)).toEqual(Object.keys(policies));
  for (const [name = '', ...told] of rows) {
    const policy = { ...FIRST_POLICY, ...policies[name] };
    expect(referralFault(policy)).toBeNull();
    let binding: Binding | undefined;
    const opens = (sharerId: string, day: number, ordering = false) => {
      const now = day * DAY;
      const person = { visitorId: 'v', newcomer: true, sharerSuspended: false, sharerChain: [] };
      const answer = answerOpening({ ...person, sharerId, policy, now, ordering, binding });
      if (answer === 'bound') binding = bindingFrom(policy, sharerId, now);
      return binding && lasts(binding, now) ? binding.referrerId : 'nobody';
    };
    opens('A', 0);
    opens('B', 5);
    expect([name, ...[8, 40].map((day) => opens('B', day, true))]).toEqual([name, ...told]);
  }
});

it('names the limits, and every figure', () => {
  expect(text).toContain(`1 to ${DAYS_MAX} days`);
  expect(table('figure').map(([name]) => name)).toEqual(Object.keys(NO_MEASURES).map((name) => `\`${name}\``));
});
