/** Signing in at a desk: the desk starts and polls, the phone scans, types the number, and approves or denies. */
import { z } from 'zod';
import { ms } from './common';
import { endpoint } from './endpoint';
import { session } from './session';

/** What stands in the picture that is scanned. An unknown one is answered, not refused as malformed. */
const code = z.string().min(1).max(32);

const device = z.string().describe('what the desk is, by its browser: Chrome · macOS');
const place = z.string().describe('where it is, as the server sees it');

export const deskContracts = {
  'desk.start': endpoint({
    summary: 'A code to be scanned, the number to be typed on the phone, and the secret that the desk polls with.',
    access: 'public',
    perMinute: 20,
    input: z.object({}),
    output: z.object({
      code,
      secret: z.string().describe('is not in the code and stays at the desk'),
      number: z.string().describe('four digits, shown at the desk'),
      expiresAt: ms,
    }),
    refusals: [],
  }),
  'desk.poll': endpoint({
    summary: 'What became of the code; once it is approved, a session, and the same one while the code lives.',
    access: 'public',
    perMinute: 120,
    input: z.object({ secret: z.string().min(1).max(64) }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('waiting') }),
      z.object({ status: z.literal('scanned'), name: z.string().describe('of whoever scanned it') }),
      z.object({ status: z.literal('approved'), session }),
    ]),
    refusals: ['deskCodeGone'],
  }),
  'desk.scan': endpoint({
    summary: 'A phone scans the code: which desk it is. From then on the code is for this person alone.',
    access: 'person',
    livingSession: true,
    perMinute: 20,
    input: z.object({ code }),
    output: z.object({ device, place, startedAt: ms, expiresAt: ms }),
    refusals: ['deskCodeGone', 'deskCodeTaken'],
  }),
  'desk.approve': endpoint({
    summary: 'Whoever scanned the code types the number of the desk; the third wrong one voids the code.',
    access: 'person',
    livingSession: true,
    perMinute: 20,
    input: z.object({ code, number: z.string().regex(/^\d{4}$/) }),
    output: z.object({}),
    refusals: [
      'deskCodeGone',
      'deskCodeTaken',
      'deskNumberWrong',
      'notAMember',
      // Asked by somebody who has not scanned it.
      'forbidden',
    ],
  }),
  'desk.deny': endpoint({
    summary: 'Whoever scanned the code does not want it to sign a desk in.',
    access: 'person',
    livingSession: true,
    perMinute: 20,
    input: z.object({ code }),
    output: z.object({}),
    refusals: ['deskCodeGone', 'deskCodeTaken', 'forbidden'],
  }),
};
