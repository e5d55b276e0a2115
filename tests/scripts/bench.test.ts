/** The bench at the smallest size: every part that needs no build runs, proves its own joins, and prints its figures. */
import { BARGAIN_PARTS, benchBargain } from '../../scripts/bench/bargain';
import { benchConsole, CONSOLE_PARTS } from '../../scripts/bench/console';
import { benchGroupBuy } from '../../scripts/bench/groupBuy';
import { benchOrders, ORDER_PARTS } from '../../scripts/bench/orders';
import { percentile, ratios, spread, tally } from '../../scripts/bench/report';
import { benchSettlement, SETTLEMENT_PARTS } from '../../scripts/bench/settlement';
import { benchSharing, SHARING_PARTS } from '../../scripts/bench/sharing';

const TINY = { clients: 2, teams: 2, rounds: 1, reads: 4, coldStarts: 1, members: 4, expiring: 5 };

const figureOf = (printed: string, name: string): string => {
  const line = printed.split('\n').find((text) => text.trim().startsWith(name));
  if (line === undefined) throw new Error(`no figure ${name} in:\n${printed}`);
  return line.trim().slice(name.length).trim();
};

describe('groupBuy', () => {
  let printed = '';
  const progress: string[] = [];

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    await benchGroupBuy(
      { uri, engine: 'an engine' },
      {
        size: TINY,
        parts: ['commands', 'groups', 'joins', 'http'],
        print: (text) => lines.push(text),
        say: (line) => progress.push(line),
      },
    );
    printed = lines.join('\n');
  }, 240_000);

  it('names the engine and says what it is doing', () => {
    expect(printed).toContain('on an engine');
    expect(progress.some((line) => line.includes('round 1 of 1'))).toBe(true);
  });

  it('counts commands and names them', () => {
    expect(figureOf(printed, 'commands per order placed, joining a group')).toMatch(/^\d+ +in \d+ round trips: .*find/);
    expect(figureOf(printed, 'commands per payment confirmed')).toMatch(/commitTransaction \(transaction\)/);
    const formed = Number.parseInt(figureOf(printed, 'commands per group formed'), 10);
    // At the least each of three orders is told, and its reservation sold.
    expect(formed).toBeGreaterThanOrEqual(6);
  });

  it('tells what leaving and a deadline cost', () => {
    // The group, the order, its holds and its refund at the least.
    expect(Number.parseInt(figureOf(printed, 'commands per leave'), 10)).toBeGreaterThanOrEqual(8);
    expect(Number.parseInt(figureOf(printed, 'commands per expiry, 3 of 4 paid'), 10)).toBeGreaterThanOrEqual(15);
    expect(figureOf(printed, 'commands per group, 5 expiring')).toMatch(/^\d+\.\d/);
  });

  it.each([
    'our joins ÷ the same commands raw',
    'our joins ÷ one transaction',
    'our joins ÷ raw',
    'group.get ÷ a bare handler',
    'p99 ÷ p50, order.place',
  ])('prints %s with its least and most', (name) => {
    expect(figureOf(printed, name)).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
  });
});

describe('orders', () => {
  let printed = '';

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    const size = { clients: 2, teams: 1, rounds: 1 };
    const print = (text: string) => void lines.push(text);
    await benchOrders({ uri, engine: 'an engine' }, { size, parts: ORDER_PARTS, print, say: () => {} });
    printed = lines.join('\n');
  }, 240_000);

  it('counts the commands of every step, and of all of them', () => {
    const count = (step: string) => Number.parseInt(figureOf(printed, step), 10);
    const steps = ['placed', 'payment confirmed', 'shipped', 'received'].map((step) =>
      count(`commands per order of three lines, ${step}`),
    );
    // Three lines' stock, the order, and its payment at the least.
    expect(steps[0]).toBeGreaterThanOrEqual(6);
    expect(count('commands per order, from placed to received')).toBe(steps.reduce((sum, one) => sum + one, 0));
  });

  it('prints orders placed beside the same documents raw, with the least and the most', () => {
    expect(figureOf(printed, 'our orders ÷ raw')).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
  });

  it('counts what a phone asks from the product page to paid', () => {
    expect(figureOf(printed, 'HTTP requests, one product, bought at once')).toMatch(/^5 /);
    expect(figureOf(printed, 'HTTP requests, three products, by the cart')).toMatch(/^14 /);
    expect(figureOf(printed, '… our processor time per order')).toMatch(/^\d+\.\d \(/);
  });
});

describe('sharing', () => {
  let printed = '';

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    const size = { rounds: 1, clients: 2, opens: 10, small: 20, large: 60 };
    const print = (text: string) => void lines.push(text);
    await benchSharing({ uri, engine: 'an engine' }, { size, parts: SHARING_PARTS, print, say: () => {} });
    printed = lines.join('\n');
  }, 240_000);

  it('counts the commands of opens and shares', () => {
    const count = (what: string) => Number.parseInt(figureOf(printed, `commands per ${what}`), 10);
    // At the least the share is read, and the visit and the visitor are written.
    expect(count('open, by a newcomer')).toBeGreaterThanOrEqual(3);
    expect(count('open, again on the same day')).toBeLessThan(count('open, by a newcomer'));
    expect(count('share, new')).toBeGreaterThan(count('share, known'));
  });

  it('prints opens beside the same documents raw, and the boards of two cascades', () => {
    expect(figureOf(printed, 'our opens ÷ raw')).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
    const [small, large] = figureOf(printed, 'commands per board, 20 and 60 opens').split(/ and | {3}/);
    expect(Number(small)).toBeGreaterThan(5);
    expect(large).toBe(small);
    expect(figureOf(printed, 'visits ')).toMatch(/^\d+ on 8 days/);
  });
});

