/** Pictures over HTTP: what is taken, what it becomes, and what no picture is. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { forgetPicturesOf } from '../../functions/store/media';
import { shopHas } from '../../functions/usecases/media';
import type { Role } from '../../shared/contracts/endpoint';
import type { MediaAnswer } from '../../shared/contracts/media';
import { DAY, MINUTE } from '../../shared/time';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';
import { expectRefusal } from './scene';

const database = useDatabase();
let world: World;
let person: Person;

beforeAll(async () => {
  world = await openWorld(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.app.store.db.collection('media').deleteMany({});
  person = await world.person('林姐');
});
afterEach(() => expect(world.errors).toEqual([]));

/** A picture of stripes; each `seed` is another one. */
const drawn = (width: number, height: number, seed = 1) => {
  const stripes = Buffer.alloc(width * height * 3);
  for (let index = 0; index < stripes.length; index++) stripes[index] = (index * seed) % 251;
  return sharp(stripes, { raw: { width, height, channels: 3 } });
};

const send = (body: BodyInit, { purpose = 'avatar', token = person.token, type = 'image/jpeg' } = {}) =>
  fetch(`${world.url}/media?purpose=${purpose}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body instanceof FormData ? {} : { 'content-type': type }) },
    body,
  });
const kept = async (body: BodyInit): Promise<MediaAnswer> => {
  const response = await send(body);
  expect(response.status).toBe(200);
  return (await response.json()) as MediaAnswer;
};
const get = (path: string) => fetch(`${world.url}${path}`);
const bytesAt = async (path: string) => Buffer.from(await (await get(path)).arrayBuffer());

describe('what is taken', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s becomes WebP, at most 1280 px long', async (kind) => {
    const { picture, width, height } = await kept(await drawn(2000, 1000).toFormat(kind).toBuffer());
    expect(picture).toMatch(/^\/media\/[0-9a-f]{64}\.webp$/);
    expect({ width, height }).toEqual({ width: 1280, height: 640 });
    const response = await get(picture);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(await sharp(await bytesAt(picture)).metadata()).toMatchObject({ format: 'webp', width: 1280, height: 640 });
  });

  it('nothing of somebody who has not agreed to the policy', async () => {
    await world.app.store.users.updateOne({ _id: person.userId }, { $unset: { consents: '' } });
    const picture = await drawn(30, 40).png().toBuffer();
    await expectRefusal(await send(picture), 'consentMissing');
    expect(await world.app.store.db.collection('media').countDocuments()).toBe(0);
  });

  it('a small one stays small', async () => {
    expect(await kept(await drawn(30, 40).png().toBuffer())).toMatchObject({ width: 30, height: 40 });
  });

  it('a form as wx.uploadFile sends it', async () => {
    const form = new FormData();
    form.append('file', new Blob([await drawn(64, 64).jpeg().toBuffer()]), 'tmp_1.jpg');
    expect(await kept(form)).toMatchObject({ width: 64, height: 64 });
  });

  it('nothing of where and with what it was taken stays, and it stands upright', async () => {
    const source = await drawn(100, 50)
      .jpeg()
      .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 29/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(source.includes('Exif')).toBe(true);
    const { picture, width, height } = await kept(source);
    expect({ width, height }).toEqual({ width: 50, height: 100 });
    const bytes = await bytesAt(picture);
    const { exif, xmp, icc } = await sharp(bytes).metadata();
    expect({ exif, xmp, icc }).toEqual({});
    expect(bytes.includes('SecretCamera')).toBe(false);
  });

  it('what was hidden behind a picture is gone', async () => {
    const hidden = Buffer.concat([await drawn(64, 64).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
    const { picture } = await kept(hidden);
    expect((await bytesAt(picture)).includes('script')).toBe(false);
  });

  it('the same picture, by anybody, is there once', async () => {
    const bytes = await drawn(64, 64).jpeg().toBuffer();
    const other = await world.person('阿杰');
    const answers = await Promise.all([
      kept(bytes),
      kept(bytes),
      send(bytes, { token: other.token }).then((r) => r.json()),
    ]);
    expect(new Set(answers.map(({ picture }) => picture)).size).toBe(1);
    const [doc] = await world.app.store.media.find().toArray();
    expect(doc!.senders.map(({ userId }) => userId).sort()).toEqual([person.userId, other.userId].sort());
  });

  it('and is given as JPEG to who does not read WebP', async () => {
    const { picture } = await kept(await drawn(64, 32).png().toBuffer());
    const jpeg = picture.replace('.webp', '.jpg');
    expect((await get(jpeg)).headers.get('content-type')).toBe('image/jpeg');
    expect(await sharp(await bytesAt(jpeg)).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 32 });
  });
});

/** The head of a PNG that claims to be this large, with hardly anything behind it. */
function claims(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    magic,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(99))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

describe('what is refused', () => {
  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['half a picture', async () => (await drawn(640, 640).png().toBuffer()).subarray(0, 5000)],
    ['the first bytes of a JPEG and then a page', () => Buffer.from('\xff\xd8\xff<script>alert(1)</script>', 'latin1')],
    ['the first bytes of a WebP and then SVG', () => Buffer.from('RIFF\x10\0\0\0WEBP<svg/>', 'latin1')],
  ])('%s', async (_, bytes) => {
    await expectRefusal(await send(new Uint8Array(await bytes())), 'pictureUnreadable');
    expect(await world.app.store.media.countDocuments()).toBe(0);
  });

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['a text', () => Buffer.from('a picture')],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['SVG that says it is XML', () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['GIF', () => drawn(8, 8).gif().toBuffer()],
    ['TIFF', () => drawn(8, 8).tiff().toBuffer()],
    ['PDF', () => Buffer.from('%PDF-1.7\n1 0 obj')],
    ['a web page', () => Buffer.from('<!doctype html><title>x</title>')],
    [
      'a page that ends in a picture',
      async () => Buffer.concat([Buffer.from('<script>'), await drawn(8, 8).jpeg().toBuffer()]),
    ],
    [
      'a PNG that is a page too',
      async () => Buffer.concat([await drawn(8, 8).png().toBuffer(), Buffer.from('<script>alert(1)</script>')]),
    ],
    [
      'a WebP that is a page too',
      async () => Buffer.concat([await drawn(8, 8).webp().toBuffer(), Buffer.from('<script>alert(1)</script>')]),
    ],
  ])('%s, whatever it is called', async (_, bytes) => {
    const warn = jest.spyOn(world.app.log, 'warn');
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(await bytes())], { type: 'image/png' }), 'photo.png');
    const response = await send(form);
    const { userId } = person;
    const requestId = response.headers.get('x-request-id');
    const told = { code: 'notAPicture', userId, purpose: 'avatar', merchantId: undefined, requestId };
    expect(warn).toHaveBeenCalledWith(told, 'a picture was refused');
    warn.mockRestore();
    await expectRefusal(response, 'notAPicture');
    expect(await world.app.store.media.countDocuments()).toBe(0);
  });

  it.each([
    ['is too long', 20_000, 1],
    ['is too high', 1, 20_000],
    ['would fill the memory', 19_999, 19_999],
  ])('a picture that %s', async (_, width, height) => {
    await expectRefusal(await send(new Uint8Array(claims(width, height))), 'pictureTooWide');
  });

  it('more than five megabytes', async () => {
    const jpeg = await drawn(8, 8).jpeg().toBuffer();
    const large = new Uint8Array(Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024 + 1 - jpeg.length)]));
    await expectRefusal(await send(large), 'pictureTooLarge');
    await expectRefusal(await send(new Uint8Array(6 * 1024 * 1024)), 'pictureTooLarge');
  });

  it('a form without a picture, and a form that is none', async () => {
    const form = new FormData();
    form.append('file', 'a text');
    await expectRefusal(await send(form), 'badRequest', 'file');
    await expectRefusal(await send('x', { type: 'multipart/form-data; boundary=x' }), 'badRequest', 'file');
    await expectRefusal(await send('x', { type: 'multipart/form-data' }), 'badRequest', 'file');
  });

  it('a purpose that there is not', async () => {
    await expectRefusal(await send('x', { purpose: 'anything' }), 'badRequest', 'purpose');
  });

  it('whoever is not signed in, or no longer', async () => {
    await expectRefusal(await send('x', { token: 'nobody' }), 'unauthenticated');
    await expectRefusal(
      await fetch(`${world.url}/media?purpose=avatar`, { method: 'POST', body: 'x' }),
      'unauthenticated',
    );
    await person.call('session.end', {});
    await expectRefusal(await send('x'), 'unauthenticated');
  });

  it('the twenty-first in a minute, and the hundred-and-first new one in a day', async () => {
    for (let sent = 0; sent < 20; sent++) await expectRefusal(await send('x'), 'notAPicture');
    await expectRefusal(await send('x'), 'tooOften');
    await world.advance(MINUTE);
    const at = world.now();
    const senders = [{ userId: person.userId, purpose: 'avatar' as const, at }];
    await world.app.store.media.insertMany(Array.from({ length: 100 }, (_, index) => ({ _id: `${index}`, senders })));
    const bytes = await drawn(64, 64).jpeg().toBuffer();
    await expectRefusal(await send(new Uint8Array(bytes)), 'tooOften');
    await world.advance(DAY);
    const renewed = await world.person('阿杰');
    expect((await send(new Uint8Array(bytes), { token: renewed.token })).status).toBe(200);
  });
});

describe('for a shop', () => {
  const asRole = async (role: Role): Promise<Person> => {
    const member = await world.person(role);
    const { userId } = member;
    const _id = `${MERCHANT}/${userId}`;
    await world.app.store.memberships.insertOne({ _id, merchantId: MERCHANT, userId, role });
    return member;
  };
  const sendFor = async ({ token }: Person, merchantId: string, purpose = 'product') =>
    fetch(`${world.url}/media?purpose=${purpose}&merchantId=${merchantId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
      body: new Uint8Array(await drawn(64, 64, 7).png().toBuffer()),
    });

  it.each(['owner', 'operator'] as const)(
    'its %s sends what is the shop’s then, whatever becomes of them',
    async (role) => {
      const member = await asRole(role);
      const { picture } = (await (await sendFor(member, MERCHANT)).json()) as MediaAnswer;
      expect(await shopHas(world.app, MERCHANT, [picture])).toBe(true);
      expect(await shopHas(world.app, 'mer_other', [picture])).toBe(false);
      await forgetPicturesOf(world.app.store, member.userId);
      expect((await get(picture)).status).toBe(200);
      expect(await shopHas(world.app, MERCHANT, [picture])).toBe(true);
      expect(JSON.stringify(await world.app.store.media.find().toArray())).not.toContain(member.userId);
    },
  );

  it.each(['shipper', 'viewer'] as const)('its %s does not', async (role) => {
    await expectRefusal(await sendFor(await asRole(role), MERCHANT, 'shop'), 'forbidden');
  });

  it('nor does anybody for another shop, or for none', async () => {
    const owner = await asRole('owner');
    for (const shop of ['mer_other', '', '$ne']) await expectRefusal(await sendFor(owner, shop), 'forbidden');
    await expectRefusal(await sendFor(person, MERCHANT), 'forbidden');
    expect(await world.app.store.media.countDocuments()).toBe(0);
  });

  it('a shop sends more in a day than a person', async () => {
    const owner = await asRole('owner');
    const senders = [{ userId: owner.userId, merchantId: MERCHANT, purpose: 'product' as const, at: world.now() }];
    const sent = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => ({ _id: `${from + at}`, senders }));
    await world.app.store.media.insertMany(sent(0, 999));
    expect((await sendFor(owner, MERCHANT)).status).toBe(200);
    await world.app.store.media.insertMany(sent(999, 1000));
    await expectRefusal(await sendFor(owner, MERCHANT), 'tooOften');
  });
});

describe('what is not there', () => {
  it.each([
    `/media/${'0'.repeat(64)}.webp`,
    `/media/${'0'.repeat(64)}.jpg`,
    `/media/${'0'.repeat(64)}.svg`,
    `/media/${'0'.repeat(63)}.webp`,
    '/media/..%2f..%2fetc%2fpasswd',
    '/media/$where.webp',
    '/media/',
  ])('%s', async (path) => {
    const response = await get(path);
    expect({ status: response.status, kept: response.headers.get('cache-control') }).toEqual({
      status: 404,
      kept: 'no-store',
    });
  });
});
