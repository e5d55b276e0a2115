/**
 * WHO CHANGED WHAT IN A SHOP. A call of an endpoint that `logs` is kept before its handler begins and closed after it: what
 * cannot be kept is not done, and one that died under way stays `begun`. Refused calls of members are kept too; those of
 * strangers, who must not be able to fill a shop's log, stand in the operational log alone.
 */
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Endpoint, Role } from '../../shared/contracts/endpoint';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import { endChange, keepChange } from '../store/changeLog';
import type { App } from '../usecases/app';
import type { Caller } from '../usecases/session';
import { codeOf } from './errors';

/** Bytes of an input that are kept. */
const INPUT_KEPT = 4096;

interface Call {
  readonly name: EndpointName;
  /** As the contract has parsed it. */
  readonly input: Record<string, unknown>;
  readonly caller: Caller | undefined;
  /** The caller's at the merchant that the input names. */
  readonly role: Role | 'platform' | undefined;
  readonly requestId: string;
}

/** Makes the call, and keeps that it was made. What it throws is thrown. */
export async function logged<T>(
  app: App,
  { name, input, caller, role, requestId }: Call,
  make: () => Promise<Result<T, RefusalCode>>,
): Promise<Result<T, RefusalCode>> {
  const { logs }: Pick<Endpoint, 'logs'> = contracts[name];
  if (!logs || !caller) return make();
  const { userId } = caller;
  const { merchantId } = input as { merchantId: string };
  if (!role) {
    const result = await make();
    if (!result.ok && result.refusal === 'forbidden')
      app.log.warn({ endpoint: name, merchantId, userId, requestId }, 'a stranger called');
    return result;
  }
  const id = await keepChange(app.store, {
    requestId,
    merchantId,
    userId,
    role,
    endpoint: name,
    about: aboutOf(input[logs.about]),
    input: inputOf(input, logs.hides ?? []),
    at: app.now(),
    outcome: 'begun',
  });
  const close = (outcome: 'done' | RefusalCode) =>
    // It is done, or refused, whether or not this can be written.
    endChange(app.store, id, outcome).catch((error: unknown) => app.log.warn({ error, requestId }, 'a log stays open'));
  try {
    const result = await make();
    await close(result.ok ? 'done' : result.refusal);
    return result;
  } catch (error) {
    await close(codeOf(error));
    throw error;
  }
}

/** A text as it stands; of a thing the first text in it, of a list how long it is. */
function aboutOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `× ${value.length}`;
  return Object.values(value ?? {}).find((part) => typeof part === 'string') ?? '';
}

/** The merchant and the request's number are in the entry itself. */
function inputOf(
  { merchantId: _, requestId: __, ...input }: Record<string, unknown>,
  hides: readonly string[],
): string {
  const shown = Object.entries(input).map(([key, value]) => [key, hides.includes(key) ? '•' : value]);
  const text = JSON.stringify(Object.fromEntries(shown));
  const all = Buffer.from(text);
  if (all.length <= INPUT_KEPT) return text;
  // No half of a character at the end.
  return `${all
    .subarray(0, INPUT_KEPT - 3)
    .toString()
    .replace(/\uFFFD+$/, '')}…`;
}
