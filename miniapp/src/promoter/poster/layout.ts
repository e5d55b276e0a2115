/**
 * WHERE EVERYTHING STANDS ON A POSTER. Data → a list of what is drawn, in px of a poster that is 320 px wide. Five parts:
 * shop, goods, price with its word, who shares, code; at the foot what is promised.
 */
import { splitFen } from '../../../../shared/money';
import { isPhoto } from '../../components/photo';
import { type Tint, tintNameOf } from '../../components/tint';
import type { Poster } from './poster';

export const WIDTH = 320;

const COVER = 252;
const EDGE = 18;
const INNER = WIDTH - 2 * EDGE;
/** The code with its quiet zone: at least four modules of white on each side, whatever the code is. */
const CODE_BOX = 108;
const FOOT = 34;

/** As in tokens.scss and base.scss: a canvas knows no variables. */
export const COLORS = {
  page: '#F7F4EE',
  card: '#FFFFFF',
  sunken: '#F2EDE5',
  line: '#ECE5DA',
  lineStrong: '#978C80',
  text: '#251F1A',
  text2: '#5F564D',
  text3: '#756A60',
  action: '#C43D14',
} as const;

export const TINTS: Record<Tint, string> = {
  apricot: '#FBE5D0',
  peach: '#FADFDB',
  melon: '#E7EFD6',
  tea: '#DDEADF',
  milk: '#F0E9DD',
  honey: '#FAEBC4',
  mist: '#E0E8EE',
  plum: '#F1DFE6',
};

export interface Font {
  readonly size: number;
  readonly weight: 400 | 500 | 600;
  /** Numbers in our own figures. */
  readonly figures?: boolean;
}

interface Place {
  readonly x: number;
  readonly y: number;
}
interface Area extends Place {
  readonly width: number;
  readonly height: number;
}

export type Part =
  | (Area & { readonly part: 'box'; readonly fill: string; readonly radius?: number; readonly line?: string })
  /** Light from above, as on every cover. */
  | (Area & { readonly part: 'light' })
  /** `fill`: cut to the area; otherwise all of it is seen. `turn` in degrees; `radius` cuts the corners. */
  | (Area & {
      readonly part: 'picture';
      readonly url: string;
      readonly fill?: boolean;
      readonly turn?: number;
      readonly radius?: number;
      readonly shadow?: boolean;
    })
  /** `y` is the baseline; `x` the left end, or the middle. */
  | (Place & {
      readonly part: 'text';
      readonly text: string;
      readonly font: Font;
      readonly color: string;
      readonly middle?: boolean;
    })
  | (Place & { readonly part: 'dashes'; readonly width: number })
  | (Place & { readonly part: 'code'; readonly size: number });

/** How wide a text is in this font. px */
export type Measure = (text: string, font: Font) => number;

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Part[];
}

const TITLE: Font = { size: 18, weight: 600 };
const CAPTION: Font = { size: 13, weight: 400 };
const NAME: Font = { size: 14, weight: 600 };
const LINE: Font = { size: 13, weight: 400, figures: true };
const SMALL: Font = { size: 11, weight: 400, figures: true };
const SHOP: Font = { size: 13, weight: 600 };

/** The baseline of a line of text that is `line` px high. */
const baseline = (top: number, line: number, { size }: Font): number => top + (line - size) / 2 + size * 0.86;

/** As much as fits into the width, with … where something is missing. */
export function clip(text: string, width: number, font: Font, measure: Measure): string {
  if (measure(text, font) <= width) return text;
  const signs = [...text];
  while (signs.length > 0 && measure(`${signs.join('')}…`, font) > width) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}

/** In at most two lines; Latin words and numbers stay whole where they can. */
export function wrap(text: string, width: number, font: Font, measure: Measure): string[] {
  if (measure(text, font) <= width) return [text];
  const pieces = text.match(/[\w.,%+-]+|./gu) ?? [];
  let first = '';
  while (pieces.length > 0 && measure(first + pieces[0], font) <= width) first += pieces.shift();
  if (first.trim() === '') return [clip(text, width, font, measure)];
  const rest = pieces.join('').trim();
  return rest === '' ? [first.trim()] : [first.trim(), clip(rest, width, font, measure)];
}

/** Goods on the ground of the cover: alone in the middle, or one in front and the others a step behind. */
function goodsParts(goods: readonly string[]): Part[] {
  const [front, left, right] = goods;
  if (front === undefined) return [];
  if (isPhoto(front)) return [{ part: 'picture', url: front, x: 0, y: 0, width: WIDTH, height: COVER, fill: true }];
  const size = 164;
  const floor = COVER - 14;
  const placed = (url: string, from: number, part: number, above: number, turn: number): Part => ({
    part: 'picture',
    url,
    x: WIDTH / 2 + size * from,
    y: floor - size * (part + above),
    width: size * part,
    height: size * part,
    turn,
    shadow: true,
  });
  return [
    ...(left === undefined ? [] : [placed(left, -0.846, 0.667, 0.103, -10)]),
    ...(right === undefined ? [] : [placed(right, 0.237, 0.615, 0.077, 12)]),
    placed(front, -0.5, 1, 0, 0),
  ];
}

/** The shop's mark at the top left; over a photograph on white, so that it can be read on any. */
function shopParts({ name, logo }: Poster['shop'], overPhoto: boolean, measure: Measure): Part[] {
  const words = clip(name, 180, SHOP, measure);
  const at = logo === '' ? EDGE + 4 : 50;
  const parts: Part[] = [];
  if (overPhoto) {
    const width = at - 12 + measure(words, SHOP) + 12;
    parts.push({ part: 'box', x: 12, y: 12, width, height: 34, fill: 'rgba(255, 255, 255, .88)', radius: 17 });
  }
  if (logo !== '') {
    parts.push({ part: 'box', x: 16, y: 16, width: 26, height: 26, fill: COLORS.card, radius: 7 });
    parts.push({ part: 'picture', url: logo, x: 19, y: 19, width: 20, height: 20 });
  }
  parts.push({ part: 'text', text: words, font: SHOP, color: COLORS.text, x: at, y: baseline(19, 20, SHOP) });
  return parts;
}

