import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decryptGroupEnterInfo } from '../../functions/wechat/decrypt';

const APPID = 'wx0123456789abcdef';
const OPENGID = 'GpEaChGrOuP0123456789abcdefg';
const NOW = Date.parse('2026-03-01T09:00:00+08:00');
const SECONDS = NOW / 1000;
const KEY = randomBytes(16).toString('base64');

const INFO = { opengid: OPENGID, chat_type: 3, watermark: { timestamp: SECONDS, appid: APPID } };

function encrypt(plain: string | Buffer, { key = KEY, padding = true } = {}) {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'base64'), iv).setAutoPadding(padding);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { encryptedData: data.toString('base64'), iv: iv.toString('base64') };
}
const read = (encrypted: { encryptedData: string; iv: string }, sessionKey = KEY, now = NOW) =>
  decryptGroupEnterInfo(encrypted, { sessionKey, appid: APPID, now });
const readInfo = (info: unknown) => read(encrypt(JSON.stringify(info)));
const refused = (refusal: string) => ({ ok: false, refusal });

it('reads the chat, in whatever order WeChat writes it and with whatever else', () => {
  expect(readInfo(INFO)).toEqual({ ok: true, value: { opengid: OPENGID } });
  const { opengid, watermark } = INFO;
  expect(readInfo({ watermark: { ...watermark, more: 1 }, open_single_roomid: '', opengid })).toMatchObject({
    ok: true,
  });
});

it('keeps to the minute what is new: ten minutes back, five ahead', () => {
  const encrypted = encrypt(JSON.stringify(INFO));
  const at = (seconds: number) => read(encrypted, KEY, NOW + seconds * 1000);
  expect(at(600)).toMatchObject({ ok: true });
  expect(at(601)).toEqual(refused('stale'));
  expect(at(-300)).toMatchObject({ ok: true });
  expect(at(-301)).toEqual(refused('stale'));
});

it.each([
  ['another app', { ...INFO, watermark: { ...INFO.watermark, appid: 'wx_other' } }, 'foreign'],
  ['no watermark', { ...INFO, watermark: undefined }, 'foreign'],
  ['a watermark that is a text', { ...INFO, watermark: APPID }, 'foreign'],
  ['a watermark without a time', { ...INFO, watermark: { appid: APPID } }, 'undecipherable'],
  ['a time that is a text', { ...INFO, watermark: { appid: APPID, timestamp: String(SECONDS) } }, 'undecipherable'],
  ['no chat', { ...INFO, opengid: undefined }, 'undecipherable'],
  ['an empty chat', { ...INFO, opengid: '' }, 'undecipherable'],
  ['a chat that is an object', { ...INFO, opengid: { $ne: '' } }, 'undecipherable'],
  ['a chat of other letters', { ...INFO, opengid: `${OPENGID}群` }, 'undecipherable'],
  ['a chat no longer than one block', { ...INFO, opengid: OPENGID.slice(0, 16) }, 'undecipherable'],
  ['a list', [INFO], 'undecipherable'],
  ['null', null, 'undecipherable'],
  ['a number', 7, 'undecipherable'],
])('refuses %s', (_, info, refusal) => expect(readInfo(info)).toEqual(refused(refusal)));

it('refuses what is no JSON, no UTF-8, or not padded as it should be', () => {
  const text = JSON.stringify(INFO);
  expect(read(encrypt('not JSON'))).toEqual(refused('undecipherable'));
  expect(read(encrypt(Buffer.from([0xff, 0xfe, 0x7b, 0x7d])))).toEqual(refused('undecipherable'));
  const unpadded = text.padEnd(Math.ceil(text.length / 16) * 16, ' ');
  expect(read(encrypt(unpadded, { padding: false }))).toEqual(refused('undecipherable'));
});

it('refuses every other key, and keys and vectors of another length', () => {
  const encrypted = encrypt(JSON.stringify(INFO));
  for (let time = 0; time < 300; time++) {
    expect(read(encrypted, randomBytes(16).toString('base64'))).toEqual(refused('undecipherable'));
  }
  for (const length of [0, 15, 17, 24, 32]) {
    expect(read(encrypted, randomBytes(length).toString('base64'))).toEqual(refused('undecipherable'));
    const iv = randomBytes(length).toString('base64');
    expect(read({ ...encrypted, iv })).toEqual(refused('undecipherable'));
  }
});

function flipped(base64: string, at: number, by: number): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[at] = (bytes[at] ?? 0) ^ by;
  return bytes.toString('base64');
}

/** Bytes of the first block that hold the beginning of the id: `{"opengid":"` stands before them. */
const ID_BEGINS = 12;

it('every bit of the text that is altered is refused', () => {
  const { encryptedData, iv } = encrypt(JSON.stringify(INFO));
  const { length } = Buffer.from(encryptedData, 'base64');
  for (let at = 0; at < length; at++) {
    for (const by of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
      expect(read({ encryptedData: flipped(encryptedData, at, by), iv }).ok).toBe(false);
    }
  }
});

it('an altered vector is refused, or names another chat: the one that was meant is never named by it', () => {
  const { encryptedData, iv } = encrypt(JSON.stringify(INFO));
  for (let at = 0; at < 16; at++) {
    for (let by = 1; by < 256; by++) {
      const answer = read({ encryptedData, iv: flipped(iv, at, by) });
      if (at < ID_BEGINS) expect(answer.ok).toBe(false);
      if (answer.ok) {
        expect(answer.value.opengid).not.toBe(OPENGID);
        expect(answer.value.opengid.slice(16 - ID_BEGINS)).toBe(OPENGID.slice(16 - ID_BEGINS));
      }
    }
  }
});

it('never throws, whatever it is given', () => {
  const text = fc.oneof(fc.base64String(), fc.string({ unit: 'binary' }), fc.constant(encrypt('{}').encryptedData));
  const whole = encrypt(JSON.stringify(INFO));
  fc.assert(
    fc.property(text, text, text, (encryptedData, iv, key) => {
      expect(read({ encryptedData, iv }, key).ok).toBe(false);
      expect(read({ encryptedData, iv: whole.iv }).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
  // Blocks left out, repeated or in another order.
  const blocks = Buffer.from(whole.encryptedData, 'base64');
  const block = (at: number) => blocks.subarray(at * 16, at * 16 + 16);
  fc.assert(
    fc.property(fc.array(fc.nat(blocks.length / 16 - 1), { maxLength: 12 }), (order) => {
      const encryptedData = Buffer.concat(order.map(block)).toString('base64');
      const answer = read({ encryptedData, iv: whole.iv });
      if (answer.ok) expect(answer.value.opengid).toBe(OPENGID);
    }),
  );
});
