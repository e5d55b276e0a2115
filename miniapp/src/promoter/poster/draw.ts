/** Draws a layout on a canvas, at three pixels a px. */
import type { Board } from '../../platform/canvas';
import { pictureUrl } from '../../platform/target';
import type { Code } from './code';
import { COLORS, type Font, type Layout, type Measure, type Part } from './layout';

export const SCALE = 3;

/** As --font-text in tokens.scss. */
export const TEXT =
  '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';

type Context = CanvasRenderingContext2D;

const cssOf = ({ size, weight, figures = false }: Font): string =>
  `${weight} ${size}px ${figures ? `"Pinkan Figures", ${TEXT}` : TEXT}`;

/** As wide as this canvas draws it. */
export const measureOn =
  (context: Context): Measure =>
  (text, font) => {
    context.font = cssOf(font);
    return context.measureText(text).width;
  };

/** Everything that the layout names, and the code. Pictures that do not load leave the ground as it is. */
export async function draw(board: Board, { parts }: Layout, code: Code): Promise<void> {
  const urls = new Set(parts.flatMap((one) => (one.part === 'picture' ? [one.url] : [])));
  const loading = [...urls].map(async (url) => [url, await board.picture(pictureUrl(url))] as const);
  const pictures = new Map(await Promise.all(loading));
  const codePicture = code.kind === 'picture' ? await board.picture(code.url) : undefined;
  if (code.kind === 'picture' && codePicture === undefined) throw new Error('the code does not load');
  const { context } = board;
  context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  for (const part of parts) {
    context.save();
    drawPart(context, part, pictures);
    if (part.part === 'code') drawCode(context, part, code, codePicture);
    context.restore();
  }
}

function drawPart(context: Context, part: Part, pictures: ReadonlyMap<string, CanvasImageSource | undefined>): void {
  switch (part.part) {
    case 'box':
      outline(context, part, part.radius ?? 0);
      context.fillStyle = part.fill;
      context.fill();
      if (part.line !== undefined) {
        context.strokeStyle = part.line;
        context.lineWidth = 1;
        context.stroke();
      }
      return;
    case 'light':
      drawLight(context, part);
      return;
    case 'picture': {
      const picture = pictures.get(part.url);
      if (picture !== undefined) drawPicture(context, part, picture);
      return;
    }
    case 'text':
      context.font = cssOf(part.font);
      context.fillStyle = part.color;
      context.textAlign = part.middle ? 'center' : 'left';
      context.textBaseline = 'alphabetic';
      context.fillText(part.text, part.x, part.y);
      return;
    case 'dashes':
      context.strokeStyle = COLORS.lineStrong;
      context.lineWidth = 1;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(part.x, part.y);
      context.lineTo(part.x + part.width, part.y);
      context.stroke();
      return;
    case 'code':
      return;
  }
}

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A rectangle with round corners; `roundRect` is missing on older phones. */
function outline(context: Context, { x, y, width, height }: Area, radius: number): void {
  const [right, bottom] = [x + width, y + height];
  context.beginPath();
  context.moveTo(x + radius, y);
  context.arcTo(right, y, right, bottom, radius);
  context.arcTo(right, bottom, x, bottom, radius);
  context.arcTo(x, bottom, x, y, radius);
  context.arcTo(x, y, right, y, radius);
  context.closePath();
}

/** `radial-gradient(110% 80% at 50% 12%, …)` of Cover.scss. */
function drawLight(context: Context, { x, y, width, height }: Area): void {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.translate(x + width / 2, y + height * 0.12);
  context.scale(width * 1.1, height * 0.8);
  const light = context.createRadialGradient(0, 0, 0, 0, 0, 1);
  light.addColorStop(0, 'rgba(255, 255, 255, .85)');
  light.addColorStop(0.7, 'rgba(255, 255, 255, 0)');
  context.fillStyle = light;
  context.fillRect(-1, -1, 2, 2);
}

function drawPicture(context: Context, part: Extract<Part, { part: 'picture' }>, picture: CanvasImageSource): void {
  const { x, y, width, height, fill = false, turn = 0, radius = 0, shadow = false } = part;
  const natural = picture as { width: number; height: number };
  // Fills the area, or fits into it; in its own proportions.
  const scales = [width / natural.width, height / natural.height];
  const scale = fill ? Math.max(...scales) : Math.min(...scales);
  if (fill) {
    outline(context, part, radius);
    context.clip();
  }
  if (shadow) {
    context.shadowColor = 'rgba(95, 55, 15, .16)';
    context.shadowBlur = 12 * SCALE;
    context.shadowOffsetY = 8 * SCALE;
  }
  context.translate(x + width / 2, y + height / 2);
  context.rotate((turn * Math.PI) / 180);
  const [wide, high] = [natural.width * scale, natural.height * scale];
  context.drawImage(picture, -wide / 2, -high / 2, wide, high);
}

/** Modules stand on whole pixels, so that every edge is sharp; WeChat's picture brings its own quiet zone. */
function drawCode(
  context: Context,
  { x, y, size }: Extract<Part, { part: 'code' }>,
  code: Code,
  picture: CanvasImageSource | undefined,
): void {
  if (code.kind === 'picture') {
    if (picture !== undefined) context.drawImage(picture, x + 4, y + 4, size - 8, size - 8);
    return;
  }
  const { modules } = code;
  const quiet = 2 * 4;
  const pixels = Math.floor((size * SCALE) / (modules.length + quiet));
  const edge = (pixels * modules.length) / SCALE;
  const side = pixels / SCALE;
  const from = (length: number) => Math.round(((length - edge) / 2) * SCALE) / SCALE;
  context.fillStyle = COLORS.text;
  modules.forEach((row, down) => {
    row.forEach((dark, along) => {
      if (dark) context.fillRect(x + from(size) + along * side, y + from(size) + down * side, side, side);
    });
  });
}
