import { createDecipheriv } from 'node:crypto';
import { no, ok, type Result } from '../../shared/result';
import { MINUTE, type Ms, SECOND } from '../../shared/time';
import { jsonObject } from './http';

/** Whoever sends it has it from wx.getGroupEnterInfo a moment ago. */
const KEPT: Ms = 10 * MINUTE;
/** WeChat's clock and ours. */
const AHEAD: Ms = 5 * MINUTE;

const BLOCK = 16;

/** [R] 28 letters of these; what matters is that they are more than a block. */
const OPENGID = /^[0-9A-Za-z_-]{17,64}$/;

/**
 * The group chat that a person has opened the app from: AES-128-CBC with PKCS#7, the person's session_key as the key,
 * all three in base64, holding `{opengid, chat_type, watermark: {appid, timestamp}}`.
 *
 * CBC carries no signature. A wrong key or an altered block comes out as noise, which is no JSON; but whoever sends it
 * may choose the iv and join blocks of what they were given before, and so choose up to 16 characters in a row. An id is
 * longer than that: without the session_key nobody can name a chat that they know the id of and have not come from.
 * The watermark shows that it was meant for this app, and that it is new: else who has left a chat could go on showing
 * what they were given while they were in it.
 * Let the caller have one answer for all refusals: to tell a wrong padding from a wrong text helps to decrypt.
 * Source: WeChat documents 服务端获取开放数据 (加密数据解密算法) and wx.getGroupEnterInfo.
 */
export function decryptGroupEnterInfo(
  { encryptedData, iv }: { readonly encryptedData: string; readonly iv: string },
  { sessionKey, appid, now }: { readonly sessionKey: string; readonly appid: string; readonly now: Ms },
): Result<{ readonly opengid: string }, 'undecipherable' | 'foreign' | 'stale'> {
  const info = jsonObject(decrypt(encryptedData, iv, sessionKey) ?? '');
  if (!info) return no('undecipherable');
  const { opengid, watermark } = info;
  if (typeof opengid !== 'string' || !OPENGID.test(opengid)) return no('undecipherable');
  const { appid: whose, timestamp } = (watermark ?? {}) as Record<string, unknown>;
  if (whose !== appid) return no('foreign');
  if (typeof timestamp !== 'number') return no('undecipherable');
  const age = now - timestamp * SECOND;
  return age > KEPT || age < -AHEAD ? no('stale') : ok({ opengid });
}

function decrypt(encryptedData: string, iv: string, sessionKey: string): string | undefined {
  const [data, vector, key] = [encryptedData, iv, sessionKey].map((text) => Buffer.from(text, 'base64')) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  if (key.length !== BLOCK || vector.length !== BLOCK) return undefined;
  const decipher = createDecipheriv('aes-128-cbc', key, vector);
  try {
    const plain = Buffer.concat([decipher.update(data), decipher.final()]);
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return undefined;
  }
}
