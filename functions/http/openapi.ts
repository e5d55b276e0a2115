/** The API's document (OpenAPI 3.1), generated from the contracts. */
import { z } from 'zod';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Endpoint } from '../../shared/contracts/endpoint';
import { type RefusalCode, refusals } from '../../shared/refusals';

/** What every endpoint can answer, beside its own refusals. */
const COMMON: readonly RefusalCode[] = ['badRequest', 'bodyTooLarge', 'tooOften', 'internal', 'busy', 'unavailable'];

const json = (schema: object) => ({ 'application/json': { schema } });

const refusalSchema = {
  type: 'object',
  required: ['code', 'message', 'requestId'],
  properties: {
    code: { type: 'string', enum: Object.keys(refusals) },
    message: { type: 'string' },
    field: { type: 'string' },
    requestId: { type: 'string' },
  },
};

/** Every no that an endpoint can say. */
export function refusalsOf({ access, refusals: own }: Pick<Endpoint, 'access' | 'refusals'>): RefusalCode[] {
  const codes = new Set([...COMMON, ...own]);
  // A token that is given must be good, even where none is needed.
  codes.add('unauthenticated');
  if (Array.isArray(access)) codes.add('forbidden');
  return [...codes];
}

function operation(name: EndpointName, endpoint: Endpoint) {
  const { summary, access, input, output, perMinute } = endpoint;
  const byStatus = groupBy(refusalsOf(endpoint), (code) => refusals[code].status);
  const failures = [...byStatus].map(([status, list]) => [
    status,
    {
      description: [...list].map((code) => `\`${code}\` ${refusals[code].message}`).join('\n\n'),
      content: json({ $ref: '#/components/schemas/Refusal' }),
    },
  ]);
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary,
    description: `Access: ${Array.isArray(access) ? access.join(', ') : access}. At most ${perMinute} calls a minute.`,
    security: access === 'public' ? [{}, { session: [] }] : [{ session: [] }],
    requestBody: { required: true, content: json(z.toJSONSchema(input, { io: 'input' })) },
    responses: {
      200: { description: 'OK', content: json(z.toJSONSchema(output)) },
      ...Object.fromEntries(failures),
    },
  };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const document = () => {
  const names = Object.keys(contracts) as EndpointName[];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pinkan 拼砍',
      version: '1',
      description: 'Amounts in fen, rates in basis points, times in ms since 1970.',
    },
    paths: Object.fromEntries(
      names.map((name) => [`/api/${name}`, { post: operation(name, contracts[name] as Endpoint) }]),
    ),
    components: {
      schemas: { Refusal: refusalSchema },
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};

let made: ReturnType<typeof document> | undefined;

/** Made once: the contracts do not change while we run. */
export function openapi(): ReturnType<typeof document> {
  made ??= document();
  return made;
}
