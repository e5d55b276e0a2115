/** The API, made from the contracts: `POST /api/<noun>.<verb>` with a JSON body. */
import type { Context, Hono } from 'hono';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import { isRobot } from '../../shared/domain/visit';
import type { RefusalCode } from '../../shared/refusals';
import { no, ok, type Result } from '../../shared/result';
import type { App } from '../usecases/app';
import type { Caller, Origin } from '../usecases/session';
import { authenticate, authorize } from './access';
import { logged } from './changeLog';
import { refusalResponse } from './errors';
import { type Framed, framed } from './frame';
import { handlers } from './handlers';
import { deviceOf, lineOf, networkOf } from './origin';
import { createRateLimit, type RateLimit } from './rateLimit';

export interface Host {
  /** Where a call comes from, as the host knows it; for limits on callers who are not signed in. */
  readonly addressOf: (context: Context) => string;
  /** The place of a call, where the host itself knows one; without it a part of the address is told. */
  readonly placeOf?: (context: Context) => string | undefined;
  /** How often is too often; left out, the contract's limits count. */
  readonly rateLimit?: RateLimit;
}

export function createApi(app: App, host: Host): Hono<Framed> {
  const rateLimit = host.rateLimit ?? createRateLimit(app);
  const api = framed(app, '/api/*', refusalResponse);

  api.get('/api/openapi.json', async (context) => {
    const { openapi } = await import('./openapi');
    return context.json(openapi());
  });
  api.get('/api/health', async (context) => {
    await app.store.db.command({ ping: 1 });
    return context.json({ ok: true });
  });
  api.post('/api/:name', (context) => serve(app, rateLimit, host, context));
  return api;
}

async function serve(app: App, rateLimit: RateLimit, host: Host, context: Context<Framed>): Promise<Response> {
  const requestId = context.get('requestId');
  const name = context.req.param('name') as EndpointName;
  if (!Object.hasOwn(contracts, name)) return refusalResponse('notFound', requestId);
  const { access } = contracts[name];
  const caller = authenticate(app, access, context.req.header('authorization'));
  if (!caller.ok) return refusalResponse(caller.refusal, requestId);
  if (!(await rateLimit(name, caller.value?.userId ?? host.addressOf(context)))) {
    return refusalResponse('tooOften', requestId);
  }
  const body = await jsonOf(context);
  if (!body.ok) return refusalResponse('badRequest', requestId);
  const parsed = contracts[name].input.safeParse(body.value);
  if (!parsed.success) {
    // No path where the body as a whole is not an object.
    return refusalResponse('badRequest', requestId, parsed.error.issues[0]?.path.join('.') || undefined);
  }
  const { allowed, role } = await authorize(app, contracts[name], caller.value, parsed.data);
  const result = await logged(app, { name, input: parsed.data, caller: caller.value, role, requestId }, async () =>
    allowed.ok ? call(app, name, parsed.data, caller.value, originOf(host, context)) : allowed,
  );
  // Not Response.json(): that makes the adaptor of a plain Node host read its own answer back from a stream.
  return result.ok ? context.json(result.value as object) : refusalResponse(result.refusal, requestId);
}

const originOf = (host: Host, context: Context): Origin => ({
  device: deviceOf(context.req.header('user-agent')),
  place: host.placeOf?.(context) ?? networkOf(host.addressOf(context)),
  line: lineOf(host.addressOf(context)),
  robot: isRobot(
    context.req.header('user-agent'),
    context.req.header('sec-purpose') ?? context.req.header('purpose') ?? context.req.header('x-purpose'),
  ),
});

/** The input was parsed by the contract of this very name; the table's types cannot say so for a name that varies. */
function call(
  app: App,
  name: EndpointName,
  input: unknown,
  caller: Caller | undefined,
  origin: Origin,
): Promise<Result<unknown, RefusalCode>> {
  const handle = handlers[name] as (
    app: App,
    input: unknown,
    caller: Caller | undefined,
    origin: Origin,
  ) => Promise<Result<unknown, RefusalCode>>;
  return handle(app, input, caller, origin);
}

async function jsonOf(context: Context): Promise<Result<unknown, 'badRequest'>> {
  try {
    const text = await context.req.text();
    return ok(text === '' ? {} : JSON.parse(text));
  } catch {
    return no('badRequest');
  }
}
