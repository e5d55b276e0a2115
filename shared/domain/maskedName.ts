/**
 * A NAME AS OTHERS MAY SEE IT: enough for somebody who knows the person, and nothing for anybody else. 周小满 → 周*满,
 * 周满 → 周*. A name that says nothing of anybody stands as it is.
 */
const NOBODY: readonly string[] = ['微信用户', '已注销的用户'];

export function maskedName(name: string): string {
  if (NOBODY.includes(name)) return name;
  // By code points, so that no character is cut in two.
  const [first = '', ...rest] = [...name];
  return `${first}*${rest.length > 1 ? rest.at(-1) : ''}`;
}
