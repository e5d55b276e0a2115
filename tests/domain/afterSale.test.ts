import fc from 'fast-check';
import {
  AFTER_SALE_CONSEQUENCES,
  AFTER_SALE_KINDS,
  type AfterSaleCommand,
  type AfterSaleEvent,
  type AfterSaleKind,
  type AfterSaleState,
  type AfterSaleStatus,
  ANSWER_TIME,
  CONFIRM_TIME,
  decideAfterSale,
  evolveAfterSale,
  RETURN_TIME,
} from '../../shared/domain/afterSale';
import { DAY } from '../../shared/time';

const START = 1000;
const asked = (kind: AfterSaleKind = 'returnAndRefund'): AfterSaleState => ({
  id: 'aft_1',
  kind,
  status: 'asked',
  dueAt: START + ANSWER_TIME,
});

function tell(state: AfterSaleState, command: AfterSaleCommand) {
  const result = decideAfterSale(state, command);
  if (!result.ok) return { events: [] as AfterSaleEvent[], refusal: result.refusal, state };
  return { events: result.value, state: result.value.reduce(evolveAfterSale<AfterSaleState>, state) };
}
const play = (state: AfterSaleState, ...commands: AfterSaleCommand[]) =>
  commands.reduce((now, command) => tell(now, command).state, state);

const agree: AfterSaleCommand = { type: 'agree', by: 'usr_owner', withFreight: true, now: 2000 };
const refuse: AfterSaleCommand = { type: 'refuse', by: 'usr_owner', reason: '照片里是好的', now: 2000 };
const cancel: AfterSaleCommand = { type: 'cancel', now: 3000 };
const sendBack: AfterSaleCommand = { type: 'sendBack', company: '顺丰', trackingNumber: 'SF1234', now: 4000 };
const confirm: AfterSaleCommand = { type: 'confirmReturn', by: 'usr_owner', withFreight: false, now: 5000 };
const refunded: AfterSaleCommand = { type: 'refunded', now: 6000 };
const expire: AfterSaleCommand = { type: 'expire', now: 5000 };

const toReturn = play(asked(), agree);
const returning = play(toReturn, sendBack);
const states: Readonly<Record<AfterSaleStatus, AfterSaleState>> = {
  asked: asked(),
  toReturn,
  returning,
  refunding: play(returning, confirm),
  done: play(returning, confirm, refunded),
  refused: play(asked(), refuse),
  cancelled: play(asked(), cancel),
  lapsed: play(toReturn, { type: 'expire', now: 2000 + RETURN_TIME }),
};

describe('every state and every command', () => {
  it('each state is what it is called', () => {
    for (const [status, state] of Object.entries(states)) expect(state.status).toBe(status);
  });

  const MOVED = 'moved';
  const SAME = 'same';
  /** What each command makes of each state, with goods to come back and nobody late. */
  const TABLE: Readonly<Record<AfterSaleStatus, readonly [string, string, string, string, string, string, string]>> = {
    //          agree       refuse     cancel       sendBack     confirm      refunded  expire
    asked: ['toReturn', 'refused', 'cancelled', MOVED, MOVED, SAME, SAME],
    toReturn: [SAME, MOVED, 'cancelled', 'returning', MOVED, SAME, SAME],
    returning: [SAME, 'refused', MOVED, SAME, 'refunding', SAME, SAME],
    refunding: [SAME, MOVED, MOVED, SAME, SAME, 'done', SAME],
    done: [SAME, MOVED, MOVED, SAME, SAME, SAME, SAME],
    refused: [MOVED, SAME, MOVED, MOVED, MOVED, SAME, SAME],
    cancelled: [MOVED, MOVED, SAME, MOVED, MOVED, SAME, SAME],
    lapsed: [MOVED, MOVED, MOVED, MOVED, MOVED, SAME, SAME],
  };
  const commands = [agree, refuse, cancel, sendBack, confirm, refunded, expire];
  const rows = Object.entries(TABLE).flatMap(([status, cells]) =>
    cells.map((cell, at) => [status as AfterSaleStatus, commands[at]!.type, cell, commands[at]!] as const),
  );

  it.each(rows)('%s, %s: %s', (status, _, expected, command) => {
    const answer = tell(states[status], command);
    if (expected === MOVED) expect(answer).toMatchObject({ refusal: 'afterSaleMoved', events: [] });
    else if (expected === SAME) expect(answer).toEqual({ events: [], state: states[status] });
    else expect(answer.state.status).toBe(expected);
  });
});

describe('the two ways', () => {
  it('money only: agreed to is due, with the freight that the member gave', () => {
    const { events, state } = tell(asked('refundOnly'), agree);
    expect(events.map(({ type }) => type)).toEqual(['afterSaleAgreed', 'refundDue']);
    expect(events[1]).toEqual({ type: 'refundDue', by: 'usr_owner', withFreight: true, at: 2000 });
    expect(state).toMatchObject({ status: 'refunding', dueAt: undefined });
    expect(play(state, refunded).status).toBe('done');
  });

  it('with the goods: due only once they are back and looked at', () => {
    expect(tell(asked(), agree).events.map(({ type }) => type)).toEqual(['afterSaleAgreed']);
    expect(returning.back).toEqual({ company: '顺丰', trackingNumber: 'SF1234', at: 4000 });
    expect(tell(returning, confirm).events).toEqual([
      { type: 'goodsConfirmed', by: 'usr_owner', at: 5000 },
      { type: 'refundDue', by: 'usr_owner', withFreight: false, at: 5000 },
    ]);
  });

  it('goods that came back wrong are refused with a reason', () => {
    expect(play(returning, { ...refuse, now: 5000 })).toMatchObject({ status: 'refused', refusal: '照片里是好的' });
  });

  it('a wrong number is put right, which gives nobody more time', () => {
    const other: AfterSaleCommand = { ...sendBack, trackingNumber: 'SF9999', now: 4000 + DAY };
    const righted = play(returning, other);
    expect(righted).toMatchObject({ status: 'returning', back: { trackingNumber: 'SF9999' }, dueAt: returning.dueAt });
    expect(tell(righted, other).events).toEqual([]);
  });
});

