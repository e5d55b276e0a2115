/**
 * NAME AND FACE. What somebody would like to be called and look like is theirs at once and everybody's once WeChat has
 * found nothing wrong with it; until then, and where it did, the name and face from before stay. Groups and orders keep
 * those that they began with.
 */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms } from '../../shared/time';
import type { CheckVerdict, ContentCheckIntentDoc, UserDoc } from '../store/collections';
import { refusePicture } from '../store/media';
import type { App } from './app';
import { hashIn, haveSent } from './media';
import { hasConsented, profileOf } from './person';

type Field = 'name' | 'avatar';

/** Cron leaves a check alone for so long: whoever asked for it makes it at once. */
const AT_ONCE: Ms = MINUTE;

/** Safe to repeat: what is asked for already is not asked for again. */
export async function saveProfile(
  app: App,
  userId: string,
  wanted: Parsed<'person.saveProfile'>,
): Promise<Result<Output<'person.saveProfile'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId });
  if (!user) return no('unauthenticated');
  if (!hasConsented(user)) return no('consentMissing');
  if (wanted.avatar !== undefined && !(await haveSent(app, userId, [wanted.avatar]))) return no('pictureUnknown');
  const intents = [propose(app, user, 'name', wanted.name), propose(app, user, 'avatar', wanted.avatar)];
  const checks = (await Promise.all(intents)).filter((intent) => intent !== undefined);
  // What is not answered at once is made by cron.
  await Promise.all(checks.map((check) => app.callNow(check)));
  const saved = await app.store.users.findOne({ _id: userId });
  return saved ? ok(profileOf(saved)) : no('unauthenticated');
}

/** @returns the check to make, or undefined where there is nothing to check */
async function propose(
  app: App,
  user: UserDoc,
  field: Field,
  value: string | undefined,
): Promise<ContentCheckIntentDoc | undefined> {
  const { users, intents } = app.store;
  if (value === undefined || user.proposed?.[field]?.value === value) return undefined;
  if (value === user[field]) {
    await users.updateOne({ _id: user._id }, { $unset: { [`proposed.${field}`]: '' } });
    return undefined;
  }
  const at = app.now();
  const checkId = deriveId('chk', user._id, field, value, at);
  const intent: ContentCheckIntentDoc = {
    _id: checkId,
    kind: 'contentCheck',
    subject: field,
    about: user._id,
    userId: user._id,
    content: field === 'name' ? { text: value } : { picture: value },
    traceIds: [],
    sent: false,
    tries: 0,
    dueAt: at + AT_ONCE,
  };
  // The check is there before anything waits for it.
  await intents.updateOne({ _id: checkId }, { $setOnInsert: withoutId(intent) }, { upsert: true });
  const { matchedCount } = await users.updateOne(
    { _id: user._id, erasedAt: { $exists: false } },
    { $set: { [`proposed.${field}`]: { value, checkId, status: 'pending', at } } },
  );
  return matchedCount === 1 ? intent : undefined;
}

const withoutId = ({ _id, ...rest }: ContentCheckIntentDoc): Omit<ContentCheckIntentDoc, '_id'> => rest;

/** The verdict on a name or face that is still wanted; one that was replaced meanwhile changes nothing. */
export async function faceChecked(app: App, intent: ContentCheckIntentDoc, verdict: CheckVerdict): Promise<void> {
  const field: Field = 'text' in intent.content ? 'name' : 'avatar';
  const value = 'text' in intent.content ? intent.content.text : intent.content.picture;
  const waiting = { _id: intent.userId, [`proposed.${field}.checkId`]: intent._id };
  if (verdict === 'shown') {
    await app.store.users.updateOne(waiting, { $set: { [field]: value }, $unset: { [`proposed.${field}`]: '' } });
    return;
  }
  await app.store.users.updateOne(waiting, { $set: { [`proposed.${field}.status`]: 'refused' } });
  const hash = hashIn(value);
  if (field === 'avatar' && hash !== undefined) await refusePicture(app.store, hash);
}
