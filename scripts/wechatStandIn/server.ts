import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, done, refuse } from './answer';
import { createBillDesk } from './bill';
import { openBooks } from './books';
import { createCardDesk } from './cardActivity';
import { createCertificateDesk, type PlatformSigner } from './certificate';
import { createClock } from './clock';
import { createContentDesk } from './contentCheck';
import { addresses, type Desks } from './control';
import { createFaults, type Occasion } from './faults';
import { flipAt } from './forge';
import { platformKeys } from './keys';
import { createLoginDesk } from './login';
import { createMessageDesk } from './message';
import { createNotifier } from './notify';
import { appPages } from './pages';
import { createPayDesk } from './pay';
import { createRefundDesk } from './refund';
import { createCodeDesk } from './shareCode';
import { createShippingDesk } from './shipping';
import { signedHeaders } from './signing';
import { createTransferDesk } from './transfer';
import type { FaultEffect, Operation } from './types';
import { createLinkDesk } from './urlLink';
import { authenticate, claimedMerchant, endpoints, type Request } from './v3';

export interface StandInOptions {
  /** 0 (the default): any free port. */
  port?: number;
  /** Keys and books are kept here. */
  dataDir: string;
  /** What runs underneath the clock; the real time if left out. */
  now?: () => number;
  /** Any unknown login code is the default person: for WeChat DevTools. */
  anyCode?: boolean;
}

export interface RunningStandIn {
  url: string;
  desks: Desks;
  stop(): Promise<void>;
}

/** How often the clock's hand looks for what is due. Whoever waits for something asks for a flush instead. */
const HAND = 100;
const MAX_BODY = 1_000_000;

interface Outcome {
  answer: Answer;
  /** Signs it as WeChat Pay does. */
  signer?: PlatformSigner | undefined;
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('body too large');
    chunks.push(chunk);
  }
  const target = incoming.url ?? '/';
  return {
    method: incoming.method ?? 'GET',
    url: new URL(target, 'http://stand-in'),
    target,
    headers: incoming.headers as Record<string, string | undefined>,
    rawBody: Buffer.concat(chunks).toString('utf8'),
  };
}

interface ServerAddress {
  operation: Operation;
  /** POST, if left out. */
  method?: 'GET';
  /** What WeChat says, or a picture. */
  answer(desks: Desks, request: Request): object | Promise<object>;
}

/** WeChat's server API: what each address does, and what it is called in faults. */
const serverApi: Record<string, ServerAddress> = {
  '/sns/jscode2session': {
    method: 'GET',
    operation: 'code2session',
    answer: ({ login }, { url }) => login.code2session(url.searchParams),
  },
  '/cgi-bin/stable_token': { operation: 'token', answer: ({ login }, { rawBody }) => login.token(rawBody) },
  '/cgi-bin/message/subscribe/send': {
    operation: 'message',
    answer: ({ message }, { url, rawBody }) => message.send(url.searchParams, rawBody),
  },
  '/wxa/msg_sec_check': {
    operation: 'textCheck',
    answer: ({ content }, { url, rawBody }) => content.text(url.searchParams, rawBody),
  },
  '/wxa/media_check_async': {
    operation: 'pictureCheck',
    answer: ({ content }, { url, rawBody }) => content.picture(url.searchParams, rawBody),
  },
  '/wxa/sec/order/upload_shipping_info': {
    operation: 'shipping',
    answer: ({ shipping }, { url, rawBody }) => shipping.report(url.searchParams, rawBody),
  },
  '/wxa/sec/order/get_order': {
    operation: 'shippingQuery',
    answer: ({ shipping }, { url, rawBody }) => shipping.query(url.searchParams, rawBody),
  },
  '/wxa/getwxacodeunlimit': {
    operation: 'code',
    answer: ({ code }, { url, rawBody }) => code.make(url.searchParams, rawBody),
  },
  '/wxa/generate_urllink': {
    operation: 'urllink',
    answer: ({ link }, { url, rawBody }) => link.make(url.searchParams, rawBody),
  },
  '/cgi-bin/message/wxopen/activityid/create': {
    method: 'GET',
    operation: 'activity',
    answer: ({ card }, { url }) => card.create(url.searchParams),
  },
  '/cgi-bin/message/wxopen/updatablemsg/send': {
    operation: 'cards',
    answer: ({ card }, { url, rawBody }) => card.change(url.searchParams, rawBody),
  },
};

