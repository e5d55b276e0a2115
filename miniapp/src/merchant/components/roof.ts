/** A round number that is not below `most`, its half round too. */
export function roofOf(most: number): number {
  if (most <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10) * power;
}

/** Where the lines of a chart are, from the top down: those whose words would lie over the one at zero are left out. */
export const linesOf = (top: number, bottom: number): number[] =>
  [top, top / 2, 0, -bottom].filter((line) => line === 0 || Math.abs(line) * 8 >= top + bottom).filter(isFirst);

const isFirst = (line: number, at: number, lines: readonly number[]): boolean => lines.indexOf(line) === at;