/** `¥` and fen at 62 % of the yuan, then the words. */
function priceParts({ fen, word, other = '' }: NonNullable<Poster['price']>, base: number, measure: Measure): Part[] {
  const large: Font = { size: 28, weight: 600, figures: true };
  const small: Font = { size: 17, weight: 600, figures: true };
  const note: Font = { size: 12, weight: 400, figures: true };
  const { yuan, rest } = splitFen(fen);
  const parts: Part[] = [];
  let x = EDGE;
  const say = (text: string, font: Font, color: string, after: number) => {
    parts.push({ part: 'text', text, font, color, x, y: base });
    x += measure(text, font) + after;
  };
  say('¥', small, COLORS.action, 1);
  say(yuan, large, COLORS.action, 0);
  say(`.${rest}`, small, COLORS.action, 8);
  say(word, note, COLORS.text2, 8);
  // A price is never clipped: where there is no room, the other one is left out.
  if (x + measure(other, note) <= WIDTH - EDGE) say(other, note, COLORS.text3, 0);
  return parts;
}

/** Who shares: face, name, and beside the code what to do. */
function sharerParts({ sharer, lines }: Poster, top: number, width: number, measure: Measure): Part[] {
  const { name, avatar } = sharer;
  const face = { x: EDGE, y: top + 4, width: 32, height: 32 };
  const letter: Font = { size: 14, weight: 600 };
  const ground = TINTS[tintNameOf(avatar === '' ? name : avatar)];
  const photo = isPhoto(avatar) || /^https?:|^\/media\//i.test(avatar);
  return [
    { part: 'box', ...face, fill: ground, radius: 16 },
    avatar === ''
      ? {
          part: 'text',
          text: name.slice(0, 1),
          font: letter,
          color: COLORS.text2,
          x: face.x + 16,
          y: baseline(face.y, 32, letter),
          middle: true,
        }
      : photo
        ? { part: 'picture', url: avatar, ...face, fill: true, radius: 16 }
        : { part: 'picture', url: avatar, x: face.x + 3, y: face.y + 3, width: 26, height: 26 },
    {
      part: 'text',
      text: clip(name, width - 42, NAME, measure),
      font: NAME,
      color: COLORS.text,
      x: EDGE + 42,
      y: baseline(face.y, 32, NAME),
    },
    ...lines.map(
      (text, index): Part => ({
        part: 'text',
        text: clip(text, width, LINE, measure),
        font: LINE,
        color: COLORS.text2,
        x: EDGE,
        y: baseline(top + 50 + 22 * index, 22, LINE),
      }),
    ),
  ];
}

/** @param measure the width of a text, as the canvas measures it */
export function layoutOf(poster: Poster, measure: Measure): Layout {
  const overPhoto = isPhoto(poster.goods[0] ?? '');
  const title = wrap(poster.title, INNER, TITLE, measure);
  const afterTitle = COVER + 18 + 26 * title.length;
  const afterCaption = afterTitle + 22;
  const tear = afterCaption + (poster.price ? 52 : 14);
  const lower = tear + 16;
  const foot = lower + CODE_BOX + 16;
  const height = foot + FOOT;
  const codeX = WIDTH - EDGE - CODE_BOX;
  const parts: Part[] = [
    { part: 'box', x: 0, y: 0, width: WIDTH, height, fill: COLORS.card },
    { part: 'box', x: 0, y: 0, width: WIDTH, height: COVER, fill: TINTS[tintNameOf(poster.id)] },
    { part: 'light', x: 0, y: 0, width: WIDTH, height: COVER },
    ...goodsParts(poster.goods),
    ...shopParts(poster.shop, overPhoto, measure),
    ...title.map(
      (text, index): Part => ({
        part: 'text',
        text,
        font: TITLE,
        color: COLORS.text,
        x: EDGE,
        y: baseline(COVER + 18 + 26 * index, 26, TITLE),
      }),
    ),
    {
      part: 'text',
      text: clip(poster.caption, INNER, CAPTION, measure),
      font: CAPTION,
      color: COLORS.text2,
      x: EDGE,
      y: baseline(afterTitle + 2, 20, CAPTION),
    },
    ...(poster.price ? priceParts(poster.price, afterCaption + 34, measure) : []),
    { part: 'dashes', x: EDGE, y: tear, width: INNER },
    { part: 'box', x: -9, y: tear - 9, width: 18, height: 18, fill: COLORS.page, radius: 9 },
    { part: 'box', x: WIDTH - 9, y: tear - 9, width: 18, height: 18, fill: COLORS.page, radius: 9 },
    ...sharerParts(poster, lower, codeX - EDGE - 8, measure),
    {
      part: 'box',
      x: codeX,
      y: lower,
      width: CODE_BOX,
      height: CODE_BOX,
      fill: COLORS.card,
      radius: 10,
      line: COLORS.line,
    },
    { part: 'code', x: codeX, y: lower, size: CODE_BOX },
    { part: 'box', x: 0, y: foot, width: WIDTH, height: FOOT, fill: COLORS.sunken },
    {
      part: 'text',
      text: clip(poster.foot, INNER, SMALL, measure),
      font: SMALL,
      color: COLORS.text3,
      x: WIDTH / 2,
      y: baseline(foot, FOOT, SMALL),
      middle: true,
    },
  ];
  return { width: WIDTH, height, parts };
}
