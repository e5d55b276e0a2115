/** WeChat's own compilers (wcc, wcsc), as npm wraps them. Both give the source of a function body. */
declare module 'miniprogram-compiler' {
  export function wxmlToJs(folder: string): string;
  export function wxssToJs(folder: string): string;
}
