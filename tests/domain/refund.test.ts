import fc from 'fast-check';
import {
  decideRefund,
  evolveRefund,
  REFUND_CONSEQUENCES,
  type RefundState,
  refundNumber,
  type WechatRefundStatus,
} from '../../shared/domain/refund';

const fresh: RefundState = { id: 'rfd_aaaaaaaaaaaaaaaaaaaa', amount: 2990, status: 'sending', attempt: 1 };

function say(state: RefundState, status: WechatRefundStatus, attempt = state.attempt) {
  const result = decideRefund(state, { type: 'wechatSaid', attempt, status });
  if (!result.ok) throw new Error('a refund never says no');
  return { events: result.value, state: result.value.reduce(evolveRefund<RefundState>, state) };
}

const given = (status: RefundState['status'], attempt = 1): RefundState => ({ ...fresh, status, attempt });

describe('what WeChat says of a refund, row by row', () => {
  it.each<[RefundState['status'], WechatRefundStatus, RefundState['status'], number]>([
    ['sending', 'PROCESSING', 'processing', 1],
    ['sending', 'SUCCESS', 'arrived', 1],
    ['sending', 'CLOSED', 'sending', 2],
    ['sending', 'ABNORMAL', 'abnormal', 1],
    ['processing', 'PROCESSING', 'processing', 1],
    ['processing', 'SUCCESS', 'arrived', 1],
    ['processing', 'CLOSED', 'sending', 2],
    ['processing', 'ABNORMAL', 'abnormal', 1],
    ['abnormal', 'PROCESSING', 'abnormal', 1],
    ['abnormal', 'SUCCESS', 'arrived', 1],
    ['abnormal', 'CLOSED', 'sending', 2],
    ['abnormal', 'ABNORMAL', 'abnormal', 1],
    ['arrived', 'PROCESSING', 'arrived', 1],
    ['arrived', 'SUCCESS', 'arrived', 1],
    ['arrived', 'CLOSED', 'arrived', 1],
    ['arrived', 'ABNORMAL', 'arrived', 1],
  ])('given %s, when WeChat says %s, then %s at attempt %p', (status, said, then, attempt) => {
    expect(say(given(status), said).state).toEqual(given(then, attempt));
  });
});

it('given the second attempt, then news of the first changes nothing', () => {
  for (const said of ['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL'] as const) {
    expect(say(given('sending', 2), said, 1).events).toEqual([]);
  }
});

it('what somebody must act on is a consequence', () => {
  expect(REFUND_CONSEQUENCES).toEqual(['refundArrived', 'refundAbnormal', 'refundRenewed']);
});

it('every attempt has a number of its own, and the same attempt the same one', () => {
  expect(refundNumber(fresh, 1)).toBe('aaaaaaaaaaaaaaaaaaaaR1');
  expect(refundNumber(fresh, 2)).toBe('aaaaaaaaaaaaaaaaaaaaR2');
});

describe('after any news in any order', () => {
  const status = fc.constantFrom<WechatRefundStatus>('PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL');
  const news = fc.array(fc.record({ status, back: fc.integer({ min: 0, max: 2 }) }), { maxLength: 30 });

  it('the same news twice is the news once; the attempt rises only by CLOSED of this attempt; it arrives at most once', () => {
    fc.assert(
      fc.property(news, (list) => {
        let state = fresh;
        let arrivals = 0;
        for (const { status: said, back } of list) {
          const attempt = state.attempt - back;
          const before = state;
          const first = say(state, said, attempt);
          state = first.state;
          arrivals += first.events.filter(({ type }) => type === 'refundArrived').length;
          expect(say(state, said, attempt).events).toEqual([]);
          const renewed = said === 'CLOSED' && back === 0 && before.status !== 'arrived';
          expect(state.attempt).toBe(before.attempt + (renewed ? 1 : 0));
          expect(state.amount).toBe(fresh.amount);
          if (before.status === 'arrived') expect(state).toEqual(before);
        }
        expect(arrivals).toBe(state.status === 'arrived' ? 1 : 0);
        expect(say(state, 'SUCCESS').state.status).toBe('arrived');
      }),
    );
  });
});
