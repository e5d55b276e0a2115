import { fateOf, INVITE_LIFE } from '../../shared/domain/member';

const now = Date.parse('2026-01-17T12:00:00+08:00');

describe('an invite', () => {
  it.each([
    ['is open until its last moment', 'open', now + 1, null],
    ['is over at its end', 'open', now, 'inviteExpired'],
    ['was used', 'used', now + 1, 'inviteUsed'],
    ['was used, also when it is over', 'used', now, 'inviteUsed'],
    ['was taken back', 'revoked', now + 1, 'inviteRevoked'],
  ] as const)('%s', (_, status, expiresAt, fate) => expect(fateOf({ status, expiresAt }, now)).toBe(fate));

  it('lives for seven days', () => expect(INVITE_LIFE).toBe(604_800_000));
});
