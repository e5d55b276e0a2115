import { z } from 'zod';
import { face, ms } from './common';
import { endpoint } from './endpoint';

const session = z.object({
  token: z.string().describe('bearer token; lives two hours'),
  expiresAt: ms,
  renewal: z.string().describe('secret for session.renew; each use replaces it'),
  person: face,
});

export const sessionContracts = {
  'session.create': endpoint({
    summary: 'Signs in with the code of wx.login.',
    access: 'public',
    // A whole campus may share one address.
    perMinute: 300,
    input: z.object({ code: z.string().min(1).max(200) }),
    output: session,
    refusals: ['loginCodeInvalid', 'loginRiskUser'],
  }),
  'session.renew': endpoint({
    summary: 'A new token for a session that lives; the app calls it silently.',
    access: 'public',
    // A whole campus may share one address.
    perMinute: 300,
    input: z.object({ renewal: z.string().min(1).max(200) }),
    output: session,
    refusals: ['unauthenticated'],
  }),
  'session.end': endpoint({
    summary: 'Signs out: the session can no longer be renewed.',
    access: 'person',
    perMinute: 30,
    input: z.object({}),
    output: z.object({}),
    refusals: [],
  }),
};
