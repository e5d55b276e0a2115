/** The stand-in's checks are as strict as WeChat's, and its pushes are signed, late, lost and forged as told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushSignature } from '../../functions/wechat/messagePush';
import { pushForgeries } from '../../scripts/wechatStandIn/types';
import { HOUR, SECOND } from '../../shared/time';
import { type Bench, openBench } from '../support/standIn';

const TOKEN = 'tokenofthetests';

let bench: Bench;
let pictures: Server;
let pictureUrl: string;
let openid: string;
let token: string;

beforeAll(async () => {
  bench = await openBench();
  pictures = createServer((request, response) => {
    const gone = request.url === '/gone.jpg';
    response.writeHead(gone ? 404 : 200, { 'content-type': 'image/jpeg' }).end('a picture');
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  pictureUrl = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
  const [person] = await bench.control.registerPeople([{ id: 'linjie', name: '林姐' }]);
  openid = person!.openid;
});
afterAll(async () => {
  await new Promise((resolve) => pictures.close(resolve));
  await bench.close();
});
beforeEach(async () => {
  await bench.reset();
  await bench.control.visit('linjie');
  await bench.control.pushTo({ url: `${bench.receiver.url}/wechat/push`, token: TOKEN });
  await freshToken();
});

async function freshToken(): Promise<void> {
  const { appid, secret } = bench.standIn.credentials.app;
  const answer = await fetch(`${bench.standIn.url}/cgi-bin/stable_token`, {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid, secret }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
}

async function post(path: string, body: object | string): Promise<Record<string, unknown>> {
  const response = await fetch(`${bench.standIn.url}${path}?access_token=${token}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}
const text = (changes: object = {}) =>
  post('/wxa/msg_sec_check', { version: 2, openid, scene: 1, content: '小桃', ...changes });
const picture = (changes: object = {}) =>
  post('/wxa/media_check_async', {
    version: 2,
    openid,
    scene: 1,
    media_type: 2,
    media_url: `${pictureUrl}/face.jpg`,
    ...changes,
  });

describe('a text', () => {
  it('passes, unless WeChat was told to take offence', async () => {
    await bench.control.content({ risky: ['坏话'], review: ['可疑'] });
    expect(await text()).toMatchObject({ errcode: 0, result: { suggest: 'pass', label: 100 } });
    expect(await text({ content: '说坏话的人' })).toMatchObject({ result: { suggest: 'risky' } });
    expect(await text({ content: '有点可疑' })).toMatchObject({ result: { suggest: 'review' } });
    expect(await text({ content: '桃'.repeat(2500) })).toMatchObject({ errcode: 0 });
  });

  it.each([
    ['of nobody', { openid: 'oNobody' }, 40003],
    ['in the old version', { version: 1 }, 40097],
    ['without a version', { version: undefined }, 40097],
    ['for no scene', { scene: 5 }, 40097],
    ['that is empty', { content: '' }, 44004],
    ['that is too long', { content: '桃'.repeat(2501) }, 45002],
  ])('%s is refused', async (_, changes, errcode) => {
    expect(await text(changes)).toMatchObject({ errcode });
  });

  it('is checked only for who was there within two hours', async () => {
    await bench.advance(2 * HOUR - SECOND);
    expect(await text()).toMatchObject({ errcode: 0 });
    await bench.advance(SECOND);
    await freshToken();
    expect(await text()).toMatchObject({ errcode: 61010 });
    expect(await picture()).toMatchObject({ errcode: 61010 });
    await bench.control.visit('linjie');
    expect(await text()).toMatchObject({ errcode: 0 });
  });

  it('needs a token, and JSON', async () => {
    expect(await post('/wxa/msg_sec_check', '{')).toMatchObject({ errcode: 47001 });
    token = 'nobody';
    expect(await text()).toMatchObject({ errcode: 40001 });
  });
});

describe('a picture', () => {
  it('is taken on, and what it comes to is pushed, signed', async () => {
    const { trace_id: traceId } = await picture();
    expect(bench.receiver.received).toHaveLength(0);
    await bench.control.flush({ everything: true });
    const [push] = bench.receiver.received;
    const query = new URL(push!.path, 'http://x').searchParams;
    const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
    expect(query.get('signature')).toBe(pushSignature(TOKEN, timestamp, nonce));
    expect(JSON.parse(push!.rawBody)).toMatchObject({
      MsgType: 'event',
      Event: 'wxa_media_check',
      appid: bench.standIn.credentials.app.appid,
      trace_id: traceId,
      version: 2,
      errcode: 0,
      result: { suggest: 'pass' },
    });
  });

  it('that cannot be fetched is pushed as failed', async () => {
    await picture({ media_url: `${pictureUrl}/gone.jpg` });
    await bench.control.flush({ everything: true });
    expect(JSON.parse(bench.receiver.received[0]!.rawBody)).toMatchObject({ errcode: -1008 });
  });

  it.each([
    ['a sound', { media_type: 1 }],
    ['of a kind that WeChat does not read', { media_url: 'http://x/face.webp' }],
    ['without an address', { media_url: 'face.jpg' }],
  ])('%s is refused', async (_, changes) => {
    expect(await picture(changes)).toMatchObject({ errcode: 40097 });
  });

  it('is pushed three times in all until it is answered 200', async () => {
    bench.receiver.answer(404);
    await picture();
    for (let push = 0; push < 5; push++) await bench.control.flush({ everything: true });
    expect(bench.receiver.received).toHaveLength(3);
    expect(await bench.control.pushes()).toMatchObject([{ state: 'gaveUp', attempts: 3, lastStatus: 404 }]);
  });

  it('is withheld until it is released, or comes late, as told', async () => {
    const fault = { match: { operation: 'push' as const }, times: 1 };
    await bench.control.addFault({ ...fault, effect: { kind: 'withhold' } });
    await picture();
    await bench.control.flush({ everything: true });
    expect(bench.receiver.received).toHaveLength(0);
    expect(await bench.control.releasePushes()).toMatchObject([{ status: 200 }]);
    await bench.control.addFault({ ...fault, effect: { kind: 'delayNotify', ms: HOUR } });
    await picture();
    await bench.control.flush();
    expect(bench.receiver.received).toHaveLength(1);
    await bench.advance(HOUR);
    await bench.control.flush();
    expect(bench.receiver.received).toHaveLength(2);
  });

  it.each(pushForgeries)('can be forged: %s', async (variant) => {
    const { trace_id: traceId } = await picture();
    const forged = await bench.control.forgePush({ traceId: String(traceId), variant, suggest: 'pass' });
    expect(forged).toMatchObject({ forged: variant, status: 200 });
    expect(bench.receiver.received).toHaveLength(1);
    expect(await bench.control.pushes()).toMatchObject([{ state: 'pending', attempts: 0 }]);
  });
});
