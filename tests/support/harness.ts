/**
 * WECHAT'S SIDE OF A BUILT MINI-PROGRAM. Boots the build as WeChat does (no DOM, eval banned), gives it a `wx` whose
 * requests go to a real server, and lets a test do what a person does: open a card, tap, type, pay, share.
 * What a page shows is what WeChat's own compiler makes of its WXML and its data; a tap reaches what the WXML binds.
 */
import { EventEmitter, once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { inspect } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { wxmlToJs } from 'miniprogram-compiler';
import type { Input, Output } from '../../shared/contracts/contracts';

type Query = Record<string, string>;
export type PaymentParams = Output<'order.pay'>['payment']['params'];
export type TransferParams = Output<'withdrawal.confirm'>;

export interface WeappOptions {
  /** Folder of the build. */
  readonly folder: string;
  /** The mini-program's own id: WeChat adds it to a payment. */
  readonly appid: string;
  /** Where requests go, whatever address is compiled in. */
  readonly server: string;
  /** How the person enters: the path with its query, and WeChat's scene value (1001: from the list of mini-programs). */
  readonly enter?: { readonly path?: string; readonly scene?: number };
  /** A fresh code of wx.login for whoever holds the phone. Without it wx.login fails. */
  readonly login?: () => Promise<string>;
  /** What the person does at wx.requestPayment; `cancel` unless told otherwise. */
  readonly pay?: (params: PaymentParams) => Promise<'ok' | 'cancel'>;
  /** What the person does at wx.requestMerchantTransfer; `cancel` unless told otherwise. */
  readonly receive?: (params: TransferParams) => Promise<'ok' | 'cancel'>;
  /** What WeChat says, encrypted, of the group chat that the app was opened from; opened from none if left out. */
  readonly chat?: () => Promise<Input<'chat.enter'>>;
  /** What the person answers at wx.requestSubscribeMessage; `accept` unless told otherwise. */
  readonly remind?: () => 'accept' | 'reject';
  /** What the person chooses at wx.chooseAddress: `cancel` closes it, `deny` does not let the app have one. */
  readonly address?: () => Record<string, string> | 'cancel' | 'deny';
  /** What the camera sees at wx.scanCode; the person closes it without a code if left out. */
  readonly scan?: () => string;
  /** Pictures of the phone that the person chooses at wx.chooseMedia, by path; closed without one if left out. */
  readonly pictures?: ReadonlyMap<string, Uint8Array>;
  /** Whether the person lets the app put pictures into their album; yes if left out. */
  readonly album?: 'deny';
  /** Calls that this phone's WeChat is too old for. */
  readonly unknown?: readonly string[];
  /** What the language of this phone is too old for, beside all that is no part of it (`TextEncoder`, `URL`, …). */
  readonly lacks?: ReadonlyArray<'BigInt'>;
  /** `ask`: WeChat asks before the app may touch what is private. Otherwise the person has agreed long ago. */
  readonly privacy?: 'ask';
  /** The phone's storage for this app; kept over starts when the same one is given again. */
  readonly storage?: Map<string, unknown>;
}

/** A request that the app made. `status` is 0 while there is no answer. */
export interface MadeRequest {
  readonly origin: string;
  readonly path: string;
  readonly body: unknown;
  status: number;
}

export interface AppJson {
  readonly pages: string[];
  readonly subPackages?: ReadonlyArray<{ root: string; pages: string[] }>;
  readonly tabBar?: {
    readonly list: ReadonlyArray<{ pagePath: string; iconPath?: string; selectedIconPath?: string }>;
  };
  readonly lazyCodeLoading?: string;
  readonly preloadRule?: Readonly<Record<string, { readonly packages: readonly string[] }>>;
}

export interface AppMessage {
  title: string;
  path: string;
  imageUrl?: string;
  /** WeChat waits for it, and sends what it says. */
  promise?: Promise<AppMessage>;
}

export interface TimelineMessage {
  title: string;
  query?: string;
  imageUrl?: string;
}

export interface WeappPage {
  readonly route: string;
  readonly query: Query;
  /** Everything that the page shows, in one line. */
  text(): string;
  /** The attributes of the element with this id, as the WXML gives them; undefined where there is none. */
  attributes(id: string): Record<string, unknown> | undefined;
  /** Addresses of the pictures that the page shows. */
  pictures(): string[];
  tap(id: string): void;
  /** Types into an input or a textarea. */
  type(id: string, value: string): void;
  /** What only WeChat brings about on one of its own buttons: a face is chosen, consent is given. */
  happens(id: string, type: 'chooseavatar' | 'agreeprivacyauthorization', detail?: object): void;
  /** Chooses in a picker. */
  pick(id: string, value: unknown): void;
  /** The card that WeChat would send; undefined where the page shares none. */
  shareAppMessage(from?: 'menu' | 'button'): AppMessage | undefined;
  shareTimeline(): TimelineMessage | undefined;
  /** Scrolls to the end of the page. */
  reachBottom(): void;
}

export interface Weapp {
  readonly appJson: AppJson;
  /** Every page, also those of subpackages. */
  readonly routes: readonly string[];
  /** Every call of wx, by name, with its arguments. */
  readonly calls: ReadonlyArray<{ readonly name: string; readonly options: Record<string, unknown> }>;
  readonly requests: readonly MadeRequest[];
  /** What the app complained of: console.error, exceptions, what WeChat would refuse. */
  readonly errors: readonly string[];
  /** Texts that the app wrote into its folder, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What was drawn on a canvas: the texts, and the addresses of pictures that were loaded for it. */
  readonly drawing: { readonly texts: readonly string[]; readonly pictures: readonly string[] };
  /** What the app keeps on the phone. */
  readonly storage: ReadonlyMap<string, unknown>;
  /** While set, no request is answered. */
  outage: boolean;
  /** The next request to this path is done by the server, and its answer is lost. */
  loseAnswerOf: string | undefined;
  readonly stack: readonly WeappPage[];
  /** The page on screen. */
  page(): WeappPage;
  /** Opens a page on top, as wx.navigateTo does. */
  open(url: string): WeappPage;
  /** Resolves when the page on screen is `route` (if given) and shows `words`; rejects after 10 s with what it shows. */
  shows(words: string, route?: string): Promise<WeappPage>;
  /** Resolves when nothing is asked of the server and nothing is about to be drawn. */
  idle(): Promise<void>;
  close(): void;
}

/** A node of a page as wcc's code gives it. */
interface Element {
  tag: string;
  attr?: Record<string, unknown>;
  children?: Array<Element | string>;
}

type Hook = (this: unknown, ...given: unknown[]) => unknown;
/** What the app hands to `Page()`: hooks, `eh` for events, and the first data. */
interface PageConfig {
  data?: Record<string, unknown>;
  eh?: Hook;
  [hook: string]: unknown;
}

interface WxOptions {
  success?: (result: object) => void;
  fail?: (error: object) => void;
  complete?: (result: object) => void;
  [key: string]: unknown;
}

/** More in one call of setData is refused by WeChat. */
const SET_DATA_MAX = 1024 * 1024;
/** More templates in one question are refused by WeChat. */
const TEMPLATES_MAX = 3;
/** More pages on top of each other are refused by WeChat. */
const STACK_MAX = 10;
/** Moments' single-page mode. */
const SINGLE_PAGE = 1154;
/** Timers up to this are drawing, longer ones (polling, countdowns) are waiting. ms */
const DRAWING = 100;
const PATIENCE = 10_000;

type Render = (file: string) => (data: object, one: object, two: object) => Element;
const compiled = new Map<string, string>();

/** The build's WXML as functions, by WeChat's compiler; `warn` hears what the WXML cannot draw. */
function rendererOf(folder: string, warn: (words: string) => void): Render {
  const code = compiled.get(folder) ?? wxmlToJs(folder);
  compiled.set(folder, code);
  const make = new Function('window', '__webview_engine_version__', 'global', 'console', code);
  return make({}, 0.02, {}, { warn, log() {} }) as Render;
}

/** Sets `root.cn.[0].v` and the like, as setData's keys name it. */
function setPath(target: Record<string, unknown>, key: string, value: unknown): void {
  const parts = (key.match(/[^.[\]]+/g) ?? []).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const last = parts.pop();
  if (last === undefined) return;
  let place = target as Record<string | number, unknown>;
  parts.forEach((part, index) => {
    place[part] ??= typeof (parts[index + 1] ?? last) === 'number' ? [] : {};
    place = place[part] as Record<string | number, unknown>;
  });
  place[last] = value;
}

const queryOf = (url: string): Query =>
  Object.fromEntries(
    (url.split('?')[1] ?? '')
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

const routeOf = (url: string): string => (url.split('?')[0] ?? '').replace(/^\//, '');

/** Starts the build. Close it in the end: its timers run. */
export function startWeapp(options: WeappOptions): Weapp {
  const {
    folder,
    appid,
    server,
    enter = {},
    login,
    pay,
    receive,
    chat,
    storage = new Map<string, unknown>(),
  } = options;
  const { remind = () => 'accept' } = options;
  const appJson = JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')) as AppJson;
  const subPages = (appJson.subPackages ?? []).flatMap(({ root, pages }) =>
    pages.map((page) => posix.join(root, page)),
  );
  const routes = [...appJson.pages, ...subPages];
  const tabs = new Set(appJson.tabBar?.list.map(({ pagePath }) => pagePath) ?? []);
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const changed = () => changes.emit('changed');
  const calls: Array<{ name: string; options: Record<string, unknown> }> = [];
  const requests: MadeRequest[] = [];
  const errors: string[] = [];
  const render = rendererOf(folder, (words) => errors.push(words));
  const stack: OpenPage[] = [];
  const timers = new Map<ReturnType<typeof setTimeout>, number>();
  let asking = 0;
  const files = new Map<string, string>();
  const drawing = { texts: [] as string[], pictures: [] as string[] };
  let closed = false;
  const entry = {
    path: routeOf(enter.path ?? `/${appJson.pages[0]}`),
    query: queryOf(enter.path ?? ''),
    scene: enter.scene ?? 1001,
  };
  const singlePage = entry.scene === SINGLE_PAGE;

  /** Runs the app's code; what it throws is one of its errors. */
  function guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      errors.push(error instanceof Error ? (error.stack ?? error.message) : inspect(error));
      return undefined;
    }
  }

  // ---- the language: no DOM, no eval; timers that can be counted and ended

  const later =
    (repeat: boolean) =>
    (work: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) => {
      const run = () => {
        if (!repeat) timers.delete(timer);
        guarded(() => work(...given));
        changed();
      };
      const timer = repeat ? setInterval(run, delay) : setTimeout(run, delay);
      timers.set(timer, repeat ? Number.POSITIVE_INFINITY : delay);
      return timer;
    };
  const forgetTimer = (timer: ReturnType<typeof setTimeout>) => {
    timers.delete(timer);
    clearTimeout(timer);
  };
  const complain = (...words: unknown[]) => {
    errors.push(words.map((word) => (typeof word === 'string' ? word : inspect(word))).join(' '));
  };
  const quiet = () => {};

  let appConfig: PageConfig = {};
  const pageConfigs = new Map<string, PageConfig>();
  let loading = '';
  const register = {
    app: (config: PageConfig) => {
      appConfig = config;
    },
    page: (config: PageConfig) => {
      pageConfigs.set(loading, config);
    },
  };
  const context = createContext(
    {
      App: register.app,
      Page: register.page,
      Component: quiet,
      Behavior: quiet,
      console: { log: quiet, info: quiet, debug: quiet, warn: quiet, error: complain },
      setTimeout: later(false),
      clearTimeout: forgetTimer,
      setInterval: later(true),
      clearInterval: forgetTimer,
      getApp: () => appConfig,
      getCurrentPages: () => stack.map(({ instance }) => instance),
    },
    { codeGeneration: { strings: false, wasm: false } },
  );
  for (const name of options.lacks ?? []) {
    runInContext(`delete globalThis.${name}; delete DataView.prototype.setBigUint64`, context);
  }
  const parse = runInContext('JSON.parse', context) as (text: string) => unknown;

  // ---- wx

  const done = (name: string, given: WxOptions, result: object = {}) => {
    const answer = { errMsg: `${name}:ok`, ...result };
    guarded(() => given.success?.(answer));
    guarded(() => given.complete?.(answer));
    changed();
  };
  const failed = (name: string, given: WxOptions, why: string) => {
    const answer = { errMsg: `${name}:fail ${why}` };
    guarded(() => given.fail?.(answer));
    guarded(() => given.complete?.(answer));
    changed();
  };
  /** Something that takes a while, of which `idle` waits. */
  function during(work: () => Promise<void>): void {
    asking += 1;
    void work()
      .catch((error) => complain(error))
      .finally(() => {
        asking -= 1;
        changed();
      });
  }

  let turns = 0;
  /** The turn of a tap or of a payment's callback: WeChat lets the app ask for consent in no other. */
  function inTurn<T>(work: () => T): T {
    turns += 1;
    // After everything that a promise does at once.
    setImmediate(() => {
      turns -= 1;
    });
    return work();
  }

  function askForConsent(given: WxOptions): void {
    const templates = given.tmplIds as string[];
    const refused =
      turns === 0
        ? 'can only be invoked by user TAP gesture'
        : templates.length === 0 || templates.length > TEMPLATES_MAX
          ? `${templates.length} templates`
          : undefined;
    if (refused !== undefined) {
      errors.push(`requestSubscribeMessage:fail ${refused}`);
      failed('requestSubscribeMessage', given, refused);
    } else {
      done('requestSubscribeMessage', given, Object.fromEntries(templates.map((template) => [template, remind()])));
    }
  }

  /** WeChat's own question before what is private, and the button whose tap answers it. */
  type Privacy = (resolve: (answer: { event: string; buttonId?: string }) => void, info: object) => void;
  let askPrivacy: Privacy | undefined;
  let agreed = options.privacy !== 'ask';
  const agreedBy = new Set<string>();

  /** Does what is private, once WeChat has an answer: as WeChat, it waits for it as long as it takes. */
  function needPrivacy(name: string, given: WxOptions, work: () => void): void {
    const refuse = () => failed(name, given, 'privacy permission is not authorized');
    if (agreed) work();
    else if (askPrivacy === undefined) refuse();
    else {
      askPrivacy(
        ({ event, buttonId = '' }) => {
          if (event === 'exposureAuthorization') return;
          if (event === 'agree' && !agreedBy.has(buttonId)) {
            errors.push(`onNeedPrivacyAuthorization: nobody has tapped the button ${buttonId}`);
          }
          agreed = event === 'agree' && agreedBy.has(buttonId);
          if (agreed) work();
          else refuse();
        },
        { referrer: name },
      );
    }
    changed();
  }

  async function uploadFile(given: WxOptions): Promise<void> {
    const url = new URL(String(given.url));
    const made: MadeRequest = { origin: url.origin, path: url.pathname, body: given.filePath, status: 0 };
    requests.push(made);
    const bytes = options.pictures?.get(String(given.filePath));
    if (bytes === undefined || weapp.outage) return failed('uploadFile', given, 'timeout');
    const form = new FormData();
    form.append(String(given.name), new Blob([new Uint8Array(bytes)]), 'tmp.jpg');
    const header = (given.header ?? {}) as Record<string, string>;
    const response = await fetch(`${server}${url.pathname}${url.search}`, {
      method: 'POST',
      headers: header,
      body: form,
    });
    made.status = response.status;
    // Unlike an answer of wx.request, this one is a text always.
    done('uploadFile', given, { statusCode: response.status, data: await response.text() });
  }

  async function ask(given: WxOptions): Promise<void> {
    const url = new URL(String(given.url));
    const method = String(given.method ?? 'GET');
    const made: MadeRequest = { origin: url.origin, path: url.pathname, body: given.data, status: 0 };
    requests.push(made);
    if (weapp.outage) return failed('request', given, 'timeout');
    try {
      const response = await fetch(`${server}${url.pathname}${url.search}`, {
        method,
        headers: (given.header ?? {}) as Record<string, string>,
        ...(method === 'GET' ? {} : { body: JSON.stringify(given.data ?? {}) }),
      });
      const text = await response.text();
      if (closed) return;
      if (weapp.loseAnswerOf === url.pathname) {
        weapp.loseAnswerOf = undefined;
        return failed('request', given, 'timeout');
      }
      made.status = response.status;
      const json = response.headers.get('content-type')?.includes('json') ?? false;
      const header = Object.fromEntries(response.headers);
      done('request', given, { data: json ? parse(text) : text, statusCode: response.status, header });
    } catch (error) {
      if (!closed) failed('request', given, String(error));
    }
  }

  function go(
    name: string,
    given: WxOptions,
    move: (url: string) => void,
    allowed: (route: string) => string | true,
  ): void {
    const url = String(given.url ?? '');
    const verdict = singlePage
      ? 'not allowed in single-page mode'
      : given.url !== undefined && !pageConfigs.has(routeOf(url))
        ? `page "${url}" is not found`
        : allowed(routeOf(url));
    if (verdict !== true) {
      errors.push(`${name}:fail ${verdict}`);
      failed(name, given, verdict);
    } else {
      move(url);
      done(name, given);
    }
  }
  const noTab = (route: string) => (tabs.has(route) ? 'can not navigate to a tabbar page' : true);

  const windowInfo = {
    pixelRatio: 2,
    screenWidth: 375,
    screenHeight: 812,
    windowWidth: 375,
    windowHeight: 700,
    statusBarHeight: 44,
    safeArea: { top: 44, bottom: 778, left: 0, right: 375, width: 375, height: 734 },
  };
  const device = { platform: 'ios', system: 'iOS 16.0', brand: 'iPhone', model: 'iPhone 12' };
  const base = { SDKVersion: '3.4.0', version: '8.0.49', language: 'zh_CN', theme: 'light' };
  /** A canvas on which nothing is seen: what is drawn on it is written down. Every picture loads at once. */
  const canvas = {
    width: 300,
    height: 150,
    getContext: () => context2d,
    createImage: () => {
      const image: { width: number; height: number; onload?: () => void } = { width: 256, height: 256 };
      Object.defineProperty(image, 'src', {
        set: (src: string) => {
          drawing.pictures.push(src);
          later(false)(() => image.onload?.());
        },
      });
      return image;
    },
  };
  const context2d = new Proxy({} as Record<string, unknown>, {
    get: (known, name: string) =>
      known[name] ??
      ((...given: unknown[]) => {
        if (name === 'fillText') drawing.texts.push(String(given[0]));
        if (name === 'measureText') return { width: 6 * String(given[0]).length };
        if (name === 'createRadialGradient') return { addColorStop: quiet };
      }),
  });
  const selector = () => {
    let found: object = { width: 375, height: 100, top: 0, left: 0, bottom: 100, right: 375 };
    const query = {
      in: () => query,
      select: () => query,
      selectAll: () => query,
      selectViewport: () => query,
      fields: ({ node }: { node?: boolean }) => {
        if (node) found = { node: canvas };
        return query;
      },
      boundingClientRect: () => query,
      scrollOffset: () => query,
      node: () => query,
      exec: (answer?: (found: object[]) => void) => {
        later(false)(() => answer?.([found]));
      },
    };
    return query;
  };

  /** Calls with success, fail and complete; recorded. */
  const asynchronous: Record<string, (given: WxOptions) => void> = {
    request: (given) => during(() => ask(given)),
    login: (given) =>
      during(async () => {
        if (singlePage) errors.push('wx.login in single-page mode');
        if (login === undefined || singlePage) return failed('login', given, 'no network');
        done('login', given, { code: await login() });
      }),
    requestPayment: (given) =>
      during(async () => {
        const { timeStamp, nonceStr, package: prepay, signType, paySign } = given;
        const outcome = await pay?.({
          appId: appid,
          timeStamp,
          nonceStr,
          package: prepay,
          signType,
          paySign,
        } as PaymentParams);
        if (outcome === 'ok') inTurn(() => done('requestPayment', given));
        else failed('requestPayment', given, 'cancel');
      }),
    requestMerchantTransfer: (given) =>
      during(async () => {
        const { mchId, appId, package: packageInfo, openId } = given;
        const outcome = await receive?.({ mchId, appId, package: packageInfo, openId } as TransferParams);
        if (outcome === 'ok') inTurn(() => done('requestMerchantTransfer', given));
        else failed('requestMerchantTransfer', given, 'cancel');
      }),
    getGroupEnterInfo: (given) =>
      during(async () => {
        if (chat === undefined) return failed('getGroupEnterInfo', given, 'not from a group');
        done('getGroupEnterInfo', given, await chat());
      }),
    requestSubscribeMessage: askForConsent,
    chooseAddress: (given) => {
      const chosen = options.address?.() ?? 'cancel';
      if (typeof chosen === 'string') failed('chooseAddress', given, chosen === 'deny' ? 'auth deny' : 'cancel');
      else done('chooseAddress', given, chosen);
    },
    previewImage: (given) => done('previewImage', given),
    scanCode: (given) => {
      if (options.scan === undefined) failed('scanCode', given, 'cancel');
      else done('scanCode', given, { result: options.scan(), scanType: 'QR_CODE', charSet: 'utf-8', path: '' });
    },
    navigateTo: (given) =>
      go('navigateTo', given, push, (route) =>
        stack.length >= STACK_MAX ? 'webview count limit exceed' : noTab(route),
      ),
    redirectTo: (given) =>
      go(
        'redirectTo',
        given,
        (url) => {
          pop();
          push(url);
        },
        noTab,
      ),
    reLaunch: (given) =>
      go(
        'reLaunch',
        given,
        (url) => {
          while (stack.length > 0) pop();
          push(url);
        },
        () => true,
      ),
    switchTab: (given) =>
      go(
        'switchTab',
        given,
        (url) => {
          while (stack.length > 0) pop();
          push(url);
        },
        (route) => tabs.has(route) || 'can not switch to non-TabBar page',
      ),
    navigateBack: (given) =>
      go(
        'navigateBack',
        given,
        () => {
          for (let pages = Number(given.delta ?? 1); pages > 0 && stack.length > 1; pages -= 1) pop();
          stack.at(-1)?.call('onShow');
        },
        () => stack.length > 1 || 'cannot navigate back at first page',
      ),
    showModal: (given) => done('showModal', given, { confirm: true, cancel: false }),
    shareFileMessage: (given) => {
      if (turns > 0) return done('shareFileMessage', given);
      errors.push('shareFileMessage:fail can only be invoked by user TAP gesture');
      return failed('shareFileMessage', given, 'can only be invoked by user TAP gesture');
    },
    chooseMedia: (given) =>
      needPrivacy('chooseMedia', given, () => {
        const paths = [...(options.pictures?.keys() ?? [])].slice(0, Number(given.count ?? 9));
        if (paths.length === 0) failed('chooseMedia', given, 'cancel');
        else done('chooseMedia', given, { tempFiles: paths.map((tempFilePath) => ({ tempFilePath })), type: 'image' });
      }),
  };
  asynchronous.saveImageToPhotosAlbum = (given) =>
    needPrivacy('saveImageToPhotosAlbum', given, () => {
      if (options.album === 'deny') failed('saveImageToPhotosAlbum', given, 'auth deny');
      else done('saveImageToPhotosAlbum', given);
    });
  asynchronous.canvasToTempFilePath = (given) =>
    done('canvasToTempFilePath', given, { tempFilePath: `wxfile://tmp_${canvas.width}x${canvas.height}.png` });
  for (const name of ['updateShareMenu', 'loadFontFace']) asynchronous[name] = (given) => done(name, given);
  for (const name of ['showToast', 'hideToast', 'setClipboardData', 'stopPullDownRefresh', 'setNavigationBarTitle']) {
    asynchronous[name] = (given) => done(name, given);
  }
  const wx: Record<string, unknown> = {
    getSystemInfoSync: () => ({ ...windowInfo, ...device, ...base }),
    getWindowInfo: () => windowInfo,
    getDeviceInfo: () => device,
    getAppBaseInfo: () => base,
    getAccountInfoSync: () => ({ miniProgram: { appId: appid, envVersion: 'develop', version: '' } }),
    getMenuButtonBoundingClientRect: () => ({ top: 48, height: 32, left: 281, right: 368, width: 87, bottom: 80 }),
    getLaunchOptionsSync: () => entry,
    getEnterOptionsSync: () => entry,
    getStorageSync: (key: string) => storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void storage.set(key, value),
    removeStorageSync: (key: string) => void storage.delete(key),
    canIUse: (name: string) => options.unknown?.includes(name) !== true,
    nextTick: (work: () => void) => void later(false)(work),
    createSelectorQuery: selector,
    createIntersectionObserver: () => ({ relativeToViewport: () => ({ observe: quiet, disconnect: quiet }) }),
    onAppShow: quiet,
    onAppHide: quiet,
    onError: quiet,
  };
  wx.env = { USER_DATA_PATH: 'wxfile://usr' };
  wx.getFileSystemManager = () => ({
    writeFileSync: (path: string, text: string) => void files.set(path, text),
  });
  wx.onNeedPrivacyAuthorization = (listener: Privacy) => {
    askPrivacy = listener;
  };
  wx.uploadFile = (given: WxOptions) => {
    calls.push({ name: 'uploadFile', options: given });
    during(() => uploadFile(given));
    return { onProgressUpdate: quiet, abort: quiet };
  };
  for (const [name, work] of Object.entries(asynchronous)) {
    wx[name] = (given: WxOptions = {}) => {
      calls.push({ name, options: given });
      if (given.success || given.fail || given.complete) return work(given);
      // As WeChat does for whoever gives it nothing to call: Taro hands some functions on as they are.
      return new Promise((success, fail) => work({ ...given, success, fail }));
    };
  }
  Object.assign(context, { wx });

  // ---- pages

  interface OpenPage extends WeappPage {
    readonly instance: object;
    call(hook: string, ...given: unknown[]): unknown;
  }

  function makePage(url: string): OpenPage {
    const route = routeOf(url);
    const config = pageConfigs.get(route);
    if (!config) throw new Error(`there is no page ${route}`);
    const query = queryOf(url);
    const data = JSON.parse(JSON.stringify(config.data ?? {})) as Record<string, unknown>;
    const instance = {
      ...config,
      route,
      __route__: route,
      options: query,
      data,
      setData(part: Record<string, unknown>, then?: () => void) {
        const text = JSON.stringify(part);
        if (text.length > SET_DATA_MAX) errors.push(`setData of ${text.length} characters`);
        for (const [key, value] of Object.entries(JSON.parse(text) as object)) setPath(data, key, value);
        if (then) later(false)(then);
        changed();
      },
      selectComponent: () => null,
      createSelectorQuery: selector,
      getOpenerEventChannel: () => ({ emit: quiet, on: quiet }),
    };
    const draw = () => flat(render, render(`${route}.wxml`)(data, {}, {}));
    const call = (hook: string, ...given: unknown[]) => {
      const work = (instance as PageConfig)[hook];
      return typeof work === 'function' ? guarded(() => (work as Hook).apply(instance, given)) : undefined;
    };

    /** The element and what it stands in, the innermost first. */
    function lineTo(id: string): Element[] {
      const seek = (element: Element): Element[] | undefined => {
        if (element.attr?.id === id) return [element];
        for (const child of element.children ?? []) {
          const found = typeof child === 'string' ? undefined : seek(child);
          if (found) return [...found, element];
        }
        return undefined;
      };
      const line = seek(draw());
      if (!line) throw new Error(`${route} has no #${id}; it shows: ${page.text()}`);
      return line;
    }

    function fire(id: string, type: string, detail: object): void {
      const line = lineTo(id);
      const [target] = line;
      if (target?.attr?.disabled === true) throw new Error(`#${id} on ${route} is disabled`);
      const named = ({ attr = {} }: Element) => ({ id: attr.id, dataset: { sid: attr['data-sid'] } });
      const heard = line.filter(({ attr = {} }) => attr[`bind${type}`] === 'eh' || attr[`catch${type}`] === 'eh');
      if (heard.length === 0) throw new Error(`nothing on ${route} listens to ${type} of #${id}`);
      for (const element of type === 'tap' ? heard : heard.slice(0, 1)) {
        const event = {
          type,
          timeStamp: Date.now(),
          detail,
          touches: [],
          changedTouches: [],
          mark: {},
          target: named(line[0] as Element),
          currentTarget: named(element),
        };
        call('eh', event);
        if (element.attr?.[`catch${type}`] === 'eh') break;
      }
    }

    const page: OpenPage = {
      route,
      query,
      instance,
      call,
      text: () => words(draw()).join(' ').replace(/\s+/g, ' ').trim(),
      attributes(id) {
        let found: Record<string, unknown> | undefined;
        walk(draw(), ({ attr }) => {
          if (attr?.id === id) found = attr;
        });
        return found;
      },
      pictures() {
        const found: string[] = [];
        walk(draw(), ({ tag, attr }) => {
          if (tag === 'wx-image') found.push(String(attr?.src ?? ''));
        });
        return found;
      },
      tap: (id) => inTurn(() => fire(id, 'tap', { x: 0, y: 0 })),
      type: (id, value) => fire(id, 'input', { value, cursor: value.length }),
      happens(id, type, detail = {}) {
        const [button] = lineTo(id);
        const openType = String(button?.attr?.openType).toLowerCase();
        if (openType !== type) throw new Error(`#${id} on ${route} is a button of ${openType}, not of ${type}`);
        if (type === 'agreeprivacyauthorization') agreedBy.add(id);
        const event = () => inTurn(() => fire(id, type, detail));
        if (type === 'chooseavatar') needPrivacy('chooseAvatar', {}, event);
        else event();
      },
      pick: (id, value) => fire(id, 'change', { value }),
      shareAppMessage: (from = 'menu') => call('onShareAppMessage', { from, target: {} }) as AppMessage | undefined,
      shareTimeline: () => call('onShareTimeline') as TimelineMessage | undefined,
      reachBottom: () => void call('onReachBottom'),
    };
    return page;
  }

  function push(url: string): void {
    stack.at(-1)?.call('onHide');
    const page = makePage(url);
    stack.push(page);
    page.call('onLoad', page.query);
    page.call('onShow');
    page.call('onReady');
    changed();
  }

  function pop(): void {
    stack.pop()?.call('onUnload');
    changed();
  }

  // ---- what a test holds

  const top = (): OpenPage => {
    const page = stack.at(-1);
    if (!page) throw new Error('no page is open');
    return page;
  };

  async function until(met: () => boolean, what: () => string): Promise<void> {
    const ended = AbortSignal.timeout(PATIENCE);
    while (!met()) {
      try {
        await once(changes, 'changed', { signal: ended });
      } catch {
        throw new Error(`after ${PATIENCE / 1000} s: ${what()}${errors.length > 0 ? `\n${errors.join('\n')}` : ''}`);
      }
    }
  }

  const weapp: Weapp = {
    appJson,
    files,
    drawing,
    routes,
    calls,
    requests,
    errors,
    storage,
    outage: false,
    loseAnswerOf: undefined,
    stack,
    page: top,
    open(url) {
      push(url);
      return top();
    },
    async shows(wanted, route) {
      const there = () => (route === undefined || top().route === route) && top().text().includes(wanted);
      await until(
        there,
        () => `${route ?? 'the page'} does not show "${wanted}"; ${top().route} shows: ${top().text()}`,
      );
      return top();
    },
    async idle() {
      const drawing = () => [...timers.values()].some((delay) => delay <= DRAWING);
      await until(
        () => asking === 0 && !drawing(),
        () => `not at rest; ${asking} requests are open`,
      );
      // What a promise still has to say is said now.
      await new Promise((resolved) => setImmediate(resolved));
      if (asking > 0 || drawing()) await weapp.idle();
    },
    close() {
      closed = true;
      for (const timer of timers.keys()) clearTimeout(timer);
      timers.clear();
    },
  };

  // ---- start

  const loaded = new Map<string, { exports: unknown }>();
  function load(file: string): unknown {
    const path = file.endsWith('.js') ? file : `${file}.js`;
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const code = `(function (require, module, exports) {${readFileSync(path, 'utf8')}\n})`;
    const run = runInContext(code, context, { filename: path }) as Hook;
    run.call(undefined, (name: string) => load(resolve(path, '..', name)), module, module.exports);
    return module.exports;
  }
  load(join(folder, 'app.js'));
  for (const route of routes) {
    for (const end of ['.json', '.wxml']) {
      if (!existsSync(join(folder, route + end))) errors.push(`${route}${end} is missing`);
    }
    loading = route;
    guarded(() => load(join(folder, route)));
  }
  const appHook = (hook: string) => {
    const work = appConfig[hook];
    if (typeof work === 'function') guarded(() => (work as Hook).call(appConfig, entry));
  };
  appHook('onLaunch');
  appHook('onShow');
  push(enter.path ?? `/${appJson.pages[0]}`);
  return weapp;
}

/** Elements too deep for the templates go on inside a component of Taro's; here they go on in place. */
function flat(render: Render, element: Element): Element {
  const { attr } = element;
  const children =
    element.tag === 'wx-comp' && attr?.i
      ? (render('comp.wxml')({ i: attr.i, l: attr.l ?? '' }, {}, {}).children ?? [])
      : (element.children ?? []);
  return { ...element, children: children.map((child) => (typeof child === 'string' ? child : flat(render, child))) };
}

function walk(element: Element, visit: (element: Element) => void): void {
  visit(element);
  for (const child of element.children ?? []) if (typeof child !== 'string') walk(child, visit);
}

/** The words of an element, one entry a block; text runs on in the same entry. */
function words(element: Element, found: string[] = ['']): string[] {
  const block = !['wx-text', 'virtual'].includes(element.tag);
  if (block) found.push('');
  for (const child of element.children ?? []) {
    if (typeof child === 'string') found[found.length - 1] += child;
    else words(child, found);
  }
  if (block) found.push('');
  return found;
}
