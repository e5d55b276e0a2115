import { seal, unseal } from '../../functions/store/sealed';

const KEY = '0123456789abcdef'.repeat(4);

it('opens what it sealed, and seals the same text differently each time', () => {
  const secret = 'Geheimnis 密钥\n'.repeat(50);
  const sealed = seal(secret, KEY, 'pac_1/privateKey');
  expect(unseal(sealed, KEY, 'pac_1/privateKey')).toBe(secret);
  expect(sealed).not.toContain('Geheimnis');
  expect(seal(secret, KEY, 'pac_1/privateKey')).not.toBe(sealed);
});

it('opens for nobody else: another key, another document, or one altered byte', () => {
  const sealed = seal('s3cret', KEY, 'pac_1/apiV3Key');
  expect(() => unseal(sealed, KEY.replace('0', '1'), 'pac_1/apiV3Key')).toThrow();
  expect(() => unseal(sealed, KEY, 'pac_2/apiV3Key')).toThrow();
  expect(() => unseal(sealed, KEY, 'pac_1/privateKey')).toThrow();
  const bytes = Buffer.from(sealed.slice(3), 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => unseal(`v1.${altered.toString('base64')}`, KEY, 'pac_1/apiV3Key')).toThrow();
  }
});

it('takes no shortened tag for a tag', () => {
  const bytes = Buffer.from(seal('s3cret', KEY, 'a').slice(3), 'base64');
  for (const end of [27, 16, 12, 4, 1, 0]) {
    expect(() => unseal(`v1.${bytes.subarray(0, end).toString('base64')}`, KEY, 'a')).toThrow();
  }
});
