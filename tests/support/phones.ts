/** Phones of a test file: the built mini-program for whoever holds one, closed and without complaints after each test. */
import { startWeapp, type Weapp, type WeappOptions } from './harness';
import type { World } from './world';

/** The app on the phone of `who`; somebody WeChat does not know where nobody is named. They pay, and take in what is sent to them, unless told otherwise. */
export type Phone = (given?: Partial<WeappOptions> & { who?: { id: string } }) => Weapp;

export function usePhones(world: () => World, build: { readonly folder: string }): Phone {
  const started: Weapp[] = [];
  afterEach(() => {
    for (const weapp of started.splice(0)) {
      weapp.close();
      expect(weapp.errors).toEqual([]);
    }
    expect(world().errors).toEqual([]);
  });
  return ({ who, ...options } = {}) => {
    const { credentials, url, standIn } = world();
    const weapp = startWeapp({
      folder: build.folder,
      appid: credentials.appid,
      server: url,
      ...(who ? { login: () => standIn.control.loginCode(who.id) } : {}),
      pay: async (params) => {
        await standIn.control.payFromSheet(params);
        return 'ok';
      },
      receive: async (params) => {
        await standIn.control.confirmFromSheet(params);
        return 'ok';
      },
      ...options,
    });
    started.push(weapp);
    return weapp;
  };
}

export const requestsTo = (weapp: Weapp, endpoint: string) =>
  weapp.requests.filter(({ path }) => path === `/api/${endpoint}`);
export const callsOf = (weapp: Weapp, name: string) => weapp.calls.filter((call) => call.name === name);
