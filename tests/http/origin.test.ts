/** The words for where a call comes from: what a person is asked to recognize before they let a desk in. */
import { createApi, type Host } from '../../functions/http/api';
import { deviceOf, lineOf, networkOf, vercelPlace } from '../../functions/http/origin';
import { vercelHost } from '../../functions/http/vercel';
import type { LoginCodeDoc } from '../../functions/store/collections';
import type { App } from '../../functions/usecases/app';

describe('a device', () => {
  const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)';
  const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
  const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  const PIXEL = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';

  it.each([
    [`${MAC} Chrome/131.0.0.0 Safari/537.36`, 'Chrome · macOS'],
    [`${WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`, 'Edge · Windows'],
    [`${WINDOWS} Chrome/131.0.0.0 Safari/537.36 OPR/117.0.0.0`, 'Opera · Windows'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15',
      'Safari · macOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox · Linux'],
    ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0 Safari/537.36', 'Chrome · ChromeOS'],
    [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`, '微信 · iPhone'],
    [
      `${PIXEL} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49 MiniProgramEnv/android`,
      '微信 · Android',
    ],
    [`${WINDOWS} Chrome/116.0.0.0 Safari/537.36 MicroMessenger/7.0.20 WindowsWechat(0x63090c11)`, '微信 · Windows'],
    [`${IPHONE} Mobile/15E148 wxwork/4.1.30 MicroMessenger/7.0.1`, '企业微信 · iPhone'],
    [`${IPHONE} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`, 'Chrome · iPhone'],
    [`${IPHONE} Version/17.4 Mobile/15E148 Safari/604.1`, 'Safari · iPhone'],
    ['Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) Version/17.4 Safari/604.1', 'Safari · iPad'],
    [`${PIXEL} Chrome/131.0.0.0 Mobile Safari/537.36`, 'Chrome · Android'],
    ['Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) Chrome/114.0 Mobile Safari/537.36', 'Chrome · 鸿蒙'],
    ['SomeApp/1.0 (Windows NT 10.0)', 'Windows'],
    ['Chrome/131.0', 'Chrome'],
    ['curl/8.5.0', '未知设备'],
    ['', '未知设备'],
    [undefined, '未知设备'],
  ])('%s', (userAgent, device) => expect(deviceOf(userAgent)).toBe(device));
});

describe('a network', () => {
  it.each([
    ['113.88.12.34', '网络 113.88.*.*'],
    ['::ffff:113.88.12.34', '网络 113.88.*.*'],
    ['192.168.1.20', '网络 192.168.*.*'],
    ['2408:8207:1c2:3:a1b2:c3d4:e5f6:789', '网络 2408:8207:1c2:3:*:*:*:*'],
    ['2408:8207::789', '网络 2408:8207:0:0:*:*:*:*'],
    ['2408:08207::', '未知网络'],
    ['2408:0007:00A0::1', '网络 2408:7:a0:0:*:*:*:*'],
    ['64:ff9b::113.88.12.34', '网络 64:ff9b:0:0:*:*:*:*'],
    ['fe80::1%eth0', '网络 fe80:0:0:0:*:*:*:*'],
    ['127.0.0.1', '本机'],
    ['::ffff:127.0.0.1', '本机'],
    ['::1', '本机'],
    ['0:0:0:0:0:0:0:1', '本机'],
    ['unknown', '未知网络'],
    ['113.88.12.34:5678', '未知网络'],
    ['<b>', '未知网络'],
  ])('%s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('the line that a call came by', () => {
  it.each([
    ['113.88.12.34', '113.88.12.34'],
    ['::ffff:113.88.12.34', '113.88.12.34'],
    ['2408:8207:1850:2a60:1:2:3:4', '2408:8207:1850:2a60'],
    ['127.0.0.1', undefined],
    ['10.0.0.9', undefined],
    ['172.16.0.1', undefined],
    ['172.32.0.1', '172.32.0.1'],
    ['192.168.1.2', undefined],
    ['100.64.0.1', undefined],
    ['100.128.0.1', '100.128.0.1'],
    ['::1', undefined],
    ['fd00::1', undefined],
    ['fe80::1', undefined],
    ['unknown', undefined],
  ])('%s', (address, line) => expect(lineOf(address)).toBe(line));
});

describe("Vercel's place", () => {
  const place = (headers: Record<string, string>) => vercelPlace((name) => headers[name]);
  it.each([
    [{ 'x-vercel-ip-city': 'Wuxi', 'x-vercel-ip-country-region': 'JS' }, 'Wuxi · JS'],
    [{ 'x-vercel-ip-city': 'S%C3%A3o%20Paulo', 'x-vercel-ip-country-region': 'SP' }, 'São Paulo · SP'],
    [{ 'x-vercel-ip-city': '%E6%97%A0%E9%94%A1' }, '无锡'],
    [{ 'x-vercel-ip-country-region': 'JS' }, 'JS'],
    [{ 'x-vercel-ip-city': '%E0%A4%A', 'x-vercel-ip-country-region': 'JS' }, 'JS'],
    [{}, undefined],
  ])('%j', (headers, words) => expect(place(headers)).toBe(words));
});

describe('the host decides what is believed', () => {
  const headers = {
    'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/131.0.0.0',
    'x-real-ip': '113.88.12.34',
    'x-vercel-ip-city': 'Wuxi',
    'x-vercel-ip-country-region': 'JS',
  };

  /** What a desk that calls with these headers is kept as. */
  async function begun(host: Host): Promise<Partial<LoginCodeDoc>> {
    const kept: LoginCodeDoc[] = [];
    const store = { loginCodes: { insertOne: async (doc: LoginCodeDoc) => kept.push(doc) } };
    const app = { store, now: () => 1, log: { info() {}, warn() {}, error() {} } } as unknown as App;
    const api = createApi(app, { rateLimit: async () => true, ...host });
    const body = JSON.stringify({ device: 'mine', place: 'here', origin: { device: 'mine' } });
    const response = await api.request('/api/desk.start', { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    const [{ device, place } = {}] = kept as Partial<LoginCodeDoc>[];
    return { device, place };
  }

  it("Vercel's headers on Vercel", async () => {
    expect(await begun(vercelHost)).toEqual({ device: 'Chrome · macOS', place: 'Wuxi · JS' });
  });

  it('nobody’s elsewhere: the address is what the socket says', async () => {
    const place = '网络 10.0.*.*';
    expect(await begun({ addressOf: () => '10.0.0.9' })).toEqual({ device: 'Chrome · macOS', place });
  });
});
