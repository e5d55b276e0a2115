/** A policy by example, as the owner reads it: the outcomes are those of the rules, and a draft says where it is wrong. */
import { draftOf, faultOf, termsOf } from '../../miniapp/src/merchant/referral/draft';
import { storiesOf } from '../../miniapp/src/merchant/referral/example';
import { FIRST_POLICY, type ReferralTerms, referralFault } from '../../shared/domain/referral';

const { whom, when, replaced } = FIRST_POLICY;
const first: ReferralTerms = { whom, when, replaced };

/** `8 佣金归林姐`, of everybody's days in turn. */
const told = (terms: ReferralTerms) =>
  storiesOf(terms).map(({ steps }) => steps.map(({ day, outcome }) => `${day} ${outcome}`));

describe('the example', () => {
  it('of a shop that has said nothing: the first sharer for good, of whoever comes', () => {
    expect(told(first)).toEqual([
      ['0 推荐人是林姐，终身', '3 推荐人还是林姐', '8 佣金归林姐', '40 推荐人还是林姐', '41 佣金归林姐'],
      ['0 推荐人是林姐，终身', '1 佣金归林姐'],
    ]);
  });

  it('of newcomers alone: whoever has bought before is nobody’s', () => {
    expect(told({ ...first, whom: 'newcomers' })[1]).toEqual(['0 以前自己买过，不锁', '1 没有推荐人，不付佣金']);
  });

  it('of the first order: by the share that was opened last', () => {
    expect(told({ ...first, when: 'firstOrder' })[0]).toEqual([
      '0 先不锁，下单时再看',
      '3 先不锁，下单时再看',
      '8 这一单锁给阿杰，佣金归 TA',
      '40 推荐人已经是阿杰',
      '41 佣金归阿杰',
    ]);
  });

  it('of some days: it runs out, and is passed on only where the policy says so', () => {
    expect(told({ ...first, days: 30 })[0]).toEqual([
      '0 推荐人是林姐，到第 30 天',
      '3 推荐人还是林姐',
      '8 佣金归林姐',
      '40 锁客到期了，也不换人',
      '41 没有推荐人，不付佣金',
    ]);
    expect(told({ ...first, days: 30, replaced: 'afterExpiry' })[0]?.slice(3)).toEqual([
      '40 推荐人是阿杰，到第 70 天',
      '41 佣金归阿杰',
    ]);
    // However many days: what can run out has.
    expect(told({ ...first, days: 365, replaced: 'afterExpiry' })[0]?.slice(3)).toEqual([
      '370 推荐人是阿杰，到第 735 天',
      '371 佣金归阿杰',
    ]);
  });

  it('of the last click: within the protected days nothing is passed on, afterwards it is', () => {
    const lastClick = { ...first, replaced: 'lastClick' } as const;
    expect(told({ ...lastClick, protectedDays: 2 })[0]?.slice(0, 3)).toEqual([
      '0 推荐人是林姐，终身',
      '3 推荐人是阿杰，终身',
      '8 佣金归阿杰',
    ]);
    // An order goes by the share that was opened last: once she is protected no more, that is the other one's.
    expect(told({ ...lastClick, protectedDays: 7 })[0]?.slice(1, 3)).toEqual([
      '3 推荐人还是林姐',
      '8 这一单锁给阿杰，佣金归 TA',
    ]);
    expect(told({ ...lastClick, protectedDays: 10 })[0]).toEqual([
      '0 推荐人是林姐，终身',
      '3 推荐人还是林姐',
      '8 佣金归林姐',
      '40 推荐人是阿杰，终身',
      '41 佣金归阿杰',
    ]);
  });
});

describe('a draft', () => {
  it('is the terms that it was made of', () => {
    const all: ReferralTerms[] = [
      first,
      { whom: 'newcomers', when: 'firstOrder', days: 90, replaced: 'afterExpiry' },
      { ...first, days: 90, replaced: 'lastClick', protectedDays: 15 },
    ];
    for (const terms of all) {
      expect(referralFault(terms)).toBeNull();
      expect([termsOf(draftOf(terms)), faultOf(draftOf(terms))]).toEqual([terms, undefined]);
    }
  });

  it('says beside which choice it is wrong', () => {
    const draft = draftOf(first);
    const at = (part: Partial<typeof draft>) => faultOf({ ...draft, ...part })?.at;
    for (const days of ['', '0', '3651', '3.5', '三十'])
      expect([days, at({ forGood: false, days })]).toEqual([days, 'days']);
    expect(at({ days: '0' })).toBeUndefined();
    expect(at({ replaced: 'afterExpiry' })).toBe('replaced');
    expect(at({ replaced: 'afterExpiry', forGood: false })).toBeUndefined();
    expect(at({ replaced: 'lastClick', protectedDays: '0' })).toBe('protectedDays');
    expect(at({ replaced: 'lastClick', protectedDays: '31', forGood: false, days: '30' })).toBe('protectedDays');
    expect(at({ replaced: 'lastClick', protectedDays: 'x', forGood: false, days: '0' })).toBe('days');
  });
});
