import fc from 'fast-check';
import {
  type CommissionCommand,
  type CommissionState,
  decideCommission,
  evolveCommission,
} from '../../shared/domain/commission';
import {
  accountKey,
  commissionHeld,
  commissionReleased,
  commissionReversed,
  EMPTY_BOOKS,
  EMPTY_WALLET,
  incomePaid,
  movements,
  type Posting,
  paymentCaptured,
  refundArrived,
  refundPromised,
  type Tally,
  tallied,
  type Wallet,
  walletAfter,
  wechatFees,
  withdrawalAsked,
  withdrawalPaid,
  withdrawalReturned,
} from '../../shared/domain/ledger';

const changes = (postings: readonly Posting[]) =>
  Object.fromEntries([...movements(postings)].map(([key, { change }]) => [key, change]));

describe('the journals, each in plain sight', () => {
  it('a captured payment comes from WeChat into sales', () => {
    expect(changes(paymentCaptured(2990))).toEqual({ wechat: -2990, sales: 2990 });
  });
  it('a promised refund is owed to the buyer', () => {
    expect(changes(refundPromised(2990))).toEqual({ sales: -2990, refundsPayable: 2990 });
  });
  it('an arrived refund has left by WeChat', () => {
    expect(changes(refundArrived(2990))).toEqual({ refundsPayable: -2990, wechat: 2990 });
  });
  it('a held commission comes out of sales', () => {
    expect(changes(commissionHeld('ann', 239))).toEqual({ sales: -239, 'wallet/ann/held': 239 });
  });
  it('a released commission is available', () => {
    const wallet = { ...EMPTY_WALLET, held: 239 };
    expect(changes(commissionReleased('ann', 239, wallet))).toEqual({
      'wallet/ann/held': -239,
      'wallet/ann/available': 239,
    });
  });
  it('a release repays a debt first', () => {
    const wallet = { ...EMPTY_WALLET, held: 239, debt: 100 };
    const postings = commissionReleased('ann', 239, wallet);
    expect(walletAfter(wallet, 'ann', postings)).toEqual({ held: 0, available: 139, withdrawing: 0, debt: 0 });
    const deep = { ...EMPTY_WALLET, held: 239, debt: 300 };
    expect(walletAfter(deep, 'ann', commissionReleased('ann', 239, deep))).toEqual({ ...EMPTY_WALLET, debt: 61 });
  });
  it('a reversal before release comes out of what is held', () => {
    const wallet = { ...EMPTY_WALLET, held: 239, available: 1000 };
    expect(changes(commissionReversed('ann', 120, wallet, false))).toEqual({ 'wallet/ann/held': -120, sales: 120 });
  });
  it('a reversal after release comes out of what is available, the rest becomes a debt', () => {
    const wallet = { ...EMPTY_WALLET, available: 100, held: 50 };
    const postings = commissionReversed('ann', 239, wallet, true);
    expect(changes(postings)).toEqual({ 'wallet/ann/available': -100, 'wallet/ann/debt': -139, sales: 239 });
    expect(walletAfter(wallet, 'ann', postings)).toEqual({ held: 50, available: 0, withdrawing: 0, debt: 139 });
  });
  it('a withdrawal that is asked for is on its way', () => {
    expect(changes(withdrawalAsked('ann', 500))).toEqual({
      'wallet/ann/available': -500,
      'wallet/ann/withdrawing': 500,
    });
  });
  it('a paid one leaves by WeChat; fee and tax stay behind, each in its account', () => {
    const postings = withdrawalPaid('ann', { net: 450, tax: 30, fee: 20 });
    expect(changes(postings)).toEqual({
      'wallet/ann/withdrawing': -500,
      wechat: 450,
      taxPayable: 30,
      withdrawalFees: 20,
    });
    expect(postings).toHaveLength(3);
    expect(withdrawalPaid('ann', { net: 500, tax: 0, fee: 0 })).toHaveLength(1);
  });
  it('one that comes back is available again', () => {
    const wallet = { ...EMPTY_WALLET, withdrawing: 500 };
    expect(changes(withdrawalReturned('ann', 500, wallet))).toEqual({
      'wallet/ann/withdrawing': -500,
      'wallet/ann/available': 500,
    });
  });
  it('one that comes back repays a debt first', () => {
    const wallet = { ...EMPTY_WALLET, withdrawing: 500, debt: 180 };
    expect(walletAfter(wallet, 'ann', withdrawalReturned('ann', 500, wallet))).toEqual({
      ...EMPTY_WALLET,
      available: 320,
    });
    const deep = { ...EMPTY_WALLET, withdrawing: 500, debt: 700 };
    expect(walletAfter(deep, 'ann', withdrawalReturned('ann', 500, deep))).toEqual({ ...EMPTY_WALLET, debt: 200 });
  });
  it('what WeChat keeps is less of what it holds, and comes back where it gives some back', () => {
    expect(changes(wechatFees(18))).toEqual({ wechatFees: -18, wechat: 18 });
    expect(changes(wechatFees(-6))).toEqual({ wechat: -6, wechatFees: 6 });
    expect(wechatFees(0)).toEqual([]);
  });
  it('a journal of nothing has no postings', () => {
    expect(paymentCaptured(0)).toEqual([]);
    expect(commissionReleased('ann', 0, EMPTY_WALLET)).toEqual([]);
    expect(commissionReversed('ann', 0, EMPTY_WALLET, true)).toEqual([]);
  });
  it.each([-1, 0.5, Number.NaN, 1e12])('an amount of %p is a bug and throws', (amount) => {
    expect(() => paymentCaptured(amount)).toThrow();
    expect(() => commissionHeld('ann', amount)).toThrow();
  });
});

