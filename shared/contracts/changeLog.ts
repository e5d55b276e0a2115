import { z } from 'zod';
import { face, merchantId, ms, nextCursor, page, userId } from './common';
import { endpoint, ROLES } from './endpoint';

export const changeLogContracts = {
  'changeLog.list': endpoint({
    summary: 'Who changed what in the shop, or tried to; newest first.',
    access: ['owner', 'operator'],
    perMinute: 60,
    input: z.object({
      merchantId,
      by: z.string().min(1).max(50).optional().describe('one member, by id; also one who was removed'),
      noun: z.string().min(1).max(40).optional().describe('the first half of an endpoint’s name'),
      ...page,
    }),
    output: z.object({
      changes: z.array(
        z.object({
          id: z.string(),
          at: ms,
          member: face.extend({ userId }),
          role: z.enum([...ROLES, 'platform']),
          endpoint: z.string(),
          about: z.string().describe('an id, a role, a section; of a list, how long it is'),
          name: z.string().optional().describe('what or whom it is about is called so'),
          input: z.string().describe('JSON as it was sent, cut where it is long; what is hidden is •'),
          outcome: z.string().describe('done, begun (it died under way), or the code of the refusal'),
          why: z.string().optional().describe('the sentence of a refusal'),
        }),
      ),
      nextCursor,
    }),
    refusals: [],
  }),
};
