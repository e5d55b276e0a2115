import fc from 'fast-check';
import {
  answerOpening,
  type BindingAnswer,
  CHAIN_LIMIT,
  type Opening,
  SCENE_MOMENTS_PREVIEW,
} from '../../shared/domain/referral';

const opening: Opening = { visitorId: 'bob', sharerId: 'ann', sharerSuspended: false, sharerChain: [] };

describe('the answer to opening a share', () => {
  it.each<[string, Partial<Opening>, BindingAnswer]>([
    ['a first share', {}, 'bound'],
    ['a first share by a sharer with people above', { sharerChain: ['cat', 'dan'] }, 'bound'],
    ['any other scene', { scene: 1007 }, 'bound'],
    ["the referrer's share again", { boundTo: 'ann' }, 'already'],
    ['the share of another', { boundTo: 'cat' }, 'elsewhere'],
    ['an own share', { sharerId: 'bob' }, 'own'],
    ['an own share, being bound', { sharerId: 'bob', boundTo: 'cat' }, 'own'],
    ['the share of somebody I brought', { sharerChain: ['bob'] }, 'cycle'],
    ['the share of somebody whom somebody brought whom I brought', { sharerChain: ['cat', 'bob', 'dan'] }, 'cycle'],
    ['the share of a suspended promoter', { sharerSuspended: true }, 'suspended'],
    ['a share in single-page mode', { scene: SCENE_MOMENTS_PREVIEW }, 'preview'],
    ['a share in single-page mode, being bound', { scene: 1154, boundTo: 'ann' }, 'preview'],
    ['the share of my referrer, now suspended', { boundTo: 'ann', sharerSuspended: true }, 'already'],
  ])('given %s', (_, change, answer) => expect(answerOpening({ ...opening, ...change })).toBe(answer));

  it('walks every chain that can exist', () => expect(CHAIN_LIMIT).toBeGreaterThanOrEqual(100));
});

describe('over any sequence of openings', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'];
  const person = fc.constantFrom(...people);
  const openings = fc.array(
    fc.record({ visitorId: person, sharerId: person, scene: fc.constantFrom(undefined, 1007, 1154) }),
    { maxLength: 60 },
  );

  /** Everybody above `from`, nearest first. Throws if the chain bites its tail. */
  function above(from: string, boundTo: ReadonlyMap<string, string>): string[] {
    const chain: string[] = [];
    for (let next = boundTo.get(from); next !== undefined; next = boundTo.get(next)) {
      if (next === from || chain.includes(next)) throw new Error('a cycle');
      chain.push(next);
    }
    return chain;
  }

  /** The reference: would binding give a graph in which somebody comes back to themselves? Tries it out for everybody. */
  function bites(visitor: string, sharer: string, boundTo: ReadonlyMap<string, string>): boolean {
    const tried = new Map(boundTo).set(visitor, sharer);
    return people.some((start) => {
      let at: string | undefined = start;
      for (let step = 0; step <= people.length; step += 1) at = at === undefined ? undefined : tried.get(at);
      return at !== undefined;
    });
  }

  it('the answer is what trying it out says, nobody is bound twice, and no chain bites its tail', () => {
    fc.assert(
      fc.property(openings, fc.subarray(people, { maxLength: 2 }), (list, suspended) => {
        const boundTo = new Map<string, string>();
        for (const { visitorId, sharerId, scene } of list) {
          const before = boundTo.get(visitorId);
          const answer = answerOpening({
            visitorId,
            sharerId,
            scene,
            sharerSuspended: suspended.includes(sharerId),
            boundTo: before,
            sharerChain: above(sharerId, boundTo),
          });
          const mayBind =
            scene !== 1154 &&
            before === undefined &&
            !suspended.includes(sharerId) &&
            !bites(visitorId, sharerId, boundTo);
          expect(answer === 'bound').toBe(mayBind);
          expect(answer === 'cycle').toBe(
            scene !== 1154 &&
              before === undefined &&
              visitorId !== sharerId &&
              !suspended.includes(sharerId) &&
              bites(visitorId, sharerId, boundTo),
          );
          if (answer === 'already') expect(before).toBe(sharerId);
          if (answer === 'elsewhere') expect(before).not.toBe(sharerId);
          if (answer === 'bound') boundTo.set(visitorId, sharerId);
          for (const somebody of people) expect(() => above(somebody, boundTo)).not.toThrow();
        }
        for (const [visitor, referrer] of boundTo) {
          expect(visitor).not.toBe(referrer);
          expect(suspended).not.toContain(referrer);
        }
      }),
    );
  });
});