/** What an address of the server API answers; [R] for what it says to the wrong method. */
async function serverAnswer(called: ServerAddress, desks: Desks, request: Request): Promise<Answer> {
  const { method = 'POST' } = called;
  if (request.method !== method) {
    return done({ errcode: method === 'GET' ? 43001 : 43002, errmsg: `require ${method} method` });
  }
  const said = await called.answer(desks, request);
  return Buffer.isBuffer(said) ? { status: 200, picture: said } : done(said);
}

const endpointOf = ({ method, url }: Request) =>
  endpoints.find((one) => one.method === method && one.pattern.test(url.pathname));

const operationOf = (request: Request): Operation | undefined =>
  serverApi[request.url.pathname]?.operation ?? endpointOf(request)?.operation;

/** WeChat Pay's merchant addresses. */
function v3Answer(desks: Desks, request: Request, effect?: FaultEffect): Answer {
  const merchant = authenticate(desks, request);
  if ('status' in merchant) return merchant;
  const endpoint = endpointOf(request);
  if (!endpoint) return refuse('RESOURCE_NOT_EXISTS', '请求的资源不存在');
  desks.refund.settleDue();
  desks.transfer.settleDue();
  const id = decodeURIComponent(endpoint.pattern.exec(request.url.pathname)?.[1] ?? '');
  return endpoint.handle(desks, merchant, request, id, effect);
}

/** The rest: WeChat's server API, the control addresses, the payment sheet. */
async function plainAnswer(desks: Desks, request: Request): Promise<Answer> {
  const { pathname } = request.url;
  const called = serverApi[pathname];
  if (called) return serverAnswer(called, desks, request);
  const address = addresses[`${request.method} ${pathname}`];
  if (!address) return refuse('NOT_FOUND', `no such address: ${request.method} ${pathname}`);
  let body: unknown;
  try {
    body = request.rawBody === '' ? {} : JSON.parse(request.rawBody);
  } catch {
    return refuse('PARAM_ERROR', '请求体不是合法的 JSON');
  }
  return address(desks, (body ?? {}) as Record<string, unknown>, request.url);
}

function tampered(
  body: string,
  headers: Record<string, string>,
  what: Extract<FaultEffect, { kind: 'tamper' }>['what'] | undefined,
): { body: string; headers: Record<string, string> } {
  const set = (name: string, value: string) => ({ body, headers: { ...headers, [name]: value } });
  switch (what) {
    case 'body':
      return {
        body:
          body === ''
            ? '{}'
            : body.replace(/("(?:prepay_id|trade_state|state|status|code|hash_value)":"[^"]*)"/, '$1x"'),
        headers,
      };
    case 'signature':
      return set('wechatpay-signature', flipAt(headers['wechatpay-signature'] ?? '', 10));
    case 'serial':
      return set('wechatpay-serial', 'PUB_KEY_ID_0000000000000000000000000000');
    case 'timestamp':
      return set('wechatpay-timestamp', String(Number(headers['wechatpay-timestamp']) + 1));
    case 'nonce':
      return set('wechatpay-nonce', flipAt(headers['wechatpay-nonce'] ?? '', 0));
    case 'unsigned':
      return { body, headers: {} };
    default:
      return { body, headers };
  }
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'GET,POST',
};

