/** Files, as a desk's browser has them. H5 only. */

/**
 * What a text file says. Excel and WPS save a CSV as UTF-8, with or without a mark, or in the old code of Chinese Windows:
 * what is no UTF-8 is that (GB 18030, of which GBK is a part).
 */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Why a file cannot be a table, where it holds what no text does: a workbook, a picture. */
export const unreadable = (text: string): string | undefined =>
  /[\0\uFFFD]/.test(text) ? '读不出文字，请在 Excel 或 WPS 里另存为「CSV UTF-8（逗号分隔）」再选' : undefined;

/** Excel takes a CSV for UTF-8 only with a mark before it. */
const MARK = '\uFEFF';

/** Hands out a table under this name. */
export function downloadCsv(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([MARK, text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
