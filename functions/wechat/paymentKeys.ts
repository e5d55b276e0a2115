/** Whether what a merchant gives as keys can sign and verify as WeChat Pay does. Whether they are the right ones, WeChat says. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Shorter RSA keys are no longer safe; WeChat's are of 2048 bits. */
const BITS = 2048;

/** @param pem PKCS #8 */
export const canSign = (pem: string): boolean => isRsa(() => createPrivateKey(pem));

/** @param pem of a public key */
export const canVerify = (pem: string): boolean => isRsa(() => createPublicKey(pem));

function isRsa(parse: () => KeyObject): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = parse();
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= BITS;
  } catch {
    return false;
  }
}
