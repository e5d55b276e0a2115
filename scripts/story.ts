/**
 * `npm run story`: the whole job, told in a dozen lines with the amounts. It happens over HTTP, in a database and with
 * a WeChat stand-in of its own, on a clock that is moved. Every amount is compared with the one worked out by hand
 * here; at the end the ledger is summed and compared with WeChat's books. Exits 1 if anything is off by a fen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import { compose } from '../functions/http/compose';
import type { Collections } from '../functions/store/collections';
import { balancesOf } from '../functions/store/ledger';
import { connect } from '../functions/store/mongo';
import type { EndpointName, Input, Output } from '../shared/contracts/contracts';
import { formatFen } from '../shared/money';
import { DAY, HOUR, type Ms } from '../shared/time';
import { compareBooks } from './compareBooks';
import { openDatabase } from './database';
import { openDoor } from './host';
import { localConfig, newSecrets, refuseProduction, settleNow, terminalLog } from './local';
import { people } from './seed/people';
import { openShop } from './seed/seed';
import { campaignId, MCHID, MERCHANT, skuId } from './seed/shop';
import { createSite } from './site';
import { spawnStandIn } from './wechatStandIn/spawn';

/** Noon in Shanghai. */
const START: Ms = Date.parse('2026-03-01T12:00:00+08:00');
const REFUND_TAKES: Ms = 10 * 60_000;

interface StoryOptions {
  readonly uri: string;
  readonly client: MongoClient;
  /** The name of a database that is empty. */
  readonly database: string;
  /** Told the story, line by line. */
  readonly tell: (line: string) => void;
  /** Is let into the store before the books are compared; a test looks whether the story notices. */
  readonly meddle?: (store: Collections) => Promise<void>;
}

