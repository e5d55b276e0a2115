/**
 * BYTES IN AN OBJECT STORE that speaks S3: one PUT, GET or DELETE by a name, each signed with AWS Signature Version 4
 * (AWS General Reference, "Create a signed AWS API request"). Addresses are in path style, which every such store understands.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Ms } from '../../shared/time';

export interface ObjectStore {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

interface Asked {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: URL;
  /** All of them are signed; names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly at: Ms;
}

/** So long an answer is waited for. */
const PATIENCE: Ms = 15_000;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The headers of a request, its signature among them. The path holds nothing that would have to be encoded. */
export function signed(
  { region, accessKey, secretKey }: Pick<ObjectStore, 'region' | 'accessKey' | 'secretKey'>,
  { method, url, headers, body, at }: Asked,
): Record<string, string> {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const payload = sha256(body);
  const all = { ...headers, host: url.host, 'x-amz-content-sha256': payload, 'x-amz-date': time };
  const sorted = Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = sorted.map(([name]) => name).join(';');
  const lines = sorted.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const canonical = [method, url.pathname, url.searchParams.toString(), lines, names, payload].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce(
    (before: string | Buffer, part) => hmac(before, part),
    `AWS4${secretKey}`,
  );
  const signature = hmac(key, text).toString('hex');
  const { host: _, ...sent } = all;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** Sends one request; a store that refuses or is not there is an outage. @returns null where there is no such object */
async function send(
  store: ObjectStore,
  method: Asked['method'],
  name: string,
  body: Uint8Array = new Uint8Array(),
): Promise<Response | null> {
  const url = new URL(`${store.endpoint}/${store.bucket}/${name}`);
  const type: Record<string, string> = method === 'PUT' ? { 'content-type': 'image/webp' } : {};
  const headers = signed(store, { method, url, headers: type, body, at: Date.now() });
  const response = await fetch(url, {
    method,
    headers,
    signal: AbortSignal.timeout(PATIENCE),
    ...(method === 'PUT' ? { body: new Uint8Array(body) } : {}),
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the object store answers ${method} with ${response.status}`);
  return response;
}

/** Writing the same object again changes nothing. */
export async function putObject(store: ObjectStore, name: string, bytes: Uint8Array): Promise<void> {
  if (!(await send(store, 'PUT', name, bytes))) throw new Error(`there is no bucket ${store.bucket}`);
}

/** The bytes, or null where there are none of this name. */
export async function getObject(store: ObjectStore, name: string): Promise<Buffer | null> {
  const response = await send(store, 'GET', name);
  return response && Buffer.from(await response.arrayBuffer());
}

/** What is not there is gone already. */
export async function dropObject(store: ObjectStore, name: string): Promise<void> {
  await send(store, 'DELETE', name);
}
