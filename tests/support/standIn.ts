import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPay, type PayClient, type PrepayRequest, prepayRequest } from '../../functions/wechat/pay';
import type { PaymentAccount } from '../../functions/wechat/paymentAccount';
import type { ControlClient } from '../../scripts/wechatStandIn/client';
import { type StandIn, spawnStandIn } from '../../scripts/wechatStandIn/spawn';
import type { MerchantCredentials } from '../../scripts/wechatStandIn/types';

/** A folder that is gone after the tests. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pinkan-wechat-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function accountOf(credentials: MerchantCredentials): PaymentAccount {
  const { mchid, appid, serialNo, privateKey, apiV3Key, publicKeyId, publicKey } = credentials;
  return {
    id: `pac_${mchid}`,
    merchantId: `mer_${mchid}`,
    mchid,
    appid,
    serialNo,
    privateKey,
    apiV3Key,
    publicKeyId,
    publicKey,
  };
}

export interface Received {
  path: string;
  headers: Headers;
  rawBody: string;
}

/** The address that notifications go to: keeps what it gets and answers as told. */
export interface Receiver {
  url: string;
  received: Received[];
  /** Answers from now on; 200 at first. */
  answer(status: number): void;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push({
      path: incoming.url ?? '',
      headers: new Headers(incoming.headers as Record<string, string>),
      rawBody: Buffer.concat(chunks).toString('utf8'),
    });
    response.writeHead(status).end(status === 200 ? '' : '{"code":"FAIL","message":"not now"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (next) => {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A stand-in of its own process, a merchant, a client for it, and somewhere for notifications: all on one standing clock. */
export interface Bench {
  standIn: StandIn;
  control: ControlClient;
  account: PaymentAccount;
  credentials: MerchantCredentials;
  pay: PayClient;
  receiver: Receiver;
  now(): number;
  /** Moves both clocks. */
  advance(ms: number): Promise<void>;
  /** A prepay body with a fresh number. */
  order(changes?: Partial<Parameters<typeof prepayRequest>[1]>): PrepayRequest;
  /** Prepays and pays an order of `total` fen; its number. */
  paidOrder(total?: number): Promise<string>;
  /** Forgets everything but merchants and people. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const BUYER = 'oBuyer0000000000000000000001';

export async function openBench(): Promise<Bench> {
  const folder = temporaryFolder();
  const standIn = await spawnStandIn({ dataDir: folder.path });
  const { control } = standIn;
  const credentials = await control.merchant({ name: '山野集' });
  const account = accountOf(credentials);
  const receiver = await openReceiver();
  const start = Date.parse('2026-03-01T09:00:00+08:00');
  let time = start;
  let counter = 0;
  const pay = createPay(account, { base: standIn.url, now: () => time });

  const bench: Bench = {
    standIn,
    control,
    account,
    credentials,
    pay,
    receiver,
    now: () => time,
    async advance(ms) {
      time += ms;
      await control.clock({ now: time, frozen: true });
    },
    order: (changes) =>
      prepayRequest(account, {
        outTradeNo: `order-${String(++counter).padStart(6, '0')}`,
        description: '阳山水蜜桃 3 人团',
        total: 2990,
        openid: BUYER,
        notifyUrl: `${receiver.url}/pay/notify/${account.id}/payment`,
        expiresAt: time + 15 * 60_000,
        ...changes,
      }),
    async paidOrder(total = 2990) {
      const request = bench.order({ total });
      await pay.prepay(request);
      await control.pay({ outTradeNo: request.out_trade_no, openid: BUYER });
      return request.out_trade_no;
    },
    async reset() {
      await control.reset();
      receiver.received.length = 0;
      receiver.answer(200);
      time = start;
      await control.clock({ now: time, frozen: true });
    },
    async close() {
      await standIn.stop();
      await receiver.close();
      folder.remove();
    },
  };
  await bench.reset();
  return bench;
}
