/** The log: one JSON line for each entry. Errors with their stack and causes; secrets never, wherever they stand. */
import pino, { type DestinationStream } from 'pino';
import type { Log } from '../usecases/app';

/** Names under which a secret could travel, as a field of what is logged or of a thing in it. */
const SECRETS = [
  'authorization',
  'token',
  'renewal',
  'secret',
  'appSecret',
  'jwtSecret',
  'shareSecret',
  'cronSecret',
  'dataSecret',
  'sessionKey',
  'privateKey',
  'apiV3Key',
  'seed',
];

/**
 * pino by itself writes an Error under any name but `err` as {}. And of an error's own fields only the code is kept:
 * drivers hang whole topologies and requests on them.
 */
function errorOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return error;
  const { type, message, stack, code } = pino.stdSerializers.err(error as Error) as Record<string, unknown>;
  return { type, message, stack, code };
}

export const createLog = (level: 'info' | 'warn', destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: undefined,
      serializers: { error: errorOf },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '…' },
    },
    ...(destination ? [destination] : []),
  );
