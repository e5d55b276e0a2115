import type { Output, Parsed } from '../../shared/contracts/contracts';
import { agrees, CONSENTS_KEPT, type Consent, POLICY_EDITION } from '../../shared/domain/consent';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { MerchantDoc, Proposal, UserDoc } from '../store/collections';
import { operatesPlatform } from '../store/platform';
import { addressOf, addressView } from './address';
import type { App } from './app';
import { closedWords } from './shop';

export async function me(app: App, userId: string): Promise<Result<Output<'person.me'>, RefusalCode>> {
  const user = await app.store.users.findOne({ _id: userId, erasedAt: { $exists: false } });
  if (!user) return no('unauthenticated');
  const { name, avatar } = user;
  const address = addressOf(user, undefined);
  const policy = { edition: POLICY_EDITION, agreed: hasConsented(user) };
  return ok({
    name,
    avatar,
    profile: profileOf(user),
    policy,
    address: address && addressView(address),
  });
}

/** Whether anything personal may be kept of this person: asked before each of it is written. */
export const hasConsented = ({ consents }: Pick<UserDoc, 'consents'>): boolean => agrees(consents);

/** The answer to the privacy policy. An answer to an older edition is none; saying the same again changes nothing. */
export async function answerPolicy(
  app: App,
  userId: string,
  { edition, answer }: Parsed<'person.consent'>,
): Promise<Result<Output<'person.consent'>, RefusalCode>> {
  if (edition !== POLICY_EDITION) return no('policyChanged');
  const { users } = app.store;
  const user = await users.findOne({ _id: userId, erasedAt: { $exists: false } });
  if (!user) return no('unauthenticated');
  const last = user.consents?.at(-1);
  const consent: Consent = { edition, answer, at: app.now() };
  if (last?.edition !== edition || last.answer !== answer) {
    await users.updateOne(
      { _id: userId, erasedAt: { $exists: false } },
      { $push: { consents: { $each: [consent], $slice: -CONSENTS_KEPT } } },
    );
  }
  return ok({ edition, agreed: answer === 'agree' });
}

/** Name and face as their owner sees them: what was asked for last, and what became of it. */
export function profileOf({ name, avatar, proposed }: UserDoc): Output<'person.saveProfile'> {
  const view = (shown: string, wanted: Proposal | undefined) =>
    wanted ? { value: wanted.value, status: wanted.status } : { value: shown, status: 'shown' as const };
  return { name: view(name, proposed?.name), avatar: view(avatar, proposed?.avatar) };
}

/** The rooms that somebody may enter. Nothing is decided by it: each request asks for the role anew. */
export async function listMemberships(
  app: App,
  userId: string,
): Promise<Result<Output<'person.memberships'>, RefusalCode>> {
  const [memberships, operates] = await Promise.all([
    app.store.memberships.find({ userId }).sort({ _id: 1 }).toArray(),
    operatesPlatform(app.store, userId),
  ]);
  const ids = memberships.map(({ merchantId }) => merchantId);
  const merchants = await app.store.merchants.find({ _id: { $in: ids } }).toArray();
  const merchantOf = new Map<string, MerchantDoc>(merchants.map((merchant) => [merchant._id, merchant]));
  return ok({
    ...(operates && { operatesPlatform: operates }),
    memberships: memberships.flatMap(({ merchantId, role }) => {
      const merchant = merchantOf.get(merchantId);
      return merchant
        ? [{ merchantId, name: merchant.name, logo: merchant.logo, role, closed: closedWords(merchant) }]
        : [];
    }),
  });
}
