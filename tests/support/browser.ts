/** People in a browser: each has a context of their own, sees what is on screen, and taps by id. */
import jsQR from 'jsqr';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium';

export const PHONE = { width: 375, height: 812 };
export const SMALL_PHONE = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 800 };
/** Where the desk's layout begins, and where its side bar is a rail. */
export const TABLET = { width: 800, height: 1000 };
export const SMALL_DESK = { width: 1024, height: 768 };

export interface Tab {
  readonly page: Page;
  /** Goes to a page of the app: `/pages/group/index?id=…`; without a path, home. */
  open(path?: string): Promise<void>;
  /** Goes to a whole address, as from a message. */
  follow(link: string): Promise<void>;
  /** Waits until the words are on screen, spaces aside. @param within ms */
  shows(words: string, within?: number): Promise<void>;
  /** What is on screen, without spaces. */
  text(): Promise<string>;
  /** The element with this id that is on screen; pages beneath keep theirs. */
  at(id: string): Locator;
  tap(id: string): Promise<void>;
  type(id: string, words: string): Promise<void>;
  /** A key of the keyboard, wherever the focus is: `j`, `Enter`, `Escape`. */
  press(key: string): Promise<void>;
  /** What the picture of a code says that is on screen, as a camera reads it. */
  scan(id: string): Promise<string>;
  /** Another tab of the same browser. */
  beside(): Promise<Tab>;
  /** Fails if there was a complaint in the console, or an exception. Called for every tab at the end. */
  quiet(): void;
  /** Complaints that a test brings about on purpose. */
  tolerated: RegExp | undefined;
}

export interface People {
  /** A new browser context, with nobody signed in. */
  come(size?: { width: number; height: number }): Promise<Tab>;
  /** Checks that every tab is quiet, and closes them. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

const SOON = 10_000;
/** One transparent pixel for every picture: no test depends on which the demo shop has. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==',
  'base64',
);

/** The words of the page on screen. As text: what runs there is not compiled here. */
const WORDS = `document.body.innerText.replace(/\\s+/g, '')`;

/** Decodes a screenshot in the page; as text, like everything that runs there. */
const pixelsOf = (picture: Buffer) => `(async () => {
  const image = new Image();
  image.src = 'data:image/png;base64,${picture.toString('base64')}';
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return { pixels: btoa(data.reduce((text, value) => text + String.fromCharCode(value), '')), width, height };
})()`;

const spaceless = (words: string) => words.replace(/\s+/g, '');

/** @param site where the H5 build is served */
export async function openPeople(site: () => string): Promise<People> {
  const browser = await launchChromium();
  const here: Array<{ context: BrowserContext; tab: Tab }> = [];
  return {
    async come(size = PHONE) {
      const phone = size.width < 600;
      const context = await browser.newContext({
        viewport: size,
        isMobile: phone,
        hasTouch: phone,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      context.setDefaultTimeout(SOON);
      await context.route('**/pictures/**', (route) => route.fulfill({ body: PIXEL, contentType: 'image/png' }));
      const open = async (): Promise<Tab> => {
        const tab = tabOf(await context.newPage(), site, open);
        here.push({ context, tab });
        return tab;
      };
      return await open();
    },
    async leave() {
      const left = here.splice(0);
      for (const { context } of left) await context.close();
      for (const { tab } of left) tab.quiet();
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page, site: () => string, beside: () => Promise<Tab>): Tab {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));

  const tab: Tab = {
    page,
    beside,
    tolerated: undefined,
    async open(path = '/pages/home/index') {
      await page.goto(`${site()}/#${path}`);
    },
    async follow(link) {
      await page.goto(link);
    },
    async shows(words, within = SOON) {
      try {
        const wanted = JSON.stringify(spaceless(words));
        await page.waitForFunction(`${WORDS}.includes(${wanted})`, undefined, { timeout: within, polling: 50 });
      } catch {
        throw new Error(`${page.url()} does not show "${words}" within ${within} ms, but: ${await tab.text()}`);
      }
    },
    text: async () => (await page.evaluate(WORDS)) as string,
    at: (id) => page.locator(`[id="${id}"] >> visible=true`).first(),
    // Waits until it is at rest and nothing lies over it, as a finger does.
    tap: (id) => tab.at(id).click(),
    async type(id, words) {
      const field = `input[id="${id}"], [id="${id}"] :is(input, textarea)`;
      await page.locator(`${field} >> visible=true`).first().fill(words);
    },
    press: (key) => page.keyboard.press(key),
    async scan(id) {
      const picture = await tab.at(id).screenshot();
      const { pixels, width, height } = (await page.evaluate(pixelsOf(picture))) as {
        pixels: string;
        width: number;
        height: number;
      };
      const code = jsQR(Uint8ClampedArray.from(Buffer.from(pixels, 'base64')), width, height);
      if (code === null) throw new Error(`no camera reads #${id}`);
      return code.data;
    },
    quiet() {
      const heard = complaints.filter((complaint) => !tab.tolerated?.test(complaint));
      if (heard.length > 0) throw new Error(`the browser complains:\n${heard.join('\n')}`);
    },
  };
  return tab;
}
