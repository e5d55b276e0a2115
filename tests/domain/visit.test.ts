import { CHANNELS, isPreview, isRobot, visitId } from '../../shared/domain/visit';
import { startOfDay } from '../../shared/time';

describe('one visit for each person, share and day', () => {
  const midnight = startOfDay('2026-03-02');

  it('is the same all day in Shanghai, and another one the next', () => {
    const day = [midnight, midnight + 1, startOfDay('2026-03-03') - 1].map((at) => visitId('t1', 'usr_a', at));
    expect(new Set(day).size).toBe(1);
    // Eight in the evening in London is four in the morning in Shanghai: the day is Shanghai's.
    expect(visitId('t1', 'usr_a', Date.parse('2026-03-01T20:00:00Z'))).toBe(day[0]);
    expect(visitId('t1', 'usr_a', midnight - 1)).not.toBe(day[0]);
    expect(visitId('t1', 'usr_a', startOfDay('2026-03-03'))).not.toBe(day[0]);
  });

  it('is another one for another person, and for another share', () => {
    const ids = [visitId('t1', 'usr_a', midnight), visitId('t1', 'usr_b', midnight), visitId('t2', 'usr_a', midnight)];
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^vis_[0-9A-Za-z]+$/);
  });

  it('has four ways to go out, a token each', () => expect(new Set(CHANNELS).size).toBe(4));

  it('is a preview in Moments’ single-page mode only', () =>
    expect([1154, 1155, 1007, undefined].map(isPreview)).toEqual([true, false, false, false]));
});

describe('who is no person', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

  it.each([
    [
      'WeChat on an iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN',
    ],
    [
      'WeChat on Android',
      `Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) ${webkit} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MMWEBID/8812 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 Weixin NetType/5G Language/zh_CN ABI/arm64 MiniProgramEnv/android`,
    ],
    [
      'WeChat at a desk',
      `Mozilla/5.0 (Windows NT 10.0; WOW64) ${webkit} Chrome/107.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/8555`,
    ],
    [
      'Safari on an iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    ],
    ['Chrome', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/126.0.0.0 Safari/537.36`],
    [
      'HarmonyOS',
      `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${webkit} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300`,
    ],
    [
      'QQ Browser',
      `Mozilla/5.0 (Linux; U; Android 13; zh-cn; V2171A Build/TP1A) ${webkit} Version/4.0 Chrome/98.0.4758.102 MQQBrowser/13.9 Mobile Safari/537.36`,
    ],
    [
      'a phone of the maker Cubot',
      `Mozilla/5.0 (Linux; Android 12; CUBOT P60) ${webkit} Chrome/120.0.0.0 Mobile Safari/537.36`,
    ],
    ['another one', `Mozilla/5.0 (Linux; Android 9; CUBOT_X19_S) ${webkit} Chrome/120.0.0.0 Mobile Safari/537.36`],
  ])('%s is one', (_, userAgent) => expect(isRobot(userAgent, undefined)).toBe(false));

  it.each([
    ['Google', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    [
      'Google on a phone',
      `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${webkit} Chrome/125.0.6422.175 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
    ],
    ['Baidu', 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)'],
    ['Sogou', 'Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)'],
    [
      'ByteDance',
      `Mozilla/5.0 (Linux; Android 5.0) ${webkit} Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)`,
    ],
    ['Bing', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
    ['Facebook', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
    ['X', 'Twitterbot/1.0'],
    ['Slack', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['Telegram', 'TelegramBot (like TwitterBot)'],
    ['WhatsApp, which fetches what it shows of a link', 'WhatsApp/2.23.20.0'],
    ['DingTalk', 'DingTalkBot-LinkService/1.0 (+https://open.dingtalk.com)'],
    ['curl', 'curl/8.5.0'],
    ['wget', 'Wget/1.21.4'],
    ['Python', 'python-requests/2.32.3'],
    ['Go', 'Go-http-client/2.0'],
    ['nobody', ''],
    ['nobody at all', undefined],
  ])('%s is', (_, userAgent) => expect(isRobot(userAgent, undefined)).toBe(true));

  it('is a browser that only fetches ahead', () => {
    const chrome = `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/126.0.0.0 Safari/537.36`;
    for (const purpose of ['prefetch', 'prefetch;prerender', 'Preview']) expect(isRobot(chrome, purpose)).toBe(true);
    expect(isRobot(chrome, '')).toBe(false);
  });
});
