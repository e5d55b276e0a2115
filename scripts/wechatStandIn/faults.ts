import type { Clock } from './clock';
import type { ActiveFault, FaultEffect, FaultRule, Operation } from './types';

/** What a rule is matched against. */
export interface Occasion {
  operation: Operation | undefined;
  path: string;
  text: string;
}

export interface Faults {
  add(rules: FaultRule[]): ActiveFault[];
  list(): ActiveFault[];
  /** Removes one rule, or all; whoever waits in a removed delay goes on. */
  clear(id?: string): void;
  /** The effect of the first matching rule among the kinds asked for, which counts as applied. */
  take<K extends FaultEffect['kind']>(
    occasion: Occasion,
    kinds: readonly K[],
  ): Extract<FaultEffect, { kind: K }> | undefined;
  /** Waits as a delay says: until released, or until the clock has gone on far enough. */
  wait(delay: { ms?: number }): Promise<void>;
  /** Lets everybody who waits go on; returns how many. */
  release(): number;
  /** Lets those go on whose time has come. */
  tick(): void;
}

export function createFaults(clock: Clock): Faults {
  let rules: ActiveFault[] = [];
  let counter = 0;
  let waiting: Array<{ until: number; go: () => void }> = [];

  function matches({ match }: FaultRule, occasion: Occasion): boolean {
    if (match.operation !== undefined && match.operation !== occasion.operation) return false;
    if (match.path !== undefined && !new RegExp(match.path).test(occasion.path)) return false;
    return match.text === undefined || occasion.text.includes(match.text) || occasion.path.includes(match.text);
  }
  function letGo(who: (one: { until: number }) => boolean): number {
    const going = waiting.filter(who);
    waiting = waiting.filter((one) => !who(one));
    for (const one of going) one.go();
    return going.length;
  }

  return {
    add(added) {
      const active = added.map((rule) => ({ ...rule, id: `flt_${++counter}`, hits: 0 }));
      rules.push(...active);
      return active;
    },
    list: () => rules,
    clear(id) {
      rules = id === undefined ? [] : rules.filter((rule) => rule.id !== id);
      if (id === undefined) letGo(() => true);
    },
    take<K extends FaultEffect['kind']>(occasion: Occasion, kinds: readonly K[]) {
      const wanted = (effect: FaultEffect): effect is Extract<FaultEffect, { kind: K }> =>
        (kinds as readonly string[]).includes(effect.kind);
      for (const rule of rules) {
        if (!wanted(rule.effect) || (rule.times !== undefined && rule.hits >= rule.times)) continue;
        if (!matches(rule, occasion)) continue;
        rule.hits += 1;
        return rule.effect;
      }
      return undefined;
    },
    wait: ({ ms }) =>
      new Promise((go) => {
        waiting.push({ until: ms === undefined ? Number.POSITIVE_INFINITY : clock.now() + ms, go });
      }),
    release: () => letGo(() => true),
    tick: () => void letGo((one) => one.until <= clock.now()),
  };
}
