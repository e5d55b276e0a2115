import fc from 'fast-check';
import {
  CAMPAIGN_CONSEQUENCES,
  type CampaignCommand,
  type CampaignState,
  decideCampaign,
  evolveCampaign,
  type GroupsEnd,
  isLive,
  notStarting,
  statusAt,
} from '../../shared/domain/campaign';
import type { Ms } from '../../shared/time';

const begins = 1000;
const ends = 2000;
const state = (status: CampaignState['status'], ended?: CampaignState['ended']): CampaignState => ({
  status,
  startsAt: begins,
  endsAt: ends,
  ...(ended ? { ended } : {}),
});
const lin = { userId: 'usr_lin', name: '林姐' };
const zhou = { userId: 'usr_zhou', name: '周小满' };
const end = (groups: GroupsEnd, now: Ms = 1500, by = lin): CampaignCommand => ({ type: 'end', groups, by, now });

function tell(before: CampaignState, command: CampaignCommand) {
  const result = decideCampaign(before, command);
  if (!result.ok) return { refusal: result.refusal, events: [], state: before };
  return { events: result.value, state: result.value.reduce(evolveCampaign<CampaignState>, before) };
}

describe('what a campaign is now', () => {
  it.each<[CampaignState['status'], Ms, CampaignState['status']]>([
    ['draft', 1500, 'draft'],
    ['draft', ends, 'draft'],
    ['live', begins - 1, 'scheduled'],
    ['scheduled', begins - 1, 'scheduled'],
    ['live', begins, 'live'],
    ['scheduled', begins, 'live'],
    ['live', ends - 1, 'live'],
    ['live', ends, 'ended'],
    ['scheduled', ends, 'ended'],
    ['paused', begins - 1, 'paused'],
    ['paused', 1500, 'paused'],
    ['paused', ends, 'ended'],
    ['ended', begins - 1, 'ended'],
    ['ended', 1500, 'ended'],
  ])('%s at %i: %s', (status, now, expected) => {
    expect(statusAt(state(status), now)).toBe(expected);
    // Only a live one starts something.
    expect(isLive(state(status), now)).toBe(expected === 'live');
  });
});

describe('ending it early', () => {
  it.each<[string, CampaignState['status'], Ms]>([
    ['live', 'live', 1500],
    ['paused', 'paused', 1500],
    ['not yet begun', 'live', begins - 1],
  ])('given it is %s, then it ends, by whom and when, and nothing of it is live', (_, status, now) => {
    for (const groups of ['letRun', 'endNow'] as const) {
      const done = tell(state(status), end(groups, now));
      expect(done.events).toEqual([{ type: 'campaignEnded', groups, by: lin, at: now }]);
      expect(done.state).toEqual({ ...state('ended'), ended: { at: now, ...lin, groups } });
      for (const at of [begins - 1, begins, now, ends, ends + 1]) expect(statusAt(done.state, at)).toBe('ended');
    }
  });

  it('given it is a draft, then there is nothing to end', () => {
    for (const groups of ['letRun', 'endNow'] as const) {
      expect(tell(state('draft'), end(groups)).refusal).toBe('campaignNotEndable');
    }
  });

  it('given its time is over, then its groups may still be ended, and to let them run is nothing', () => {
    expect(tell(state('live'), end('letRun', ends)).refusal).toBe('campaignNotEndable');
    expect(tell(state('live'), end('endNow', ends)).state.ended?.groups).toBe('endNow');
  });

  it('given its groups run on, then they may be ended too; given they are ended, they are not brought back', () => {
    const runs = tell(state('live'), end('letRun')).state;
    expect(tell(runs, end('letRun', 1600, zhou)).events).toEqual([]);
    const done = tell(runs, end('endNow', 1600, zhou));
    expect(done.state.ended).toEqual({ at: 1600, ...zhou, groups: 'endNow' });
    for (const groups of ['letRun', 'endNow'] as const) {
      expect(tell(done.state, end(groups, 1700)).events).toEqual([]);
    }
    // Also after its own time.
    expect(tell(runs, end('endNow', ends + 1)).events).toHaveLength(1);
    expect(tell(runs, end('letRun', ends + 1)).events).toEqual([]);
  });

  it('is a consequence', () => expect(CAMPAIGN_CONSEQUENCES).toEqual(['campaignEnded']));
});

