import { z } from 'zod';
import { chatTicket, ms } from './common';
import { endpoint } from './endpoint';

export const chatContracts = {
  'chat.enter': endpoint({
    summary:
      'Proves which WeChat group chat the caller has come from, with the answer of wx.getGroupEnterInfo. ' +
      'WeChat encrypts it for the newest sign-in: a session from before it has to sign in anew first.',
    access: 'person',
    perMinute: 30,
    input: z.object({
      encryptedData: z
        .string()
        .regex(/^[0-9A-Za-z+/]{22,2000}={0,2}$/)
        .describe('base64'),
      iv: z
        .string()
        .regex(/^[0-9A-Za-z+/]{22}==$/)
        .describe('16 bytes in base64'),
    }),
    output: z.object({
      chat: chatTicket.describe('to be sent as `chat` where an endpoint takes it; good for this person alone'),
      expiresAt: ms,
    }),
    refusals: ['chatUnknown'],
  }),
};
