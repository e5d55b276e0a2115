/**
 * WHICH COLOUR A SHOP MAY WEAR. Its buttons are this colour under white words, and its prices are words in this colour on
 * paper: both must be read by everybody, so the contrast is at least 4.5 to 1 (WCAG 2.1, 1.4.3) against the darkest ground
 * that stands behind such words. A colour is written `#C43D14`.
 */

const READABLE = 4.5;

/** White words lie on it; it lies on cards and, the darkest, on the page. */
const PAGE = '#F7F4EE';

/** Persimmon, the app's own. */
export const USUAL_ACCENT = '#C43D14';

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** From 1 (the same) to 21 (black on white), whichever is the ground. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Why a shop cannot wear it, in a sentence that says what to do; null where it can. */
export function accentFault(colour: string): string | null {
  if (!/^#[0-9A-F]{6}$/.test(colour)) return '颜色写成 # 加 6 位，比如 #C43D14';
  return contrast(colour, PAGE) >= READABLE ? null : '这个颜色太浅，配白字看不清，选深一点的';
}

/** The colour between two, `part` of the way from the first. */
const between = (from: string, to: string, part: number): string => {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
};

/** What the app's styles are told: the colour, pressed, as text on its own tint, and that tint. */
export const accentStyle = (colour: string): string =>
  [
    `--color-action:${colour}`,
    `--color-action-pressed:${between(colour, '#000000', 0.15)}`,
    `--color-action-text:${between(colour, '#000000', 0.1)}`,
    `--color-action-tint:${between('#FFFFFF', colour, 0.08)}`,
  ].join(';');
