/**
 * THE SHOP ON ONE MACHINE: what `npm start`, `npm run seed` and `npm run story` have in common. Never part of a
 * deployment, and refused where NODE_ENV is production.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, parseConfig } from '../functions/config';
import type { App, Log } from '../functions/usecases/app';
import { runCron } from '../functions/usecases/cron';
import type { MessageTemplates } from '../shared/domain/message';
import type { Ms } from '../shared/time';
import { openDoor } from './host';
import type { StandIn } from './wechatStandIn/spawn';

/** Throws in production: there are no demo people there, and nobody moves its clock. */
export function refuseProduction(what: string): void {
  if (process.env.NODE_ENV !== 'production') return;
  throw new Error(`NODE_ENV is production: ${what} is for development only. A deployment runs \`npm run serve\`.`);
}

/** Where the local shop keeps everything. */
export const localFolder = (): string => process.env.PINKAN_DATA ?? '.data';

/** The local shop's own name on a server that somebody else's data may be on too. */
export const localDatabase = (): string => process.env.MONGODB_DATABASE ?? 'pinkan_local';

/**
 * Makes sure that no other process works in `folder`: two databases on one set of files would spoil them.
 * @returns gives it free again
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  // The system frees a Unix socket's name with its process only where the process is alive to do so; a port it always
  // frees. So the claim is a port that is listened on, and the file says which.
  const file = join(folder, 'running.json');
  if (existsSync(file)) {
    const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port: number };
    const answer = await fetch(`http://127.0.0.1:${port}`).then(
      (response) => response.text(),
      () => '',
    );
    if (answer === resolve(folder)) {
      throw new Error(
        `${folder} is in use by a shop that is running. Stop that one, or name another folder in PINKAN_DATA.`,
      );
    }
  }
  const claim = await openDoor(0);
  claim.open({ fetch: () => new Response(resolve(folder)) });
  writeWhole(file, JSON.stringify({ port: claim.port }));
  return async () => {
    rmSync(file, { force: true });
    await claim.close();
  };
}

type Secrets = Pick<Config, 'JWT_SECRET' | 'SHARE_SECRET' | 'CRON_SECRET' | 'DATA_SECRET'>;

export function newSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('hex');
  return { JWT_SECRET: secret(), SHARE_SECRET: secret(), CRON_SECRET: secret(), DATA_SECRET: secret() };
}

/** The local shop's secrets: made at the first start, kept in `folder`. */
export function keptSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) writeWhole(file, JSON.stringify(newSecrets(), null, 2));
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

/** A reader sees the old file or the new one, never half of it. */
function writeWhole(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What the stand-in signs its pushes with. */
const LOCAL_PUSH_TOKEN = 'localpushtoken';

/** Tells the stand-in where to push the answers to pictures. @param url where this shop is reached */
export const takePushes = ({ control }: StandIn, url: string): Promise<void> =>
  control.pushTo({ url: `${url}/wechat/push`, token: LOCAL_PUSH_TOKEN });

/** @param url where this shop is reached, by the stand-in's notifications too */
export function localConfig(given: {
  uri: string;
  database: string;
  secrets: Secrets;
  standIn: StandIn;
  url: string;
}): Config {
  const { appid, secret } = given.standIn.credentials.app;
  return parseConfig({
    NODE_ENV: 'development',
    MONGODB_URI: given.uri,
    MONGODB_DATABASE: given.database,
    ...given.secrets,
    PUBLIC_BASE_URL: given.url,
    WECHAT_API_BASE: given.standIn.url,
    WECHATPAY_API_BASE: given.standIn.url,
    WECHAT_APPID: appid,
    WECHAT_SECRET: secret,
    WECHAT_PUSH_TOKEN: LOCAL_PUSH_TOKEN,
  });
}

/* ── messages ───────────────────────────────────────────────────────────────────────────────────────────────────── */

const localTemplates: MessageTemplates = {
  groupFormed: {
    id: 'local-groupFormed',
    fields: { thing1: 'title', amount2: 'amount', phrase3: 'state', thing4: 'note' },
  },
  groupFailed: { id: 'local-groupFailed', fields: { thing1: 'title', amount2: 'amount', thing3: 'note' } },
  groupExpiring: {
    id: 'local-groupExpiring',
    fields: { thing1: 'title', number2: 'missing', time3: 'deadline', thing4: 'note' },
  },
  bargainFloor: {
    id: 'local-bargainFloor',
    fields: { thing1: 'title', amount2: 'amount', time3: 'deadline', thing4: 'note' },
  },
  bargainExpiring: {
    id: 'local-bargainExpiring',
    fields: { thing1: 'title', number2: 'missing', time3: 'deadline', thing4: 'note' },
  },
  orderShipped: {
    id: 'local-orderShipped',
    fields: { thing1: 'title', thing2: 'company', character_string3: 'trackingNumber' },
  },
  pickUpReady: {
    id: 'local-pickUpReady',
    fields: { thing1: 'title', character_string2: 'code', thing3: 'place' },
  },
  refundArrived: {
    id: 'local-refundArrived',
    fields: { thing1: 'title', amount2: 'amount', thing3: 'account', phrase4: 'state' },
  },
  afterSaleAnswered: {
    id: 'local-afterSaleAnswered',
    fields: { thing1: 'title', thing2: 'note', phrase3: 'state' },
  },
};

/** The stand-in learns the local shop's templates, which everybody has consented to. @returns for WECHAT_TEMPLATES */
export async function registerTemplates({ control }: StandIn): Promise<MessageTemplates> {
  const templates = Object.values(localTemplates).flatMap((one) => one ?? []);
  await control.registerTemplates(
    templates.map(({ id, fields }) => ({ id, fields: Object.keys(fields), everybodyConsents: true })),
  );
  return localTemplates;
}

/* ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────── */

export interface LocalClock {
  now(): Ms;
  /** Moves our time and WeChat's forward together; a restart goes on from there. @returns the new time */
  advance(by: Ms): Promise<Ms>;
}

/** Real time, and what it was moved forward by so far. The stand-in, which has just started, is brought along. */
export async function localClock(folder: string, standIn: StandIn): Promise<LocalClock> {
  const file = join(folder, 'clock.json');
  let { offset } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { offset: Ms }) : { offset: 0 };
  const now = () => Date.now() + offset;
  await standIn.control.clock({ now: now(), frozen: false });
  return {
    now,
    async advance(by) {
      offset += by;
      writeWhole(file, JSON.stringify({ offset }));
      await standIn.control.clock({ now: now(), frozen: false });
      return now();
    },
  };
}

/** Lets the notifications arrive and cron run until neither has anything left to do at this moment. */
export async function settleNow(app: App, standIn: StandIn): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const delivered = await standIn.control.flush({ everything: true });
    const report = await runCron(app);
    if (delivered.length === 0 && Object.values(report).every((count) => count === 0)) return;
  }
}

/** Errors to the terminal in one line each, with the stack of what was thrown; nothing else. */
export const terminalLog = (write: (line: string) => void): Log => ({
  info() {},
  warn() {},
  error(detail, message) {
    const { error, ...rest } = detail as { error?: unknown };
    const thrown = error instanceof Error ? `\n${error.stack}` : '';
    write(`! ${message} ${JSON.stringify(rest)}${thrown}`);
  },
});