/** Tells the story. @returns what is not as it should be, one sentence each */
export async function story({ uri, client, database, tell, meddle }: StoryOptions): Promise<string[]> {
  const faults: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'pinkan-story-'));
  const standIn = await spawnStandIn({ dataDir: folder });
  const door = await openDoor(0);
  try {
    const url = `http://127.0.0.1:${door.port}`;
    const config = localConfig({ uri, database, secrets: newSecrets(), standIn, url });
    let time = START;
    const now = () => time;
    const log = terminalLog((line) => faults.push(line));
    await standIn.control.clock({ now: time, frozen: true });
    await openShop({ config, client, standIn, now, log });
    const { app } = compose(config, { client, now, log });
    door.open(createSite(app, { standIn: standIn.url }));

    const is = (what: string, actual: unknown, wanted: unknown) => {
      if (actual !== wanted) faults.push(`${what}: ${String(actual)} instead of ${String(wanted)}`);
    };
    const settled = () => settleNow(app, standIn);
    const later = async (by: Ms) => {
      time += by;
      await standIn.control.clock({ now: time, frozen: true });
      await settled();
    };

    async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${path} answers ${response.status} ${JSON.stringify(answer)}`);
      return answer as T;
    }
    type Call = <K extends EndpointName>(name: K, input: Input<K>) => Promise<Output<K>>;
    /** Signs in as this person; the returned calls sign in again when the token has grown old. */
    const signIn = async (id: string): Promise<{ id: string; name: string; call: Call }> => {
      let session: Output<'session.create'> | undefined;
      const token = async () => {
        if (session === undefined || session.expiresAt <= time) {
          const { code } = await post<{ code: string }>('/standin/login', { person: id });
          session = await post<Output<'session.create'>>('/api/session.create', { code });
        }
        return session.token;
      };
      await token();
      const name = session?.person.name ?? '';
      is(`the name of ${id}`, name, people.find((person) => person.id === id)?.name);
      return { id, name, call: async (endpoint, input) => post(`/api/${endpoint}`, input, await token()) };
    };
    type Person = Awaited<ReturnType<typeof signIn>>;

    let requests = 0;
    /** Places an order for one piece in a group, pays what the sheet asks, and waits for WeChat's notification. */
    const buy = async (
      person: Person,
      [product, sku]: [string, string],
      price: number,
      into?: string,
      card?: string,
    ) => {
      const placed = await person.call('order.place', {
        requestId: `story-${++requests}-request`,
        lines: [{ skuId: skuId(product, sku), quantity: 1 }],
        campaignId: campaignId(product),
        seenTotal: price,
        ...(into === undefined ? {} : { groupId: into }),
        ...(card === undefined ? {} : { shareToken: card }),
      });
      const paid = await post<{ total: number }>('/standin/pay', { ...placed.payment.params, person: person.id });
      is(`what ${person.name} paid`, paid.total, price);
      await standIn.control.flush();
      return { orderId: placed.orderId, groupId: placed.groupId ?? '' };
    };
    const group = (person: Person, groupId: string) => person.call('group.get', { groupId });
    const wallet = (person: Person) => person.call('earnings.get', { merchantId: MERCHANT });

    const [leader, friend, third] = [await signIn('xiaoman'), await signIn('ajie'), await signIn('linjie')];

    const peach: [string, string] = ['peach', 'half'];
    const first = await buy(leader, peach, 2990);
    is('people missing after the leader paid', (await group(leader, first.groupId)).missing, 2);
    tell('1. 周小满开团：阳山水蜜桃 5 斤装，单买 ¥39.90，3 人团 ¥29.90。付了 ¥29.90，还差 2 人');

    const target = { kind: 'group', id: first.groupId } as const;
    const { token: card } = await leader.call('share.create', { target });
    for (const person of [friend, third]) {
      const { binding, sharer } = await person.call('share.open', { token: card, scene: 1007 });
      is(`whose ${person.name} is`, `${binding} ${sharer.name}`, 'bound 周小满');
    }
    tell('2. 她把团卡发给阿杰和林姐。两人点开，推荐人都是周小满');

    const second = await buy(friend, peach, 2990, first.groupId, card);
    is('people missing after the second paid', (await group(friend, first.groupId)).missing, 1);
    tell('3. 阿杰参团，付了 ¥29.90，还差 1 人');

    const last = await buy(third, peach, 2990, first.groupId, card);
    is('the group', (await group(third, first.groupId)).status, 'formed');
    const buyers = [
      { person: leader, orderId: first.orderId },
      { person: friend, orderId: second.orderId },
      { person: third, orderId: last.orderId },
    ];
    for (const { person, orderId } of buyers) {
      is(`the order of ${person.name}`, (await person.call('order.get', { orderId })).status, 'toShip');
    }
    tell('4. 林姐参团，付了 ¥29.90。成团了，三张订单都待发货');

    const lines = (await leader.call('earnings.list', { merchantId: MERCHANT })).earnings;
    is('lines of earnings', lines.map(({ status, amount }) => `${status} ${amount}`).join(), 'held 239,held 239');
    is('the reason', `${lines[0]?.why?.base} ${lines[0]?.why?.rate}`, '2990 800');
    is('held', (await wallet(leader)).held, 478);
    tell('5. 周小满的收益：两笔冻结中，每笔是实付 ¥29.90 的 8%，¥2.39，共 ¥4.78');

    const [xubo, fangyi] = [await signIn('xubo'), await signIn('fangyi')];
    const apple: [string, string] = ['apple', 'five'];
    const lone = await buy(xubo, apple, 2580);
    const { token: appleCard } = await xubo.call('share.create', { target: { kind: 'group', id: lone.groupId } });
    await fangyi.call('share.open', { token: appleCard, scene: 1007 });
    const joined = await buy(fangyi, apple, 2580, lone.groupId, appleCard);
    is('held for the other leader', (await wallet(xubo)).held, 206);
    tell('6. 许伯也开一团：大凉山丑苹果 3 人团 ¥25.80，方姨点他的卡参团。还差 1 人，许伯有 ¥2.06 冻结中');

    await later(24 * HOUR);
    await later(REFUND_TAKES);
    for (const [person, { orderId }] of [
      [xubo, lone],
      [fangyi, joined],
    ] as const) {
      const order = await person.call('order.get', { orderId });
      is(`the refund of ${person.name}`, `${order.refund?.status} ${order.refund?.amount}`, 'arrived 2580');
    }
    is('the failed group', (await group(xubo, lone.groupId)).status, 'failed');
    is('held for a sale that was undone', (await wallet(xubo)).held, 0);
    tell('7. 24 小时过去，没满 3 人：两笔 ¥25.80 已退回微信零钱，许伯那 ¥2.06 冲回，余 ¥0.00');

    const owner = await signIn('zhanggui');
    for (const { orderId } of buyers) {
      const parcel = { company: '顺丰速运', trackingNumber: `SF${orderId.slice(-8)}` };
      is(
        'shipped',
        (await owner.call('shopOrder.ship', { merchantId: MERCHANT, orderId, ...parcel })).status,
        'shipped',
      );
    }
    tell('8. 吴掌柜发出三个包裹');

    await later(DAY);
    for (const { person, orderId } of buyers) {
      is('received', (await person.call('order.receive', { orderId })).status, 'received');
    }
    await later(7 * DAY - HOUR);
    is('held an hour before the after-sale window ends', (await wallet(leader)).held, 478);
    tell('9. 第二天三人都收到了货。7 天售后期里，¥4.78 仍在冻结中');

    await later(HOUR);
    const { held, available } = await wallet(leader);
    is('held at the end', held, 0);
    is('available at the end', available, 478);
    tell('10. 7 天一到，周小满的 ¥4.78 可以提现了');

    await meddle?.(app.store);
    const books = await standIn.control.books(MCHID);
    const received = books.transactions.reduce((sum, one) => sum + (one.transactionId ? one.total : 0), 0);
    const returned = books.refunds.reduce((sum, one) => sum + (one.status === 'SUCCESS' ? one.refund : 0), 0);
    is('what WeChat took', received, 3 * 2990 + 2 * 2580);
    is('what WeChat gave back', returned, 2 * 2580);
    const balances = await balancesOf(app.store, MERCHANT);
    const wallets = [...balances].reduce((sum, [key, fen]) => sum + (key.startsWith('wallet/') ? fen : 0), 0);
    const sales = balances.get('sales') ?? 0;
    is('what is in the wallets', wallets, 478);
    is("what is the merchant's", sales, 3 * 2990 - 478);
    tell(
      `11. 微信收了 ${formatFen(received)}，退了 ${formatFen(returned)}，留下 ${formatFen(received - returned)}：` +
        `山野集 ${formatFen(sales)}，推荐人 ${formatFen(wallets)}`,
    );
    const total = [...balances.values()].reduce((sum, fen) => sum + fen, 0);
    is('the sum of the ledger', total, 0);
    const different = await compareBooks(app.store, MERCHANT, books);
    faults.push(...different);
    tell(
      `12. 账本合计 ${formatFen(total)}。与微信逐笔核对：${books.transactions.length} 笔付款、` +
        `${books.refunds.length} 笔退款，${different.length === 0 ? '分毫不差' : `${different.length} 处不符`}`,
    );
    return faults;
  } finally {
    await door.close();
    await standIn.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  refuseProduction('the story');
  const database = await openDatabase({ log: console.log });
  const client = await connect(database.uri).connect();
  const name = `pinkan_story_${process.pid}`;
  try {
    console.log('');
    const faults = await story({ uri: database.uri, client, database: name, tell: console.log });
    if (faults.length === 0) return;
    console.error(`\n不对的地方：\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    process.exitCode = 1;
  } finally {
    await client.db(name).dropDatabase();
    await client.close();
    await database.stop();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.stack);
    process.exitCode = 1;
  });
}
