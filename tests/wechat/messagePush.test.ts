import { isPushed, pictureAnswerIn, pushSignature } from '../../functions/wechat/messagePush';

const TOKEN = 'tokenofthetests';
const NOW = Date.parse('2026-03-01T12:00:00+08:00');
const timestamp = String(NOW / 1000);
const signed = { signature: pushSignature(TOKEN, timestamp, '42'), timestamp, nonce: '42' };

describe('a signature', () => {
  // printf 177233760042tokenofthetests | sha1sum
  it('is the SHA-1 of token, time and chance, sorted', () => {
    expect(timestamp).toBe('1772337600');
    expect(signed.signature).toBe('d1dc61b78618f6a3f8d1112a4188659930025a2c');
  });

  it('is believed for five minutes', () => {
    expect(isPushed(signed, TOKEN, NOW)).toBe(true);
    expect(isPushed(signed, TOKEN, NOW + 300_000)).toBe(true);
    expect(isPushed(signed, TOKEN, NOW + 301_000)).toBe(false);
    expect(isPushed(signed, TOKEN, NOW - 301_000)).toBe(false);
  });

  it.each([
    ['of another token', { signature: pushSignature('another', timestamp, '42') }],
    ['of another time', { timestamp: String(NOW / 1000 + 1) }],
    ['of another chance', { nonce: '43' }],
    ['that is cut', { signature: signed.signature.slice(0, 39) }],
    ['that is missing', { signature: '' }],
    ['at no time', { timestamp: '' }],
    ['at a time that is no number', { timestamp: '1e12' }],
  ])('%s is not', (_, changes) => {
    expect(isPushed({ ...signed, ...changes }, TOKEN, NOW)).toBe(false);
  });
});

describe('a message', () => {
  const message = {
    MsgType: 'event',
    Event: 'wxa_media_check',
    appid: 'wx1',
    trace_id: 't1',
    version: 2,
    errcode: 0,
    result: { suggest: 'pass', label: 100 },
  };
  const read = (changes: object) => pictureAnswerIn(JSON.stringify({ ...message, ...changes }), 'wx1');

  it('says what became of a picture', () => {
    expect(read({})).toEqual({ traceId: 't1', suggestion: 'pass' });
    expect(read({ result: { suggest: 'risky' } })).toEqual({ traceId: 't1', suggestion: 'risky' });
    expect(read({ errcode: -1008, result: undefined })).toEqual({ traceId: 't1', suggestion: 'failed' });
  });

  it('about something else is left alone', () => {
    expect(read({ Event: 'user_enter_tempsession' })).toBe('other');
    expect(read({ MsgType: 'text' })).toBe('other');
  });

  it.each([
    ['of another app', { appid: 'wx2' }],
    ['without a name', { trace_id: undefined }],
    ['whose name is an object', { trace_id: { $ne: '' } }],
    ['with another suggestion', { result: { suggest: 'perhaps' } }],
    ['without a result', { result: null }],
    ['without a type', { MsgType: undefined }],
  ])('%s is none', (_, changes) => expect(read(changes)).toBeNull());

  it.each(['', '{', '[]', 'null', '<xml></xml>'])('%s is none', (text) => {
    expect(pictureAnswerIn(text, 'wx1')).toBeNull();
  });
});
