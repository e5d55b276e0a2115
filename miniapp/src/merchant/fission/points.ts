/** K day by day, as both charts draw it: how high the picture goes, and where days lie together. */
import { type KFactor, kFactor, type Measures } from '../../../../shared/domain/fission';
import type { Ms } from '../../../../shared/time';
import { isUnfinished } from './board';

interface Day {
  readonly day: string;
  readonly measures: Measures;
}

export interface Point {
  readonly day: string;
  readonly visits: number;
  /** Null on a day without visits. */
  readonly factor: KFactor | null;
  /** Its shares are still being opened. */
  readonly unfinished: boolean;
}

export const pointsOf = (days: readonly Day[], now: Ms): Point[] =>
  days.map(({ day, measures }) => ({
    day,
    visits: measures.visits,
    factor: kFactor(measures),
    unfinished: isUnfinished(day, now),
  }));

/** The line at 1 is always in the picture; a band that few visits make very wide is cut off. */
export function topOf(points: readonly Point[]): number {
  const most = Math.max(0, ...points.map(({ factor }) => factor?.k ?? 0));
  return Math.max(1.2, Math.ceil(most * 1.25 * 5) / 5);
}

/** Where the horizontal lines are: three or four, from zero, the one at 1 among them where it is not far below the top. */
export function linesOf(top: number): number[] {
  const step = [0.5, 1, 2, 5, 10, 20, 50].find((one) => top / one <= 4) ?? 100;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** Days in a row with visits, by their places: a line is drawn through each. */
export function runsOf(points: readonly Point[]): number[][] {
  const runs: number[][] = [];
  for (const [place, { factor }] of points.entries()) {
    if (factor === null) continue;
    const last = runs[runs.length - 1];
    if (last !== undefined && last[last.length - 1] === place - 1) last.push(place);
    else runs.push([place]);
  }
  return runs;
}
