/**
 * CALLS TO WECHAT THAT MUST COME TO THEIR END. Each is written before it is made, with all that it needs, and is made
 * by whoever claims it, again and again, until it is done. Only a message is ever given up, and a card once it has expired.
 */
import { never } from '../../shared/result';
import { MINUTE, type Ms, SECOND } from '../../shared/time';
import { cardsTold } from '../store/cardActivity';
import type { IntentDoc } from '../store/collections';
import type { App, Bounds } from './app';
import { runCard } from './cardActivity';
import { runContentCheck } from './contentCheck';
import { runMessage } from './message';
import { runRefund } from './refund';
import { runShipping } from './shippingReport';
import { runTransfer } from './transfer';

/** Reports, messages, cards, or checks, that are on their way at once: a group of a hundred does not wait for one answer after another. */
const AT_ONCE = 5;

/** Within half an hour, then a reminder has lost its point. */
const MESSAGE_TRIES = 8;

/**
 * 5 s, 10 s, 20 s … ten minutes. What has no number by which WeChat would know the second call for the first, a message
 * or a check, begins with 20 s, when the call before it has surely ended.
 */
const pauseAfter = ({ kind, tries }: IntentDoc): Ms =>
  Math.min(
    5 *
      SECOND *
      2 ** Math.min(kind === 'message' || kind === 'contentCheck' || kind === 'card' ? tries + 2 : tries, 10),
    10 * MINUTE,
  );

/** Cron: makes the calls to WeChat that are due, money first. @returns how many it made */
export async function runIntents(app: App, bounds: Bounds): Promise<number> {
  const refunds = await runDue(app, 'refund', 1, bounds);
  const transfers = await runDue(app, 'transfer', 1, bounds);
  const reports = await runDue(app, 'shipping', AT_ONCE, bounds);
  const messages = await runDue(app, 'message', AT_ONCE, bounds);
  const cards = await runDue(app, 'card', AT_ONCE, bounds);
  return refunds + transfers + reports + messages + cards + (await runDue(app, 'contentCheck', AT_ONCE, bounds));
}

/** Makes a call now that was written a moment ago. Never throws: what fails is tried again by cron. */
export async function makeNow(app: App, intent: IntentDoc): Promise<void> {
  await make(app, intent).catch((error: unknown) => {
    app.log.warn({ error, intent: intent._id }, 'a call could not be made at once; cron makes it');
  });
}

async function runDue(app: App, kind: IntentDoc['kind'], atOnce: number, { limit, over }: Bounds): Promise<number> {
  const due = await app.store.intents
    .find({ kind, dueAt: { $lte: app.now() } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();
  let made = 0;
  for (let from = 0; from < due.length && !over(); from += atOnce) {
    const claimed = await Promise.all(due.slice(from, from + atOnce).map((intent) => make(app, intent)));
    made += claimed.filter(Boolean).length;
  }
  return made;
}

/** @returns whether it was ours to make */
async function make(app: App, intent: IntentDoc): Promise<boolean> {
  // The claim: whoever moves the date makes the call. `sent` is written before it, since a crash may follow it. A
  // transfer writes it by itself: it may be held up, or called off, up to the last moment.
  const sent = intent.kind === 'transfer' ? {} : { sent: true };
  const claimed = await app.store.intents.findOneAndUpdate(
    { _id: intent._id, dueAt: intent.dueAt },
    { $set: { dueAt: app.now() + pauseAfter(intent), ...sent }, $inc: { tries: 1 } },
  );
  if (!claimed) return false;
  try {
    if (await run(app, claimed)) await end(app, claimed);
  } catch (error) {
    const detail = { error, intent: claimed._id, tries: claimed.tries + 1 };
    const givenUp = claimed.kind === 'message' && claimed.tries + 1 >= MESSAGE_TRIES;
    if (givenUp) await end(app, claimed);
    app.log.warn(detail, givenUp ? 'a message is given up' : `a ${claimed.kind} could not be sent; it is tried again`);
  }
  return true;
}

/** @returns whether it has come to its end */
function run(app: App, intent: IntentDoc): Promise<boolean> {
  switch (intent.kind) {
    case 'refund':
      return runRefund(app, intent);
    case 'transfer':
      return runTransfer(app, intent);
    case 'message':
      return runMessage(app, intent);
    case 'shipping':
      return runShipping(app, intent);
    case 'contentCheck':
      return runContentCheck(app, intent);
    case 'card':
      return runCard(app, intent);
    default:
      return never(intent);
  }
}

async function end(app: App, intent: IntentDoc): Promise<void> {
  if (intent.kind === 'card') return cardsTold(app.store, intent, app.now());
  await app.store.intents.updateOne({ _id: intent._id }, { $unset: { dueAt: '' } });
}
