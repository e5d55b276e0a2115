import { join } from 'node:path';

interface AppConfig {
  pages: string[];
  subPackages: Array<{ root: string; pages: string[] }>;
}

/** The pages that the mini-program has, as its own config lists them: WeChat knows those of the edition that is released. */
export async function appPages(): Promise<ReadonlySet<string>> {
  // What the build gives to that file; it is asked for nothing else.
  Object.assign(globalThis, { defineAppConfig: (config: AppConfig) => config });
  const { default: config } = (await import(join(__dirname, '../../miniapp/src/app.config.ts'))) as {
    default: AppConfig;
  };
  const { pages, subPackages } = config;
  return new Set([...pages, ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`))]);
}