describe('settlement', () => {
  let printed = '';

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    const size = { rounds: 1, entries: 20, each: 5, small: 10, large: 20, batches: [5, 20] };
    const print = (text: string) => void lines.push(text);
    await benchSettlement({ uri, engine: 'an engine' }, { size, parts: SETTLEMENT_PARTS, print, say: () => {} });
    printed = lines.join('\n');
  }, 240_000);

  it('counts commands per settled order', () => {
    // The order's after-sales, the commissions, wallets and journals, and the settlement at the least.
    expect(figureOf(printed, 'commands per settled order, of 5')).toMatch(/^[1-9]\.\d+ +\d+: .*commitTransaction/);
  });

  it.each(['our settlement ÷ raw', 'cost per order, the larger ÷ the smaller'])('prints %s', (name) => {
    expect(figureOf(printed, name)).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
  });

  it('looks at the heap', () => {
    expect(figureOf(printed, 'heap beyond the start, 10 and 20')).toMatch(/^-?\d+\.\d MB and -?\d+\.\d MB/);
  });
});

describe('console', () => {
  let printed = '';

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    const size = { rounds: 1, checks: 1, small: 3, large: 60 };
    const print = (text: string) => void lines.push(text);
    const parts = CONSOLE_PARTS.filter((part) => part !== 'packages');
    await benchConsole({ uri, engine: 'an engine' }, { size, parts, print, say: () => {} });
    printed = lines.join('\n');
  }, 240_000);

  it.each(['today', 'what a campaign has come to', "a campaign's money"])(
    'reads %s with as many commands of few orders and of many',
    (board) => {
      const [small, large] = figureOf(printed, `${board}: commands, of 3 and 60 orders`).split(/ and | {3}/);
      expect(Number(small)).toBeGreaterThan(3);
      expect(large).toBe(small);
      expect(figureOf(printed, `${board}: the larger ÷ the smaller`)).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
    },
  );

  it('reads a first page on which something waits', () => {
    const waits = ['toShip', 'expiring', 'toAnswer'].map((name) => figureOf(printed, `what waits, ${name}`));
    // Three that were bought and the newest team; of twenty teams the newest one too.
    expect(waits).toEqual(['6 and 6', '1 and 1', '1 and 1']);
  });

  it.each(['preflight of 200 SKUs, ms', '… ÷ one JSON.parse of the same campaign'])('prints %s', (name) => {
    expect(figureOf(printed, name)).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
  });

  it('checks a campaign in which there is something to find', () => {
    // Half of the SKUs lose, half were sold cheaper, there is an overlap.
    expect(figureOf(printed, 'preflight of 200 SKUs, ms')).toMatch(/ 201 findings$/);
  });
});

describe('bargain', () => {
  let printed = '';

  beforeAll(async () => {
    const uri = process.env.PINKAN_TEST_DATABASE;
    if (!uri) throw new Error('no test database');
    const lines: string[] = [];
    const size = { rounds: 1, clients: 2, friends: 3, bargains: 4, friendsEach: 2, checks: 1 };
    const print = (text: string) => void lines.push(text);
    const parts = BARGAIN_PARTS.filter((part) => part !== 'verify');
    await benchBargain({ uri, engine: 'an engine' }, { size, parts, print, say: () => {} });
    printed = lines.join('\n');
  }, 240_000);

  it('counts the commands of a help, and of what it is not', () => {
    const count = (what: string) => Number.parseInt(figureOf(printed, what), 10);
    // The bargain is read, and cut, at the least.
    expect(count('commands per help ')).toBeGreaterThanOrEqual(2);
    // The floor's event is drained, and its owner told.
    expect(count('… the last one, its owner told')).toBeGreaterThan(count('commands per help '));
    expect(count('commands per help refused, made before')).toBeLessThan(count('commands per help '));
  });

  it.each(['our update ÷ raw, one bargain', 'our update ÷ raw, 4 bargains', 'the whole help ÷ raw, one bargain'])(
    'prints %s with its least and most',
    (name) => {
      expect(figureOf(printed, name)).toMatch(/^\d+\.\d+ \(\d+\.\d+–\d+\.\d+\)/);
    },
  );
});

describe('a report', () => {
  it('is a median between the least and the most', () => {
    expect(spread([3, 1, 2])).toBe('2.00 (1.00–3.00)');
    expect(spread([1, 2, 3, 4], 1)).toBe('2.5 (1.0–4.0)');
    expect(() => spread([])).toThrow('no median');
  });

  it('divides what was measured side by side', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
    expect(() => ratios([1, 2], [1])).toThrow('lacks');
  });

  it('knows its percentiles', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99)]).toEqual([51, 100]);
  });

  it('tallies names in order of first use', () => {
    expect(tally(['find', 'update', 'find'])).toBe('2 × find, update');
  });
});
