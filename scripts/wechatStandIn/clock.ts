/** The stand-in's clock: real time plus what a test moved it by, or a time that stands still. */
export interface Clock {
  now(): number;
  /** Sets the time (it runs on from there, unless frozen) or moves it; returns the new time. */
  move(to: { now?: number; advance?: number; frozen?: boolean }): number;
  reset(): void;
  onMove(listener: () => void): void;
}

/** @param base the time that runs underneath; tests in the same process may pass their own. */
export function createClock(base: () => number = Date.now): Clock {
  let offset = 0;
  let frozenAt: number | undefined;
  const listeners: Array<() => void> = [];
  const now = () => frozenAt ?? base() + offset;
  const announce = () => {
    for (const listener of listeners) listener();
  };
  return {
    now,
    move({ now: to, advance = 0, frozen }) {
      const time = (to ?? now()) + advance;
      const stands = frozen ?? frozenAt !== undefined;
      frozenAt = stands ? time : undefined;
      offset = time - base();
      announce();
      return time;
    },
    reset() {
      offset = 0;
      frozenAt = undefined;
      announce();
    },
    onMove: (listener) => void listeners.push(listener),
  };
}