describe('a wallet', () => {
  it.each([
    ['held', commissionReversed('ann', 10, EMPTY_WALLET, false)],
    ['available', commissionReversed('ann', 10, { ...EMPTY_WALLET, available: 10 }, true)],
    ['debt', commissionReleased('ann', 10, { ...EMPTY_WALLET, debt: 10 })],
    ['available', withdrawalAsked('ann', 10)],
    ['withdrawing', withdrawalPaid('ann', { net: 8, tax: 1, fee: 1 })],
    ['withdrawing', withdrawalReturned('ann', 10, EMPTY_WALLET)],
  ])('is refused where its %s would go below zero', (_, postings) => {
    expect(walletAfter(EMPTY_WALLET, 'ann', postings)).toBeNull();
  });
  it('passes over what belongs to others, and is not changed itself', () => {
    const before = { ...EMPTY_WALLET };
    expect(walletAfter(before, 'ann', commissionHeld('bob', 5))).toEqual(EMPTY_WALLET);
    expect(walletAfter(before, 'ann', commissionHeld('ann', 5))).toEqual({ ...EMPTY_WALLET, held: 5 });
    expect(before).toEqual({ held: 0, available: 0, withdrawing: 0, debt: 0 });
  });
});

describe('what a wallet remembers beside its money', () => {
  const tell = (...tallies: Omit<Tally, 'userId'>[]) =>
    tallies.reduce((books, tally) => tallied(books, { userId: 'ann', ...tally }), EMPTY_BOOKS);

  it('is merit and what was paid, each up and down', () => {
    expect(tell({ merit: 2990 }, { paid: 450 }, { merit: -990 })).toEqual({ ...EMPTY_BOOKS, merit: 2000, paid: 450 });
  });
  it('is the income of each month and the tax of each year', () => {
    const march = { year: 2036, month: 3, income: 500, withheld: 20 };
    const tax = [march, { ...march, month: 2 }, march, { ...march, year: 2037, month: 1 }];
    expect(tell(...tax.map((one) => ({ tax: [one] }))).tax).toEqual({
      2036: { months: { 2: 500, 3: 1000 }, withheld: 60 },
      2037: { months: { 1: 500 }, withheld: 20 },
    });
  });
  it('loses income, tax and a month that has none left with what comes back', () => {
    const may = { year: 2036, month: 5, income: 500, withheld: 20 };
    expect(tell({ tax: [may] }, { tax: [{ ...may, income: -500, withheld: -20 }] }).tax).toEqual({
      2036: { months: {}, withheld: 0 },
    });
  });
  it('counts income where it is paid, with the tax that was shown', () => {
    const [december, january] = [
      { year: 2036, month: 12 },
      { year: 2037, month: 1 },
    ];
    const taxed = { income: 500, withheld: 20 };
    expect(incomePaid(december, { ...december }, taxed)).toEqual([]);
    expect(incomePaid(december, { year: 2037, month: 12 }, taxed)).toHaveLength(2);
    const asked = { tax: [{ ...december, ...taxed }] };
    expect(tell(asked, { tax: incomePaid(december, january, taxed) }).tax).toEqual({
      2036: { months: {}, withheld: 0 },
      2037: { months: { 1: 500 }, withheld: 20 },
    });
    expect(tell(asked, { tax: incomePaid(december, { ...december, month: 11 }, taxed) }).tax).toEqual({
      2036: { months: { 11: 500 }, withheld: 20 },
    });
  });
  it('is what was asked for on the last day', () => {
    const asked = (day: string, fen: number) => ({ asked: { day, fen } });
    expect(tell(asked('2036-03-01', 100), asked('2036-03-01', 50)).asked).toEqual({
      day: '2036-03-01',
      count: 2,
      fen: 150,
    });
    expect(tell(asked('2036-03-01', 100), asked('2036-03-02', 50)).asked).toEqual({
      day: '2036-03-02',
      count: 1,
      fen: 50,
    });
  });
  it('forgets nothing of today for what was asked for yesterday and is posted late', () => {
    const asked = (day: string, fen: number) => ({ asked: { day, fen } });
    expect(tell(asked('2036-03-02', 100), asked('2036-03-01', 50)).asked).toEqual({
      day: '2036-03-02',
      count: 1,
      fen: 100,
    });
  });
  it('is left as it was by a journal without a tally', () => {
    expect(tell({})).toEqual(EMPTY_BOOKS);
  });
  it('is the same in whatever order the journals of a day are replayed', () => {
    const one = fc.record({
      merit: fc.integer({ min: -500, max: 500 }),
      paid: fc.nat(500),
      tax: fc.array(
        fc.record({
          year: fc.constantFrom(2036, 2037),
          month: fc.integer({ min: 1, max: 3 }),
          income: fc.constantFrom(-500, -1, 1, 500),
          withheld: fc.integer({ min: -50, max: 50 }),
        }),
        { maxLength: 2 },
      ),
      asked: fc.record({ day: fc.constant('2036-03-01'), fen: fc.nat(500) }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (tallies) => {
        expect(tell(...[...tallies].reverse())).toEqual(tell(...tallies));
      }),
    );
  });
});

it('accounts have different keys', () => {
  const keys = [
    ...(['wechat', 'sales', 'refundsPayable', 'taxPayable', 'withdrawalFees', 'wechatFees'] as const).map((name) =>
      accountKey({ of: 'merchant', name }),
    ),
    ...(['held', 'available', 'withdrawing', 'debt'] as const).flatMap((pot) =>
      ['ann', 'bob'].map((userId) => accountKey({ of: 'wallet', userId, pot })),
    ),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

describe('over any sequence of sales, refunds, commissions and withdrawals', () => {
  const who = fc.constantFrom('ann', 'bob');
  const step = fc.oneof(
    fc.record({ do: fc.constant('sell' as const), who, paid: fc.integer({ min: 1, max: 5000 }) }),
    fc.record({ do: fc.constant('tell' as const), index: fc.nat(9), what: fc.constantFrom('due', 'release') }),
    fc.record({ do: fc.constant('refund' as const), index: fc.nat(9), part: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ do: fc.constant('withdraw' as const), who, fen: fc.integer({ min: 1, max: 500 }) }),
    fc.record({ do: fc.constant('end' as const), index: fc.nat(9), pays: fc.boolean(), rate: fc.nat(50) }),
  );

  /** The books of one merchant, kept with the rules alone. */
  function keepBooks(
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    check: (books: Books) => void,
  ) {
    const books: Books = {
      balances: new Map(),
      wallets: { ann: EMPTY_WALLET, bob: EMPTY_WALLET },
      commissions: [],
      underWay: [],
      out: {},
    };
    const write = (postings: readonly Posting[]) => {
      for (const { from, to, amount } of postings) {
        expect(amount).toBeGreaterThan(0);
        expect(accountKey(from)).not.toBe(accountKey(to));
      }
      for (const [key, { change }] of movements(postings))
        books.balances.set(key, (books.balances.get(key) ?? 0) + change);
      for (const userId of ['ann', 'bob'] as const) {
        const wallet = walletAfter(books.wallets[userId], userId, postings);
        if (wallet === null) throw new Error('a part of a wallet went below zero');
        books.wallets[userId] = wallet;
      }
      check(books);
    };
    const tell = (index: number, command: CommissionCommand) => {
      const entry = books.commissions[index % Math.max(1, books.commissions.length)];
      if (!entry) return;
      const decided = decideCommission(entry.state, command);
      if (!decided.ok) return;
      for (const event of decided.value) {
        const { owner } = entry;
        if (event.type === 'commissionReleased') write(commissionReleased(owner, event.amount, books.wallets[owner]));
        if (event.type === 'commissionReversed')
          write(commissionReversed(owner, event.amount, books.wallets[owner], event.released));
        entry.state = evolveCommission(entry.state, event);
      }
    };
    steps.forEach((now, number) => {
      switch (now.do) {
        case 'sell': {
          const amount = Math.floor(now.paid / 10);
          write(paymentCaptured(now.paid));
          write(commissionHeld(now.who, amount));
          books.commissions.push({
            owner: now.who,
            state: { status: 'held', base: now.paid, amount, reversed: 0, refunds: [] },
          });
          return;
        }
        case 'tell':
          tell(now.index, now.what === 'due' ? { type: 'due', at: 0 } : { type: 'release', now: 0 });
          return;
        case 'refund': {
          const entry = books.commissions[now.index % Math.max(1, books.commissions.length)];
          if (!entry) return;
          const refunded = entry.state.refunds.reduce((sum, { refundedBase }) => sum + refundedBase, 0);
          const part = Math.min(now.part, entry.state.base - refunded);
          write(refundPromised(part));
          tell(now.index, { type: 'reverse', refundId: `r${number}`, refundedBase: part });
          write(refundArrived(part));
          return;
        }
        case 'withdraw': {
          const amount = Math.min(now.fen, books.wallets[now.who].available);
          write(withdrawalAsked(now.who, amount));
          books.underWay.push({ owner: now.who, amount });
          return;
        }
        case 'end': {
          const [ended] = books.underWay.splice(now.index % Math.max(1, books.underWay.length), 1);
          if (!ended) return;
          const { owner, amount } = ended;
          const [tax, fee] = [Math.floor((amount * now.rate) / 100), Math.floor(amount / 50)];
          if (now.pays) write(withdrawalPaid(owner, { net: amount - tax - fee, tax, fee }));
          else write(withdrawalReturned(owner, amount, books.wallets[owner]));
          if (now.pays) books.out[owner] = (books.out[owner] ?? 0) + amount;
        }
      }
    });
    return books;
  }

  interface Books {
    balances: Map<string, number>;
    wallets: { ann: Wallet; bob: Wallet };
    commissions: { owner: 'ann' | 'bob'; state: CommissionState }[];
    underWay: { owner: 'ann' | 'bob'; amount: number }[];
    out: Record<string, number>;
  }

  it('all balances sum to zero after every journal, and a wallet with a debt has nothing available', () => {
    let debts = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        keepBooks(steps, ({ balances, wallets }) => {
          expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0);
          for (const { available, debt } of Object.values(wallets)) {
            if (debt > 0) debts += 1;
            expect(Math.min(available, debt)).toBe(0);
          }
        });
      }),
      {
        numRuns: 300,
        examples: [
          [
            [
              { do: 'sell', who: 'ann', paid: 5000 },
              { do: 'tell', index: 0, what: 'due' },
              { do: 'tell', index: 0, what: 'release' },
              { do: 'withdraw', who: 'ann', fen: 500 },
              { do: 'end', index: 0, pays: true, rate: 20 },
              { do: 'refund', index: 0, part: 2500 },
            ],
          ],
        ],
      },
    );
    expect(debts).toBeGreaterThan(0);
  });

  it('the wallets are what the commissions say, and agree with the balances', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { balances, wallets, commissions, underWay, out } = keepBooks(steps, () => {});
        for (const userId of ['ann', 'bob'] as const) {
          const mine = commissions.filter(({ owner }) => owner === userId).map(({ state }) => state);
          const left = (status: string) =>
            mine
              .filter((state) => state.status === status)
              .reduce((sum, { amount, reversed }) => sum + amount - reversed, 0);
          const wallet = wallets[userId];
          expect(wallet.held).toBe(left('held'));
          const onTheWay = underWay
            .filter(({ owner }) => owner === userId)
            .reduce((sum, { amount }) => sum + amount, 0);
          expect(wallet.withdrawing).toBe(onTheWay);
          expect(wallet.available + wallet.withdrawing - wallet.debt).toBe(left('available') - (out[userId] ?? 0));
          for (const pot of ['held', 'available', 'withdrawing'] as const) {
            expect(balances.get(`wallet/${userId}/${pot}`) ?? 0).toBe(wallet[pot]);
          }
          expect((balances.get(`wallet/${userId}/debt`) ?? 0) + wallet.debt).toBe(0);
        }
        expect(balances.get('refundsPayable') ?? 0).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