describe('whoever keeps the other waiting', () => {
  const late = (type: 'expire', now: number): AfterSaleCommand => ({ type, now });

  it('an unanswered question is agreed to by time, not a moment before', () => {
    expect(tell(asked(), late('expire', START + ANSWER_TIME - 1)).events).toEqual([]);
    expect(play(asked(), late('expire', START + ANSWER_TIME))).toMatchObject({ status: 'toReturn' });
    const { events } = tell(asked('refundOnly'), late('expire', START + ANSWER_TIME));
    expect(events).toEqual([
      { type: 'afterSaleAgreed', at: START + ANSWER_TIME },
      { type: 'refundDue', withFreight: false, at: START + ANSWER_TIME },
    ]);
  });

  it('goods that are not sent lapse, and cannot be sent any more once the time is over', () => {
    const end = 2000 + RETURN_TIME;
    expect(tell(toReturn, late('expire', end - 1)).events).toEqual([]);
    expect(play(toReturn, late('expire', end)).status).toBe('lapsed');
    expect(tell(toReturn, { ...sendBack, now: end - 1 }).state.status).toBe('returning');
    expect(tell(toReturn, { ...sendBack, now: end }).refusal).toBe('afterSaleMoved');
  });

  it('goods that are not looked at are confirmed by time', () => {
    const end = 4000 + CONFIRM_TIME;
    expect(tell(returning, late('expire', end - 1)).events).toEqual([]);
    expect(play(returning, late('expire', end)).status).toBe('refunding');
  });

  it('a merchant whose time is over refuses nothing any more, before cron has written so too', () => {
    expect(tell(asked(), { ...refuse, now: START + ANSWER_TIME - 1 }).state.status).toBe('refused');
    expect(tell(asked(), { ...refuse, now: START + ANSWER_TIME }).refusal).toBe('afterSaleMoved');
    expect(tell(returning, { ...refuse, now: 4000 + CONFIRM_TIME }).refusal).toBe('afterSaleMoved');
  });

  it('nobody is waited for at an end', () => {
    for (const status of ['refunding', 'done', 'refused', 'cancelled', 'lapsed'] as const) {
      expect(states[status].dueAt).toBeUndefined();
      expect(tell(states[status], late('expire', Number.MAX_SAFE_INTEGER)).events).toEqual([]);
    }
  });
});

it('every event that frees pieces or moves money is a consequence', () => {
  expect([...AFTER_SALE_CONSEQUENCES].sort()).toEqual([
    'afterSaleAgreed',
    'afterSaleCancelled',
    'afterSaleLapsed',
    'afterSaleRefused',
    'refundDue',
  ]);
});

describe('over any sequence of commands', () => {
  const now = fc.integer({ min: 0, max: 20 }).map((days) => START + days * DAY);
  const by = fc.constantFrom('usr_owner', undefined);
  const command: fc.Arbitrary<AfterSaleCommand> = fc.oneof(
    fc.record({
      type: fc.constantFrom('agree' as const, 'confirmReturn' as const),
      by,
      withFreight: fc.boolean(),
      now,
    }),
    fc.record({ type: fc.constant('refuse' as const), by: fc.constant('usr_owner'), reason: fc.constant('不'), now }),
    fc.record({ type: fc.constantFrom('cancel' as const, 'expire' as const, 'refunded' as const), now }),
    fc.record({
      type: fc.constant('sendBack' as const),
      company: fc.constant('顺丰'),
      trackingNumber: fc.constantFrom('SF1234', 'SF9999'),
      now,
    }),
  );

  it('it ends once, the money is due once, and only after a yes', () => {
    const reached = new Set<AfterSaleStatus>();
    fc.assert(
      fc.property(fc.constantFrom(...AFTER_SALE_KINDS), fc.array(command, { maxLength: 12 }), (kind, list) => {
        let state = asked(kind);
        const seen: string[] = [];
        for (const next of list) {
          const answer = tell(state, next);
          expect(tell(answer.state, next).events).toEqual([]);
          state = answer.state;
          reached.add(state.status);
          seen.push(...answer.events.map(({ type }) => type));
        }
        const times = (type: string) => seen.filter((one) => one === type).length;
        const ends = ['afterSaleRefused', 'afterSaleCancelled', 'afterSaleLapsed', 'refundDue'].map(times);
        expect(ends.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
        expect(times('afterSaleDone')).toBeLessThanOrEqual(times('refundDue'));
        expect(times('refundDue')).toBeLessThanOrEqual(times('afterSaleAgreed'));
        if (kind === 'returnAndRefund') expect(times('refundDue')).toBe(times('goodsConfirmed'));
        expect(state.dueAt !== undefined).toBe(['asked', 'toReturn', 'returning'].includes(state.status));
      }),
      { numRuns: 1000 },
    );
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });
});
