import { randomBytes } from 'node:crypto';
import { type Answer, done, refuse } from './answer';
import type { Books } from './books';
import type { Clock } from './clock';
import { type PlatformKeys, rsaPair } from './keys';
import { beijingTime, encryptResource } from './signing';
import type { Merchant, PlatformCertificate } from './types';
import { certificateFor } from './x509';

const DAY = 86_400_000;
const LIFE = 5 * 365 * DAY;

/** The key that signs something, and the serial that it is named by. */
export interface PlatformSigner {
  serial: string;
  privateKey: string;
}

export interface CertificateDesk {
  /** GET /v3/certificates. */
  list(merchant: Merchant): Answer;
  /**
   * The next platform certificate: listed from now on, signing in `ms`; those before end a day after that. [V: listed 24 h
   * ahead]
   */
  rotate(ms?: number): PlatformCertificate;
  /** @param asked the request's Wechatpay-Serial; undefined for a notification */
  signerFor(merchant: Merchant | undefined, asked?: string): PlatformSigner;
  /** What opens a text that was encrypted for the key of this serial. */
  privateKeyOf(merchant: Merchant, serial: string): string | undefined;
  /** Whether a request may name this serial. */
  mayAsk(merchant: Merchant, serial: string): boolean;
}

/** What WeChat Pay signs with: one public key, or certificates that follow one another, as a merchant's mode has it. */
export function createCertificateDesk(given: { books: Books; clock: Clock; keys: PlatformKeys }): CertificateDesk {
  const { books, clock, keys } = given;
  let told = 0;

  function make(from: number): PlatformCertificate {
    const serial = `5${randomBytes(20).toString('hex').toUpperCase().slice(1)}`;
    const pair = rsaPair();
    const until = from + LIFE;
    const certificate = certificateFor({ ...pair, serial, from, until });
    const made = { serial, privateKey: pair.privateKey, certificate, from, until };
    books.put('certificate', made);
    return made;
  }

  const living = () => [...books.certificates.values()].filter(({ until }) => clock.now() < until);
  /** The newest that signs by now; the first one is made when it is asked for. */
  function newest(): PlatformCertificate {
    const signing = living().filter(({ from }) => from <= clock.now());
    // Of two that begin at once, the one that was made later.
    return signing.sort((a, b) => a.from - b.from).at(-1) ?? make(clock.now());
  }

  const publicKey: PlatformSigner = { serial: keys.publicKeyId, privateKey: keys.privateKey };

  const desk: CertificateDesk = {
    list(merchant) {
      if (merchant.keyMode === undefined) return refuse('RESOURCE_NOT_EXISTS', '无可用的平台证书，请使用微信支付公钥');
      newest();
      const data = living().map(({ serial, certificate, from, until }) => {
        const { algorithm, nonce, associated_data, ciphertext } = encryptResource(
          merchant.apiV3Key,
          'certificate',
          certificate,
        );
        return {
          serial_no: serial,
          effective_time: beijingTime(from),
          expire_time: beijingTime(until),
          encrypt_certificate: { algorithm, nonce, associated_data, ciphertext },
        };
      });
      return done({ data });
    },

    rotate(ms = 0) {
      newest();
      const from = clock.now() + ms;
      for (const one of living()) books.put('certificate', { ...one, until: Math.min(one.until, from + DAY) });
      return make(from);
    },

    signerFor(merchant, asked) {
      if (merchant?.keyMode === undefined) return publicKey;
      if (merchant.keyMode === 'migrating') {
        if (asked === keys.publicKeyId) return publicKey;
        // A notification comes under either key; here they take turns.
        if (asked === undefined && told++ % 2 === 0) return publicKey;
      }
      return newest();
    },

    privateKeyOf(merchant, serial) {
      if (!desk.mayAsk(merchant, serial)) return undefined;
      return serial === keys.publicKeyId ? keys.privateKey : books.certificates.get(serial)?.privateKey;
    },

    mayAsk(merchant, serial) {
      if (serial === keys.publicKeyId) return merchant.keyMode !== 'certificate';
      return merchant.keyMode !== undefined && living().some((one) => one.serial === serial);
    },
  };
  return desk;
}
