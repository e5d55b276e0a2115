/**
 * WHAT OTHERS WILL SEE IS LOOKED AT. Each check is an intent. Names and faces are shown only after a `pass`; what is said to
 * a shop alone is hidden again after anything else. WeChat's `review` would have a person look at it, and there is none
 * who could: it counts as a no.
 */
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { HOUR, type Ms } from '../../shared/time';
import { raiseAlarm } from '../store/alarm';
import type { CheckSubject, CheckVerdict, ContentCheckIntentDoc } from '../store/collections';
import { type CheckScene, checkPicture, checkText, type Suggestion } from '../wechat/contentCheck';
import { afterSaleChecked } from './afterSaleCheck';
import type { App } from './app';
import { hashIn } from './media';
import { faceChecked } from './profile';
import { wechatServer } from './wechatServer';

/** A picture's answer comes within half an hour; after this long it was lost, and WeChat is asked again. */
const ANSWER_WITHIN: Ms = HOUR;

/** Whoever is not there to be asked for is asked for again so much later. */
const AWAY: Ms = HOUR;

interface Subject {
  readonly scene: CheckScene;
  /** Nothing is shown before the verdict, so it is asked for until there is one. */
  readonly waits: boolean;
  /** What follows from the verdict. Told twice it is told once; a check that is no longer wanted changes nothing. */
  readonly decided: (app: App, intent: ContentCheckIntentDoc, verdict: CheckVerdict) => Promise<void>;
}

const PROFILE = 1;
const COMMENT = 2;

/** WHAT IS CHECKED, and what follows from the answer. */
const subjects: { readonly [S in CheckSubject]: Subject } = {
  name: { scene: PROFILE, waits: true, decided: faceChecked },
  avatar: { scene: PROFILE, waits: true, decided: faceChecked },
  afterSale: { scene: COMMENT, waits: false, decided: afterSaleChecked },
};

const verdictOf = (suggestion: Suggestion): CheckVerdict => (suggestion === 'pass' ? 'shown' : 'refused');

/**
 * Makes a check that is due (`usecases/intent.ts`). @returns whether it has come to its end; a picture's has not, before
 * its answer is pushed
 */
export async function runContentCheck(app: App, intent: ContentCheckIntentDoc): Promise<boolean> {
  const { appid, publicBaseUrl, pushToken } = app.settings;
  const { userId, content } = intent;
  const { scene, waits, decided } = subjects[intent.subject];
  const user = await app.store.users.findOne({ _id: userId });
  const openid = user?.identities.find((identity) => identity.appid === appid)?.openid;
  // The account was deleted meanwhile.
  if (openid === undefined) return true;
  const given = wechatServer(app);
  if ('text' in content) {
    const suggestion = await checkText(given, { openid, scene, content: content.text });
    if (suggestion === 'notActive') return waits ? later(app, intent, AWAY) : true;
    await decided(app, intent, verdictOf(suggestion));
    return true;
  }
  if (pushToken === undefined || intent.traceIds.length > 0) {
    await raiseAlarm(app.store, 'pushMissing', intent.subject, { intent: intent._id }, app.now());
  }
  // Nobody would hear the answer.
  if (pushToken === undefined) return true;
  const url = `${publicBaseUrl}/media/${hashIn(content.picture)}.jpg`;
  const asked = await checkPicture(given, { openid, scene, url });
  if (asked === 'notActive') return waits ? later(app, intent, AWAY) : true;
  await app.store.intents.updateOne({ _id: intent._id }, { $addToSet: { traceIds: asked.traceId } });
  return waits ? later(app, intent, ANSWER_WITHIN) : true;
}

async function later(app: App, { _id }: ContentCheckIntentDoc, pause: Ms): Promise<false> {
  await app.store.intents.updateOne({ _id, dueAt: { $exists: true } }, { $set: { dueAt: app.now() + pause } });
  return false;
}

/**
 * WeChat has looked at a picture. @returns notFound for a check that is not ours, or of whose name we have not been told
 * yet: WeChat pushes it again. What WeChat could not look at is asked about again by cron.
 */
export async function pictureChecked(
  app: App,
  traceId: string,
  suggestion: Suggestion | 'failed',
): Promise<Result<null, Extract<RefusalCode, 'notFound'>>> {
  const intent = (await app.store.intents.findOne({ traceIds: traceId })) as ContentCheckIntentDoc | null;
  if (!intent) return no('notFound');
  if (suggestion === 'failed') {
    app.log.warn({ intent: intent._id }, 'WeChat could not look at a picture');
    return ok(null);
  }
  await subjects[intent.subject].decided(app, intent, verdictOf(suggestion));
  await app.store.intents.updateOne({ _id: intent._id }, { $unset: { dueAt: '' } });
  return ok(null);
}
