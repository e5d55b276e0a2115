/** The one address of a plain Node host: files of two folders and nothing else, and whose calls are counted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../functions/usecases/app';
import { createSite } from '../../scripts/site';
import { temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
const h5 = join(folder.path, 'h5');
const log = { info() {}, warn() {}, error() {} };
// Nothing here comes as far as the database.
const app = { now: () => 1, log, settings: { cronSecret: 'x' } } as unknown as App;

beforeAll(() => {
  mkdirSync(h5);
  writeFileSync(join(h5, 'index.html'), '<p>shop</p>');
  writeFileSync(join(h5, '.env'), 'JWT_SECRET=x');
  writeFileSync(join(folder.path, 'secret.json'), '{}');
});
afterAll(() => folder.remove());

describe('files', () => {
  const site = createSite(app, { h5, pictures: h5 });
  const get = async (path: string) => site.fetch(new Request(`http://shop${path}`));

  it('serves the app', async () => {
    const response = await get('/');
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: '<p>shop</p>' });
  });

  it.each([
    '/..%2Fsecret.json',
    '/%2e%2e%2fsecret.json',
    '//etc/passwd',
    '/%2Fetc%2Fpasswd',
    '/.env',
    '/index.html%00.png',
    '/%E0%A4%A',
    '/nothing.js',
    '/pictures/..%2Fsecret.json',
    '/pictures/%2e%2e%2fsecret.json',
  ])('%s is not found', async (path) => {
    const response = await get(path);
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 404, text: 'not found' });
  });
});

it('a caller behind our proxy is the address that the proxy saw, whatever the caller wrote before it', async () => {
  const counted: string[] = [];
  const rateLimit = async (_: string, who: string) => {
    counted.push(who);
    return false;
  };
  const site = createSite(app, { rateLimit, trustProxy: true });
  for (const forwarded of ['10.0.0.9', '6.6.6.6, 10.0.0.9', '6.6.6.6,7.7.7.7,10.0.0.9']) {
    const headers = { 'x-forwarded-for': forwarded };
    const request = new Request('http://shop/api/session.renew', { method: 'POST', headers, body: '{}' });
    expect((await site.fetch(request)).status).toBe(429);
  }
  expect(counted).toEqual(['10.0.0.9', '10.0.0.9', '10.0.0.9']);
});
