/**
 * THE PLATFORM CERTIFICATES, with which WeChat Pay signs for merchants that have no public key of it. They follow one
 * another: the next one is listed a day before it signs, and the last one is believed for a day after.
 * Source: WeChat Pay v3, 下载平台证书 (GET /v3/certificates).
 */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Ms } from '../../shared/time';
import { encrypted, openEncrypted } from './aead';
import type { PaymentAccount, PlatformCertificate } from './paymentAccount';
import { time } from './shapes';

const answer = z.object({
  data: z
    .array(
      z.object({
        serial_no: z.string().regex(/^[0-9A-F]{1,40}$/),
        effective_time: time,
        expire_time: time,
        encrypt_certificate: encrypted,
      }),
    )
    .min(1),
});

/** The serial that a certificate names itself, if it is one with an RSA key. */
function serialOf(pem: string): string | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate.serialNumber : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The certificates in an answer, by serial, without those that have ended. Each is encrypted under the API v3 key, which
 * nobody but WeChat and the merchant has: that is why the first ones can be believed at all.
 * @returns undefined where one of them is not what it should be: then none is believed
 */
export function readCertificates(
  json: unknown,
  account: PaymentAccount,
  now: Ms,
): Readonly<Record<string, PlatformCertificate>> | undefined {
  const read = answer.safeParse(json).data;
  if (!read) return undefined;
  const found: Record<string, PlatformCertificate> = {};
  for (const { serial_no: serial, effective_time: from, expire_time: until, encrypt_certificate } of read.data) {
    const certificate = openEncrypted(encrypt_certificate, account)?.plain;
    if (certificate === undefined || serialOf(certificate) !== serial) return undefined;
    if (now < until) found[serial] = { certificate, from, until };
  }
  return found;
}