/** Starts the stand-in in this process. Most callers want its own: see spawn.ts. */
export async function startStandIn(options: StandInOptions): Promise<RunningStandIn> {
  const books = await openBooks(options.dataDir);
  const keys = platformKeys(options.dataDir);
  const clock = createClock(options.now);
  const faults = createFaults(clock);
  const certificates = createCertificateDesk({ books, clock, keys });
  const notifier = createNotifier({ books, certificates, clock, faults });
  const pay = createPayDesk({ books, clock, notifier });
  const refund = createRefundDesk({ books, clock, notifier });
  const transfer = createTransferDesk({ books, certificates, clock, notifier });
  const bill = createBillDesk({ books, clock });
  const login = createLoginDesk({ books, clock, app: keys.app, anyCode: options.anyCode ?? false });
  const shipping = createShippingDesk({ books, login });
  const content = createContentDesk({ books, clock, faults, login, app: keys.app });
  const shared = { clock, login, pages: await appPages() };
  const message = createMessageDesk({ books, ...shared });
  const [card, code, link] = [createCardDesk(shared), createCodeDesk(shared), createLinkDesk(shared)];
  const parts = { bill, card, code, content, link, login, message, notifier, pay, refund, shipping, transfer };
  const desks: Desks = { books, certificates, clock, faults, keys, ...parts };

  function tick() {
    faults.tick();
    refund.settleDue();
    transfer.settleDue();
    notifier.tick();
    content.tick();
  }

  async function outcomeOf(request: Request, occasion: Occasion): Promise<Outcome> {
    if (!request.url.pathname.startsWith('/v3/')) {
      return { answer: await plainAnswer(desks, request) };
    }
    const moving = occasion.operation === 'refund' || occasion.operation === 'transfer';
    const effect = moving
      ? faults.take(occasion, ['notEnough', 'abnormal', 'closed', 'processing', 'accepted'])
      : undefined;
    const answer = v3Answer(desks, request, effect);
    return { answer, signer: answer.text === undefined ? signerOf(request) : undefined };
  }

  const signerOf = (request: Request) =>
    certificates.signerFor(claimedMerchant(desks, request), request.headers['wechatpay-serial'] ?? '');

  function send(
    response: ServerResponse,
    { answer, signer }: Outcome,
    tamper?: Extract<FaultEffect, { kind: 'tamper' }>,
  ) {
    if (answer.picture) {
      response.writeHead(answer.status, { ...cors, 'content-type': 'image/png' });
      return void response.end(answer.picture);
    }
    const plain = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
    const at = tamper?.what === 'stale' ? clock.now() - 6 * 60_000 : clock.now();
    const { body, headers } = tampered(plain, signer ? signedHeaders(signer, plain, at) : {}, tamper?.what);
    // A 204 has no body that could be tampered with.
    response.writeHead(answer.status === 204 && body !== '' ? 200 : answer.status, {
      ...cors,
      ...headers,
      ...(body !== '' && {
        'content-type': `${answer.text === undefined ? 'application/json' : 'text/plain'}; charset=utf-8`,
      }),
    });
    response.end(body);
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse) {
    const request = await readRequest(incoming);
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
    const operation = operationOf(request);
    const occasion: Occasion = { operation, path: request.target, text: request.rawBody };
    // Faults never touch the control addresses themselves.
    const isWechat = operation !== undefined;
    const fault = isWechat
      ? faults.take(occasion, ['fail', 'timeoutBefore', 'timeoutAfter', 'delay', 'tamper'])
      : undefined;
    if (fault?.kind === 'timeoutBefore') return fault.hang ? undefined : void incoming.socket.destroy();
    if (fault?.kind === 'fail') {
      const body = fault.body ?? { code: fault.code ?? 'SYSTEM_ERROR', message: fault.message ?? '系统错误' };
      const signer = request.target.startsWith('/v3/') ? signerOf(request) : undefined;
      return send(response, { answer: { status: fault.status, body }, signer });
    }
    if (fault?.kind === 'delay' && !fault.after) await faults.wait(fault);
    const outcome = await outcomeOf(request, occasion);
    await books.committed();
    setImmediate(tick);
    if (fault?.kind === 'timeoutAfter') return fault.hang ? undefined : void incoming.socket.destroy();
    if (fault?.kind === 'delay' && fault.after) await faults.wait(fault);
    send(response, outcome, fault?.kind === 'tamper' ? fault : undefined);
  }

  const server: Server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (incoming.destroyed && !response.writable) return;
      console.error(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 'SYSTEM_ERROR', message: String(error) }));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  clock.onMove(tick);
  const hand = setInterval(tick, HAND);
  hand.unref();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    desks,
    async stop() {
      clearInterval(hand);
      faults.clear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([notifier.idle(), content.idle()]);
      await books.close();
    },
  };
}
