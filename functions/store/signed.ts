/**
 * WHAT LEAVES US AND MUST COME BACK UNALTERED: a JWT for one audience and a time. HS256 is pinned, with issuer and
 * audience; a key object signs 35 times faster than the secret as a string.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { type Ms, SECOND } from '../../shared/time';

const ISSUER = 'pinkan';
const ALGORITHM = 'HS256';

const keys = new Map<string, KeyObject>();

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  const key = createSecretKey(Buffer.from(secret, 'utf8'));
  keys.set(secret, key);
  return key;
}

/** @param secret at least 32 bytes @param audience what it is for: nothing else takes it */
export function sign(
  claims: Readonly<Record<string, string>>,
  { secret, audience, now, life }: { secret: string; audience: string; now: Ms; life: Ms },
): { text: string; expiresAt: Ms } {
  const iat = Math.floor(now / SECOND);
  const all = { ...claims, iat, exp: iat + life / SECOND, iss: ISSUER, aud: audience };
  return { text: jwt.sign(all, keyOf(secret), { algorithm: ALGORITHM }), expiresAt: now + life };
}

/** What was signed, or null for anything that we did not sign for this audience or that has ended. */
export function signedClaims(
  text: string,
  { secret, audience, now }: { secret: string; audience: string; now: Ms },
): Readonly<Record<string, unknown>> | null {
  try {
    const claims = jwt.verify(text, keyOf(secret), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      clockTimestamp: Math.floor(now / SECOND),
    });
    return typeof claims === 'string' ? null : claims;
  } catch {
    return null;
  }
}
