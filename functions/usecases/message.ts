/** Subscribe messages: who is to get one, and the sending of one. Without a template there are none. */
import type { Output } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { MESSAGE_KINDS, type MessageKind, messageData, type ValuesOf } from '../../shared/domain/message';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { raiseAlarm } from '../store/alarm';
import { isStanding } from '../store/bargain';
import type { MessageIntentDoc } from '../store/collections';
import { waitsIn } from '../store/groupBuy';
import { sendSubscribeMessage } from '../wechat/message';
import type { App } from './app';
import { wechatServer } from './wechatServer';

/** The templates that the app may ask consent for. */
export async function listTemplates(app: App): Promise<Result<Output<'message.templates'>, RefusalCode>> {
  const { templates } = app.settings;
  return ok({
    templates: MESSAGE_KINDS.flatMap((kind) => {
      const template = templates[kind];
      return template ? [{ kind, id: template.id }] : [];
    }),
  });
}

/**
 * Writes one intent for each person and nothing else; cron sends them. A person gets one message of a kind about a thing,
 * however often this is called.
 * @param about the thing, and the group or order whose page the message leads to, where that is another one
 * @param people with what differs from person to person, such as the amount that each gets back
 */
export async function intendMessages<K extends MessageKind>(
  app: App,
  kind: K,
  about: { readonly id: string; readonly opens?: string; readonly merchantId: string },
  people: readonly ({ readonly userId: string } & Partial<NoInfer<ValuesOf<K>>>)[],
  values: NoInfer<ValuesOf<K>>,
): Promise<void> {
  if (!app.settings.templates[kind] || people.length === 0) return;
  await app.store.intents.bulkWrite(
    people.map(({ userId, ...own }) => {
      const intent: Omit<MessageIntentDoc, '_id'> = {
        kind: 'message',
        message: kind,
        about: about.id,
        ...(about.opens !== undefined && { opens: about.opens }),
        merchantId: about.merchantId,
        userId,
        values: { ...values, ...own },
        sent: false,
        tries: 0,
        dueAt: app.now(),
      };
      const _id = deriveId('msg', kind, about.id, userId);
      return { updateOne: { filter: { _id }, update: { $setOnInsert: intent }, upsert: true } };
    }),
    { ordered: false },
  );
}

/** Where a tap on it leads: to the group, the bargain or the order. */
function pageOf({ message, about, opens = about }: MessageIntentDoc): string {
  if (message.startsWith('group')) return `pages/group/index?id=${opens}`;
  return message.startsWith('bargain') ? `bargain/bargain/index?id=${opens}` : `pages/order/index?id=${opens}`;
}

/**
 * Sends a message (`usecases/intent.ts` calls it while it is due). Whoever did not consent gets none, quietly; what
 * WeChat will never take raises an alarm, one for each template.
 * @returns whether it has come to its end: true, or it throws and is tried again
 */
export async function runMessage(app: App, intent: MessageIntentDoc): Promise<true> {
  const { appid, templates, messageState } = app.settings;
  const { message: kind, about, userId, values } = intent;
  const template = templates[kind];
  const user = await app.store.users.findOne({ _id: userId });
  const openid = user?.identities.find((identity) => identity.appid === appid)?.openid;
  // It may be sent late: by now the group or bargain may be over, or this person have left it.
  const late =
    (kind === 'groupExpiring' && !(await waitsIn(app.store.groups, about, userId, app.now()))) ||
    (kind.startsWith('bargain') && !(await isStanding(app.store.bargains, intent.opens ?? about, app.now())));
  if (!template || openid === undefined || late) return true;
  const outcome = await sendSubscribeMessage(wechatServer(app), {
    openid,
    templateId: template.id,
    page: pageOf(intent),
    data: messageData(kind, template, values),
    state: messageState,
  });
  if (outcome === 'sent' || outcome === 'noConsent') return true;
  const { code, message } = outcome;
  app.log.warn({ intent: intent._id, kind, code, message }, 'WeChat takes no such message');
  await raiseAlarm(app.store, 'messageRejected', kind, { templateId: template.id, code, message }, app.now());
  return true;
}
