/** Pictures in an object store: signed as AWS's manual says, and one that checks every signature keeps them. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectionsOf } from '../../functions/store/collections';
import { forgetPicturesOf, getPicture, hashOf, putPicture } from '../../functions/store/media';
import { type ObjectStore, signed } from '../../functions/store/objectStore';
import { inDatabase, inObjectStore } from '../../functions/store/pictureBytes';
import { useDatabase } from '../support/database';

const database = useDatabase();
const SECRET = 'secret-of-the-store';

/** What the store keeps, by path, and whether it is out of order. */
const kept = new Map<string, Buffer>();
let broken = false;
/** Whether a key may list the bucket: to one that may not, what is not there is 403. */
let lists = true;
let server: Server;
let store: ObjectStore;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    response.statusCode = broken ? 503 : answer(request, body);
    response.end(response.statusCode === 200 && request.method === 'GET' ? kept.get(request.url ?? '') : undefined);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  store = { endpoint: `http://127.0.0.1:${port}`, region: 'cn-1', bucket: 'shop', accessKey: 'key', secretKey: SECRET };
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  kept.clear();
  broken = false;
  lists = true;
});

function answer(request: IncomingMessage, body: Buffer): number {
  const { method, url = '' } = request;
  if (!isSigned(request, body)) return 403;
  if (method === 'PUT') kept.set(url, body);
  if (method === 'DELETE') {
    kept.delete(url);
    return 204;
  }
  return kept.has(url) ? 200 : lists ? 404 : 403;
}

/** The signature computed anew from what has come over the wire. */
function isSigned({ method, url, headers }: IncomingMessage, body: Buffer): boolean {
  const [, key, day, region, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  const mac = (by: string | Buffer, text: string) => createHmac('sha256', by).update(text).digest();
  const lines = names.split(';').map((name) => `${name}:${String(headers[name])}`);
  const canonical = `${method}\n${url}\n\n${lines.join('\n')}\n\n${names}\n${digest(body)}`;
  const text = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${day}/${region}/s3/aws4_request\n${digest(canonical)}`;
  const by = mac(mac(mac(mac(`AWS4${SECRET}`, day ?? ''), region ?? ''), 's3'), 'aws4_request');
  return key === 'key' && names.includes('host') && mac(by, text).toString('hex') === signature;
}

it('signs as the example of the manual (GET Object) does', () => {
  const { authorization } = signed(
    { region: 'us-east-1', accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' },
      body: new Uint8Array(),
      at: Date.parse('2013-05-24T00:00:00Z'),
    },
  );
  expect(authorization).toContain(
    'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

const sender = { userId: 'usr_a', purpose: 'avatar', at: 1 } as const;
const withStore = (given = store) => {
  const { client, db } = database;
  return collectionsOf(client, db, inObjectStore(given, inDatabase(db)));
};

it('keeps a picture there and nowhere else, gives it, and lets it go with its sender', async () => {
  const collections = withStore();
  const hash = await putPicture(collections, Buffer.from('a picture'), sender);
  expect([...kept.keys()]).toEqual([`/shop/pictures/${hash}.webp`]);
  expect(await inDatabase(database.db).get(hash)).toBeNull();
  expect((await getPicture(collections, hash))?.toString()).toBe('a picture');
  expect(await putPicture(collections, Buffer.from('a picture'), sender)).toBe(hash);
  await forgetPicturesOf(collections, sender.userId);
  expect([kept.size, await getPicture(collections, hash)]).toEqual([0, null]);
});

it('gives what was in the database before there was a store', async () => {
  const hash = await putPicture(collectionsOf(database.client, database.db), Buffer.from('an older one'), sender);
  expect((await getPicture(withStore(), hash))?.toString()).toBe('an older one');
  lists = false;
  expect((await getPicture(withStore(), hash))?.toString()).toBe('an older one');
  const lost = await putPicture(withStore(), Buffer.from('lost by the store'), sender);
  kept.clear();
  await expect(getPicture(withStore(), lost)).rejects.toThrow('answers GET with 403');
});

it('a wrong key, and a store that is out of order, are outages: nothing names a picture that is not there', async () => {
  const wrong = withStore({ ...store, secretKey: 'another' });
  await expect(putPicture(wrong, Buffer.from('lost'), sender)).rejects.toThrow('answers PUT with 403');
  broken = true;
  await expect(putPicture(withStore(), Buffer.from('lost'), sender)).rejects.toThrow('answers PUT with 503');
  expect(await withStore().media.findOne({ _id: hashOf(Buffer.from('lost')) })).toBeNull();
});
