/** The local shop's messages: what its stand-in knows is what its configuration would take, and can be sent. */
import { parseConfig } from '../../functions/config';
import { sendSubscribeMessage } from '../../functions/wechat/message';
import { newSecrets, registerTemplates } from '../../scripts/local';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import { MESSAGE_KINDS, type MessageValues, messageData } from '../../shared/domain/message';
import { temporaryFolder } from '../support/standIn';

const folder = temporaryFolder();
let standIn: StandIn;
beforeAll(async () => {
  standIn = await spawnStandIn({ dataDir: folder.path });
});
afterAll(async () => {
  await standIn.stop();
  folder.remove();
});

it('has a template of each kind, which everybody has consented to', async () => {
  const templates = await registerTemplates(standIn);
  const { app } = standIn.credentials;
  const { WECHAT_TEMPLATES } = parseConfig({
    NODE_ENV: 'test',
    MONGODB_URI: 'mongodb://127.0.0.1:1/',
    PUBLIC_BASE_URL: standIn.url,
    WECHAT_APPID: app.appid,
    WECHAT_SECRET: app.secret,
    WECHAT_TEMPLATES: JSON.stringify(templates),
    ...newSecrets(),
  });
  expect(WECHAT_TEMPLATES).toEqual(templates);
  expect(Object.keys(templates)).toEqual([...MESSAGE_KINDS]);

  const [person] = await standIn.control.registerPeople([{ id: 'xiaoman', name: '周小满' }]);
  const values: MessageValues = {
    title: '桃',
    amount: 1,
    size: 3,
    missing: 1,
    deadline: 0,
    company: '顺丰速运',
    trackingNumber: 'SF1001',
    code: '482913',
    place: '阳山邻里中心',
    account: '微信零钱',
    note: '还差 1 人，分享给朋友吧',
  };
  const given = {
    app: { base: standIn.url, ...app },
    store: { get: async () => undefined, set: async () => {} },
    now: await standIn.control.now(),
  };
  for (const kind of MESSAGE_KINDS) {
    const template = templates[kind]!;
    const message = {
      openid: person?.openid ?? '',
      templateId: template.id,
      page: 'pages/group/index?id=grp_1',
      data: messageData(kind, template, values),
      state: 'developer',
    } as const;
    expect([kind, await sendSubscribeMessage(given, message)]).toEqual([kind, 'sent']);
    expect([kind, await sendSubscribeMessage(given, message)]).toEqual([kind, 'sent']);
  }
});
