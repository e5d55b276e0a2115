/** The colours that the shop wears: told by its front page, and kept for whatever is opened before that. */
import { read, write } from './storage';

const KEY = 'shopStyle';

let worn: string | undefined;

/** As a style of a page. */
export const shopStyle = (): string => {
  worn ??= read<string>(KEY) ?? '';
  return worn;
};

/** @param style none for the app's own */
export function wear(style = ''): void {
  if (style === shopStyle()) return;
  worn = style;
  write(KEY, style);
}
