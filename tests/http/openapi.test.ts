/** The API's document: whole, true to the contracts, and the same as the one under docs/api. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openapi, refusalsOf } from '../../functions/http/openapi';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import type { Endpoint } from '../../shared/contracts/endpoint';
import { refusals } from '../../shared/refusals';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  requestBody: { required: boolean; content: Record<string, { schema: { [key: string]: Json } }> };
  responses: Record<string, { description: string; content: Record<string, { schema: { [key: string]: Json } }> }>;
}

// As it goes over the wire.
const document = JSON.parse(JSON.stringify(openapi())) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, { type: string; scheme: string }> };
};
const names = Object.keys(contracts) as EndpointName[];
const operationOf = (name: EndpointName): Operation => document.paths[`/api/${name}`]!.post!;

/** Every object below, with the way to it. */
function* objectsIn(value: Json, path = '#'): Generator<[string, { [key: string]: Json }]> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield [path, value];
  for (const [key, part] of Object.entries(value)) yield* objectsIn(part as Json, `${path}/${key}`);
}

const at = (pointer: string): Json | undefined =>
  pointer
    .slice(2)
    .split('/')
    .reduce<Json | undefined>(
      (value, key) => {
        const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
      },
      document as unknown as Json,
    );

it('is OpenAPI 3.1 with what that asks for', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  expect(document.components.securitySchemes.session).toMatchObject({ type: 'http', scheme: 'bearer' });
});

it('has every endpoint, and nothing else', () => {
  expect(Object.keys(document.paths).sort()).toEqual(names.map((name) => `/api/${name}`).sort());
  for (const path of Object.values(document.paths)) expect(Object.keys(path)).toEqual(['post']);
});

it('every $ref leads somewhere', () => {
  const refs = [...objectsIn(document as unknown as Json)].flatMap(([path, object]) =>
    typeof object.$ref === 'string' ? [[path, object.$ref] as const] : [],
  );
  expect(refs.length).toBeGreaterThan(names.length);
  for (const [path, ref] of refs) {
    expect(ref.startsWith('#/')).toBe(true);
    expect({ path, found: at(ref) !== undefined }).toEqual({ path, found: true });
  }
});

it('every schema is one of JSON Schema 2020-12, as 3.1 has them', () => {
  const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];
  for (const [path, object] of objectsIn(document as unknown as Json)) {
    if (object.$schema !== undefined) {
      expect({ path, dialect: object.$schema }).toEqual({
        path,
        dialect: 'https://json-schema.org/draft/2020-12/schema',
      });
    }
    // A property may be called so; the keyword has a text.
    if (typeof object.type === 'string' && path.includes('/schema')) expect(TYPES).toContain(object.type);
    expect(object).not.toHaveProperty('nullable');
    if (typeof object.pattern === 'string') expect(() => new RegExp(object.pattern as string)).not.toThrow();
    const { required, properties } = object;
    if (Array.isArray(required) && properties && typeof properties === 'object') {
      for (const name of required) expect(Object.keys(properties)).toContain(name);
    }
  }
});

describe.each(names)('%s', (name) => {
  const contract = contracts[name] as Endpoint;

  it('says who may call it, what it takes and what it gives', () => {
    const operation = operationOf(name);
    expect(operation).toMatchObject({ operationId: name, summary: contract.summary, tags: [name.split('.')[0]] });
    expect(operation.security).toEqual(contract.access === 'public' ? [{}, { session: [] }] : [{ session: [] }]);
    const input = operation.requestBody.content['application/json']!.schema;
    expect(Object.keys(input.properties as object).sort()).toEqual(Object.keys(contract.input.shape).sort());
    const optional = Object.entries(contract.input.shape)
      .filter(([, part]) => part.safeParse(undefined).success)
      .map(([key]) => key);
    const required = Object.keys(contract.input.shape).filter((key) => !optional.includes(key));
    expect([...((input.required as string[] | undefined) ?? [])].sort()).toEqual(required.sort());
    const output = operation.responses[200]!.content['application/json']!.schema;
    for (const kind of (output.oneOf as { type: string }[] | undefined) ?? [output]) expect(kind.type).toBe('object');
  });

  it('names every no with its status and its sentence', () => {
    const { responses } = operationOf(name);
    for (const code of refusalsOf(contract)) {
      const { status, message } = refusals[code];
      expect(responses[status]?.description).toContain(`\`${code}\` ${message}`);
      expect(responses[status]?.content['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Refusal' });
    }
    const statuses = new Set([200, ...refusalsOf(contract).map((code) => refusals[code].status)]);
    expect(Object.keys(responses).map(Number).sort()).toEqual([...statuses].sort());
  });
});

it('docs/api/openapi.json is this document: `npx tsx scripts/writeOpenapi.ts` writes it', () => {
  const written = readFileSync(resolve(__dirname, '../../docs/api/openapi.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(document);
});
