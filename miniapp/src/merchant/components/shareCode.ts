/** The 推广码 in what was typed or pasted: the code itself, or a link to a share. As the server takes it: at most 32 signs. */
export function shareCodeIn(text: string): string | undefined {
  const code = (/[?&]s=([^&#\s]+)/.exec(text)?.[1] ?? text).trim();
  return /^[0-9A-Za-z_-]{1,32}$/.test(code) ? code : undefined;
}
