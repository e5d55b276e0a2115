import { z } from 'zod';
import { face, ms, sessionId } from './common';
import { endpoint } from './endpoint';

export const session = z.object({
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
  'session.list': endpoint({
    summary: 'Where I am signed in, newest first; fifty at most.',
    access: 'person',
    livingSession: true,
    perMinute: 60,
    input: z.object({}),
    output: z.object({
      sessions: z.array(
        z.object({
          id: sessionId,
          kind: z.enum(['phone', 'desk']),
          /** What it was begun on, and where, as the server saw it. */
          device: z.string(),
          place: z.string(),
          startedAt: ms,
          /** When it was begun or last renewed: within two hours of its last use. */
          usedAt: ms,
          /** The one that asks. */
          current: z.boolean(),
        }),
      ),
    }),
    refusals: [],
  }),
  'session.endOther': endpoint({
    summary: 'Ends one of my sessions. A desk is signed out at once; what needs no role goes on for two hours at most.',
    access: 'person',
    livingSession: true,
    perMinute: 30,
    input: z.object({ sessionId }),
    output: z.object({}),
    refusals: ['notFound'],
  }),
};