describe('pausing it', () => {
  const pause = (now: Ms = 1500): CampaignCommand => ({ type: 'pause', by: lin, now });
  const resume = (now: Ms = 1600): CampaignCommand => ({ type: 'resume', by: zhou, now });

  it('given it is live, then it starts nothing new until it is resumed, and says who paused it since when', () => {
    const paused = tell(state('live'), pause());
    expect(paused.events).toEqual([{ type: 'campaignPaused', by: lin, at: 1500 }]);
    expect(paused.state).toEqual({ ...state('paused'), paused: { at: 1500, userId: lin.userId } });
    expect(notStarting(paused.state, 1500)).toBe('campaignPaused');
    const resumed = tell(paused.state, resume());
    expect(resumed.events).toEqual([{ type: 'campaignResumed', by: zhou, at: 1600 }]);
    expect(resumed.state).toEqual(state('live'));
    expect(notStarting(resumed.state, 1600)).toBeNull();
  });

  it('given it has not begun, then it does not begin while it is paused, and waits for its time once it is resumed', () => {
    const paused = tell(state('live'), pause(begins - 1)).state;
    expect(statusAt(paused, begins)).toBe('paused');
    expect(statusAt(tell(paused, resume(begins - 1)).state, begins - 1)).toBe('scheduled');
  });

  it('given the same was said before, then nothing happens', () => {
    expect(tell(state('paused'), pause()).events).toEqual([]);
    expect(tell(state('live'), resume()).events).toEqual([]);
    expect(tell(state('live'), resume(begins - 1)).events).toEqual([]);
  });

  it.each<[string, CampaignState['status'], Ms]>([
    ['a draft', 'draft', 1500],
    ['ended', 'ended', 1500],
    ['over', 'live', ends],
    ['over while it was paused', 'paused', ends],
  ])('given it is %s, then there is nothing to pause or resume', (_, status, now) => {
    for (const command of [pause(now), resume(now)]) {
      expect(tell(state(status), command).refusal).toBe('campaignNotPausable');
    }
    expect(notStarting(state(status), now)).toBe('campaignNotLive');
  });

  it('given it is paused, then it may be ended, and is no longer paused', () => {
    const ended = tell(tell(state('live'), pause()).state, end('letRun', 1600)).state;
    expect(ended).toEqual({ ...state('ended'), ended: { at: 1600, ...lin, groups: 'letRun' } });
  });
});

it('over any sequence: a command twice is a command once, ended is for good, and groups never run on again', () => {
  const command = fc.record({
    groups: fc.constantFrom<GroupsEnd>('letRun', 'endNow'),
    now: fc.integer({ min: 900, max: 2100 }),
    by: fc.constantFrom(lin, zhou),
  });
  const status = fc.constantFrom<CampaignState['status']>('draft', 'scheduled', 'live', 'paused');
  fc.assert(
    fc.property(status, fc.array(command, { maxLength: 6 }), (first, list) => {
      let now = state(first);
      for (const { groups, now: at, by } of list) {
        const before = now;
        const done = tell(before, end(groups, at, by));
        now = done.state;
        expect(done.events.length).toBeLessThanOrEqual(1);
        expect(tell(now, end(groups, at, by)).events).toEqual([]);
        if (before.status === 'ended') expect(now.status).toBe('ended');
        if (before.ended?.groups === 'endNow') expect(now).toEqual(before);
        expect(now.ended !== undefined).toBe(now.status === 'ended');
      }
    }),
  );
});
