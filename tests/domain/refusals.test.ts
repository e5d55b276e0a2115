import { refusals } from '../../shared/refusals';
import { never, no, ok } from '../../shared/result';

describe.each(Object.entries(refusals))('the refusal %s', (code, { status, message }) => {
  it('is named in camelCase', () => expect(code).toMatch(/^[a-z]+([A-Z][a-z]*)*$/));

  it('has an HTTP status of a refusal', () => {
    expect(Number.isInteger(status) && status >= 400 && status <= 599).toBe(true);
  });

  it('says it in a Chinese sentence, calmly', () => {
    expect(message).toMatch(/^[\p{Script=Han}，、。 0-9]+$/u);
    expect(message).not.toMatch(/[!！]|。$|您|亲/u);
    expect(message.length).toBeGreaterThanOrEqual(5);
    expect(message.length).toBeLessThanOrEqual(40);
  });
});

describe('statuses that callers rely on', () => {
  it.each([
    ['badRequest', 400],
    ['unauthenticated', 401],
    ['notFound', 404],
    ['groupFull', 409],
    ['groupExpired', 409],
    ['personLimit', 409],
    ['requestIdReused', 422],
    ['tooOften', 429],
    ['busy', 503],
    ['unavailable', 503],
  ] as const)('%s is %p', (code, status) => expect(refusals[code].status).toBe(status));

  it('a forged notification is a 4xx', () => {
    for (const code of ['notifyRefused', 'notifyForeign'] as const) {
      expect(Math.floor(refusals[code].status / 100)).toBe(4);
    }
  });
});

it('no two refusals say the same', () => {
  const messages = Object.values(refusals).map(({ message }) => message);
  expect(new Set(messages).size).toBe(messages.length);
});

describe('a result', () => {
  it('is a value or a refusal', () => {
    expect(ok(3)).toEqual({ ok: true, value: 3 });
    expect(no('groupFull')).toEqual({ ok: false, refusal: 'groupFull' });
  });
  it('throws for a case that cannot be', () => expect(() => never('?' as never)).toThrow('unexpected'));
});
