/**
 * KEYS THAT CHANGE WHILE PAYMENTS GO ON: the platform certificates that WeChat signs with, and the API v3 key that it
 * encrypts with. Nothing that WeChat says is lost on the way from one to the next.
 */
import { no, ok, type Result } from '../../shared/result';
import { DAY, HOUR, MINUTE, type Ms } from '../../shared/time';
import { closeTasks, raiseAlarm, raiseTask } from '../store/alarm';
import {
  certificatesDue,
  claimCertificates,
  claimUnknownSerial,
  forgetCertificates,
  keepCertificates,
  nextKeyUsed,
} from '../store/paymentAccount';
import { type NotificationRefusal, type OpenedNotification, openNotification } from '../wechat/notification';
import type { PaymentAccount } from '../wechat/paymentAccount';
import type { HeaderReader } from '../wechat/signature';
import type { App, Bounds } from './app';

/** WeChat wants them looked at every twelve hours, and lists a new one a day before it signs. */
const EVERY: Ms = 10 * HOUR;
const AFTER_FAILURE: Ms = 10 * MINUTE;
/** Whatever names an unknown serial may be forged: it makes us ask once in a while, not once for each. */
const UNKNOWN_APART: Ms = MINUTE;

/** Cron: asks for the certificates of accounts that need them. @returns how many it asked for */
export async function refreshCertificates(app: App, { limit, over }: Bounds): Promise<number> {
  let asked = 0;
  for (const doc of await certificatesDue(app.store, app.now(), limit)) {
    if (over()) break;
    if (!(await claimCertificates(app.store, doc, app.now(), app.now() + AFTER_FAILURE))) continue;
    asked += 1;
    await fetchCertificates(app, doc._id);
  }
  return asked;
}

/** Asks WeChat and keeps what it answers. Never throws: it is asked again, and somebody is told when time runs out. */
async function fetchCertificates(app: App, accountId: string): Promise<void> {
  const opened = await app.payOf(accountId, 'again');
  if (!opened) return;
  const { account, pay } = opened;
  try {
    const found = await pay.certificates();
    if (found === 'none' && account.publicKeyId === undefined) {
      await certificatesMissing(app, account);
      return;
    }
    // Without any, the change to a public key is complete on WeChat's side too.
    if (found === 'none') await forgetCertificates(app.store, accountId);
    else await keepCertificates(app.store, accountId, found, app.now() + EVERY);
    await app.payOf(accountId, 'again');
  } catch (error) {
    app.log.warn({ error, account: accountId }, 'the platform certificates could not be had; they are asked for again');
    const last = Math.max(...Object.values(account.platformCertificates ?? {}).map(({ until }) => until));
    if (last < app.now() + DAY && account.publicKeyId === undefined) {
      await certificatesMissing(app, account);
    }
  }
}

const certificatesMissing = (app: App, { id, merchantId }: PaymentAccount): Promise<void> =>
  raiseAlarm(app.store, 'certificatesMissing', id, { merchantId }, app.now());

/**
 * The account with the newest certificates, for something that is signed under a serial that it does not know.
 * @returns undefined where WeChat never signs with a certificate for it
 */
export async function renewedAccount(app: App, account: PaymentAccount): Promise<PaymentAccount | undefined> {
  if (account.platformCertificates === undefined) return undefined;
  if (await claimUnknownSerial(app.store, account.id, app.now(), UNKNOWN_APART)) {
    await fetchCertificates(app, account.id);
  }
  // Where somebody else has asked just now, it is there too.
  return (await app.payOf(account.id, 'again'))?.account;
}

/**
 * Opens a notification for an account, with the keys of this moment where those that are known do not do: what is rightly
 * signed for us is never turned away because a key has changed. Where it cannot be opened, the merchant is told.
 */
export async function openNotified(
  app: App,
  accountId: string,
  message: { readonly headers: HeaderReader; readonly rawBody: string },
): Promise<
  Result<
    { readonly account: PaymentAccount; readonly notification: OpenedNotification },
    NotificationRefusal | 'notFound'
  >
> {
  const opened = await app.payOf(accountId);
  if (!opened) return no('notFound');
  let account: PaymentAccount | undefined = opened.account;
  let notification = openNotification({ ...message, account, now: app.now() });
  if (!notification.ok) {
    if (notification.refusal === 'notifySerial') account = await renewedAccount(app, account);
    else if (notification.refusal === 'notifySealed') account = (await app.payOf(accountId, 'again'))?.account;
    else return notification;
    if (!account) return notification;
    notification = openNotification({ ...message, account, now: app.now() });
    if (!notification.ok) {
      const about = { _id: accountId, merchantId: account.merchantId };
      if (notification.refusal === 'notifySealed') await raiseTask(app.store, 'apiV3KeyWrong', about, {}, app.now());
      return notification;
    }
  }
  await closeTasks(app.store, ['apiV3KeyWrong'], accountId, app.now());
  if (notification.value.under === 'next') await nextKeyUsed(app.store, accountId, app.now());
  return ok({ account, notification: notification.value });
}
