/** Puts the parts together: configuration, database, WeChat, clock. Everything above is given what it needs from here. */
import type { MongoClient } from 'mongodb';
import { MINUTE, type Ms } from '../../shared/time';
import type { Config } from '../config';
import { collectionsOf } from '../store/collections';
import { connect } from '../store/mongo';
import { openAccount } from '../store/paymentAccount';
import { inDatabase, inObjectStore, type PictureBytes } from '../store/pictureBytes';
import { BATCH } from '../store/settlement';
import type { App, Log } from '../usecases/app';
import { drain } from '../usecases/drain';
import { makeNow } from '../usecases/intent';
import { renewedAccount } from '../usecases/paymentAccount';
import { createPay } from '../wechat/pay';
import { createLog } from './log';

/** Payment accounts are read again after so long: a rotated key is in use everywhere by then. */
const ACCOUNT_LIFE: Ms = 5 * MINUTE;

/** In the object store that the deployment names, otherwise in the database. */
const picturesBy = (config: Config, database: PictureBytes): PictureBytes =>
  config.S3_ENDPOINT === ''
    ? database
    : inObjectStore(
        {
          endpoint: config.S3_ENDPOINT,
          region: config.S3_REGION,
          bucket: config.S3_BUCKET,
          accessKey: config.S3_ACCESS_KEY,
          secretKey: config.S3_SECRET_KEY,
        },
        database,
      );

/** @param given a client that is connected already, another clock, another log: for the local server and for tests */
export function compose(
  config: Config,
  given: { client?: MongoClient; now?: () => Ms; log?: Log } = {},
): { app: App; client: MongoClient } {
  const client = given.client ?? connect(config.MONGODB_URI);
  const now = given.now ?? Date.now;
  const log = given.log ?? createLog(config.NODE_ENV === 'production' ? 'info' : 'warn');
  const db = client.db(config.MONGODB_DATABASE);
  const store = collectionsOf(client, db, picturesBy(config, inDatabase(db)));

  const opened = new Map<string, { at: Ms; value: Promise<Awaited<ReturnType<App['payOf']>>> }>();
  const open = async (id: string): Promise<Awaited<ReturnType<App['payOf']>>> => {
    const doc = await store.paymentAccounts.findOne({ _id: id });
    if (!doc) return null;
    const account = openAccount(doc, config.DATA_SECRET);
    const renewed = () => renewedAccount(app, account);
    return { account, pay: createPay(account, { base: config.WECHATPAY_API_BASE, now, renewed }) };
  };

  const app: App = {
    store,
    now,
    stopwatch: () => performance.now(),
    releaseBatch: BATCH,
    log,
    settings: {
      appid: config.WECHAT_APPID,
      appSecret: config.WECHAT_SECRET,
      publicBaseUrl: config.PUBLIC_BASE_URL,
      wechatApiBase: config.WECHAT_API_BASE,
      wechatPayApiBase: config.WECHATPAY_API_BASE,
      jwtSecret: config.JWT_SECRET,
      shareSecret: config.SHARE_SECRET,
      cronSecret: config.CRON_SECRET,
      dataSecret: config.DATA_SECRET,
      templates: config.WECHAT_TEMPLATES,
      messageState: config.WECHAT_MESSAGE_STATE,
      pushToken: config.WECHAT_PUSH_TOKEN || undefined,
      commissionLevels: config.COMMISSION_LEVELS,
      withholding: config.WITHHOLDING,
      visitDays: config.VISIT_DAYS,
    },
    drain: (touched) => drain(app, touched),
    callNow: (intent) => makeNow(app, intent),
    payOf: (id, how) => {
      const known = opened.get(id);
      if (how !== 'again' && known && performance.now() - known.at < ACCOUNT_LIFE) return known.value;
      const value = open(id);
      opened.set(id, { at: performance.now(), value });
      // What is missing or could not be read is asked for again next time.
      value.then(
        (found) => found ?? opened.delete(id),
        () => opened.delete(id),
      );
      return value;
    },
  };
  return { app, client };
}
