import { z } from 'zod';
import { accountId, merchantId, ms, seenVersion } from './common';
import { endpoint } from './endpoint';

/** Never a key: what is there, and since when it is known to be right. */
const account = z.object({
  id: accountId,
  version: seenVersion,
  mchid: z.string(),
  serialNo: z.string(),
  publicKeyId: z.string().optional(),
  /** WeChat has signed an answer for these keys then. */
  checkedAt: ms.optional(),
  /** Another API v3 key is known beside the last one: WeChat may encrypt under either. */
  changingKey: z.boolean(),
});

/** Kept for no log. A key may have been pasted into the field beside its own, so neither is what else is pasted. */
const PASTED = ['serialNo', 'privateKey', 'apiV3Key', 'publicKeyId', 'publicKey'];
const pem = z.string().min(1).max(4000);
const word = z.string().min(1).max(100);

/** What a real call to WeChat can say of keys. */
const FOUND = [
  'paymentSignature',
  'paymentSerialUnknown',
  'paymentMchidUnknown',
  'paymentPublicKeyWrong',
  'paymentApiKeyWrong',
  'paymentRefused',
  'paymentUnreachable',
] as const;

export const paymentAccountContracts = {
  'paymentAccount.get': endpoint({
    summary: 'Over which account the shop is paid, and when its keys were checked; never a key.',
    access: ['owner'],
    livingSession: true,
    perMinute: 60,
    input: z.object({ merchantId }),
    output: z.object({ account: account.optional() }),
    refusals: [],
  }),
  'paymentAccount.check': endpoint({
    summary: 'Asks WeChat, in a signed call, whether the keys that are kept are right.',
    access: ['owner'],
    livingSession: true,
    logs: { about: 'accountId' },
    perMinute: 10,
    input: z.object({ merchantId, accountId }),
    output: account,
    refusals: ['notFound', ...FOUND],
  }),
  'paymentAccount.set': endpoint({
    summary:
      'Gives the shop these keys, after a signed call has shown that they are right. Another mchid is another account: orders stay with theirs. Safe to repeat.',
    access: ['owner'],
    livingSession: true,
    logs: { about: 'mchid', hides: PASTED },
    perMinute: 10,
    input: z.object({
      merchantId,
      /** The account that was seen, and its version; neither where there is none. */
      accountId: accountId.optional(),
      version: seenVersion,
      /** Digits alone, for the log keeps it; a merchant is told with `paymentKeysUnfit` how long it is. */
      mchid: z
        .string()
        .trim()
        .regex(/^\d{1,40}$/),
      serialNo: word,
      privateKey: pem,
      apiV3Key: word,
      publicKeyId: word,
      publicKey: pem,
    }),
    output: account,
    refusals: [
      'notFound',
      'conflict',
      'paymentKeysUnfit',
      'paymentPrivateKeyUnfit',
      'paymentPublicKeyUnfit',
      'paymentMchidTaken',
      'paymentKeyChanging',
      ...FOUND,
    ],
  }),
};
