/** Reminders by subscribe message: who is to get one, and the sending of one. Without a template there are none. */
import type { Output } from '../../shared/contracts/contracts';
import { deriveId } from '../../shared/domain/ids';
import { MESSAGE_KINDS, type MessageKind, type MessageValues, messageData } from '../../shared/domain/message';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { raiseAlarm } from '../store/alarm';
import type { MessageIntentDoc } from '../store/collections';
import { waitsIn } from '../store/groupBuy';
import { tokenStore } from '../store/token';
import { sendSubscribeMessage } from '../wechat/message';
import type { App } from './app';

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
 * Writes one intent for each person and nothing else; cron sends them. A person gets one message of a kind about a group,
 * however often this is called.
 * @param people with what differs from person to person, such as the amount that each gets back
 */
export async function intendMessages(
  app: App,
  kind: MessageKind,
  about: { readonly groupId: string; readonly merchantId: string },
  people: readonly ({ readonly userId: string } & Partial<Pick<MessageValues, 'amount' | 'note'>>)[],
  values: MessageValues,
): Promise<void> {
  if (!app.settings.templates[kind] || people.length === 0) return;
  await app.store.intents.bulkWrite(
    people.map(({ userId, amount = values.amount, note = values.note }) => {
      const intent: Omit<MessageIntentDoc, '_id'> = {
        kind: 'message',
        message: kind,
        about: about.groupId,
        merchantId: about.merchantId,
        userId,
        values: { ...values, amount, note },
        sent: false,
        tries: 0,
        dueAt: app.now(),
      };
      const _id = deriveId('msg', kind, about.groupId, userId);
      return { updateOne: { filter: { _id }, update: { $setOnInsert: intent }, upsert: true } };
    }),
    { ordered: false },
  );
}

/**
 * Sends a message (`usecases/intent.ts` calls it while it is due). Whoever did not consent gets none, quietly; what
 * WeChat will never take raises an alarm, one for each template.
 * @returns whether it has come to its end: true, or it throws and is tried again
 */
export async function runMessage(app: App, intent: MessageIntentDoc): Promise<true> {
  const { appid, appSecret, wechatApiBase, dataSecret, templates, messageState } = app.settings;
  const { message: kind, about, userId, values } = intent;
  const template = templates[kind];
  const user = await app.store.users.findOne({ _id: userId });
  const openid = user?.identities.find((identity) => identity.appid === appid)?.openid;
  // It may be sent late: by now the group may be over, or this person have left it.
  const late = kind === 'groupExpiring' && !(await waitsIn(app.store.groups, about, userId, app.now()));
  if (!template || openid === undefined || late) return true;
  const outcome = await sendSubscribeMessage(
    {
      app: { base: wechatApiBase, appid, secret: appSecret },
      store: tokenStore(app.store, dataSecret),
      now: app.now(),
    },
    {
      openid,
      templateId: template.id,
      page: `pages/group/index?id=${about}`,
      data: messageData(kind, template, values),
      state: messageState,
    },
  );
  if (outcome === 'sent' || outcome === 'noConsent') return true;
  const { code, message } = outcome;
  app.log.warn({ intent: intent._id, kind, code, message }, 'WeChat takes no such message');
  await raiseAlarm(app.store, 'messageRejected', kind, { templateId: template.id, code, message }, app.now());
  return true;
}
