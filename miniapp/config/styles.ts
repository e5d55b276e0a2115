/** Writes the generated stylesheets: icons as mask images, and the figures font inlined. None is committed. */
import fs from 'node:fs';
import path from 'node:path';
import { bargainIconSizes, iconSizes, merchantIconSizes } from './icons';

const source = path.resolve(__dirname, '../src');

/** A drawing inside a quoted data URI: a quarter shorter than base64. */
const escaped = (svg: string): string => svg.replace(/"/g, "'").replace(/[<>#%]/g, encodeURIComponent);

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');

/** One icon at one size: 1.5 px stroke at any size means 36 ÷ size on the 24 grid. */
function iconRule(name: string, size: number): string {
  const drawing = fs
    .readFileSync(path.join(source, 'assets/icons', `${name}.svg`), 'utf8')
    .trim()
    .replace(/ width="24" height="24"| color="#000"/g, '')
    .replace('stroke="currentColor"', 'stroke="#000"')
    .replace(/stroke-width="1\.5"/, `stroke-width="${Number((36 / size).toFixed(3))}"`);
  return (
    `.icon-${name}-${size}{width:${size}px;height:${size}px;` +
    `-webkit-mask-image:url("data:image/svg+xml,${escaped(drawing)}");}`
  );
}

function fontRule(weight: number): string {
  const font = base64(fs.readFileSync(path.join(source, `assets/fonts/pinkan-figures-${weight}.woff2`)));
  return (
    `@font-face{font-family:"Pinkan Figures";font-weight:${weight};` +
    `src:url("data:font/woff2;base64,${font}") format("woff2");}`
  );
}

/** Leaves a file alone whose content is the same, so that a cached build stays cached. */
function write(name: string, rules: string[]): void {
  const file = path.join(source, name);
  const text = `/* Written by miniapp/config/styles.ts. */\n${rules.join('\n')}\n`;
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

export function writeGeneratedStyles(): void {
  const rulesOf = (table: Record<string, readonly number[]>) =>
    Object.entries(table).flatMap(([name, sizes]) => sizes.map((size) => iconRule(name, size)));
  write('styles/icons.generated.scss', rulesOf(iconSizes));
  write('styles/fonts.generated.scss', [fontRule(500), fontRule(600)]);
  write('bargain/styles/icons.generated.scss', rulesOf(bargainIconSizes));
  write('merchant/styles/icons.generated.scss', rulesOf(merchantIconSizes));
}
