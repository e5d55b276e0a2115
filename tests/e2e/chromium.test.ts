/** The browser that the end-to-end tests drive, also as it is found on a machine with nothing installed. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fontsReady, launchChromium, serveChineseFont } from '../../scripts/chromium';

const page = `<!doctype html><meta charset="utf-8"><style>body { font-family: 'Noto Sans SC' }</style>
  <button onclick="this.textContent = '已开团'">立即开团</button>`;
let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

test.each([
  ['the one found first', {}],
  ['the one of the npm package with its own libraries', { bundledOnly: true }],
])('%s opens a page, clicks, and shows Chinese', async (_name, options) => {
  const browser = await launchChromium(options);
  try {
    const context = await browser.newContext();
    await serveChineseFont(context);
    const tab = await context.newPage();
    await tab.goto(address);
    await tab.getByText('立即开团').click();
    expect(await tab.locator('button').textContent()).toBe('已开团');
    await fontsReady(tab);
    expect(await tab.evaluate(() => [...document.fonts].some((font) => font.status === 'loaded'))).toBe(true);
  } finally {
    await browser.close();
  }
});
