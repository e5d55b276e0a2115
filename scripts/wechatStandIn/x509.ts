import { createPublicKey, createSign } from 'node:crypto';

/** As much of DER as a certificate takes: Node reads certificates, but makes none. */
function der(tag: number, ...parts: readonly (Buffer | number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const bits = (content: Buffer) => der(0x03, [0], content);
/** 1.2.840.113549.1.1.11 sha256WithRSAEncryption, without parameters. */
const algorithm = sequence(der(0x06, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), der(0x05));
/** 2.5.4.3 commonName */
const name = (text: string) =>
  sequence(der(0x31, sequence(der(0x06, [0x55, 0x04, 0x03]), der(0x0c, Buffer.from(text)))));
/** GeneralizedTime, which knows every year. */
const time = (ms: number) =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));

/** A certificate in PEM, signed by itself. @param given.serial hexadecimal digits, the first of them 1–7 */
export function certificateFor(given: {
  publicKey: string;
  privateKey: string;
  serial: string;
  from: number;
  until: number;
}): string {
  const { publicKey, privateKey, serial, from, until } = given;
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, Buffer.from(serial, 'hex')),
    algorithm,
    name('Tenpay.com Root CA'),
    sequence(time(from), time(until)),
    name('Tenpay.com sign'),
    createPublicKey(publicKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const base64 = sequence(body, algorithm, bits(signature)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
