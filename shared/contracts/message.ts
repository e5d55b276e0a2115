import { z } from 'zod';
import { MESSAGE_KINDS } from '../domain/message';
import { endpoint } from './endpoint';

export const messageContracts = {
  'message.templates': endpoint({
    summary: 'The templates of the reminders that there are, for the app to ask consent for.',
    access: 'public',
    perMinute: 120,
    input: z.object({}),
    output: z.object({
      templates: z.array(
        z.object({
          kind: z.enum(MESSAGE_KINDS),
          id: z.string().describe("the template's id, as wx.requestSubscribeMessage takes it"),
        }),
      ),
    }),
    refusals: [],
  }),
};
