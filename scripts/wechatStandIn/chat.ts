import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** What wx.getGroupEnterInfo gives, and the id in it, for who wants to compare. */
export interface GroupEnterInfo {
  encryptedData: string;
  iv: string;
  opengid: string;
}

/** The id of a group chat, 28 letters, stable for a name. */
export const opengidFor = (chat: string): string =>
  `G${createHash('sha256').update(`opengid ${chat}`).digest('base64url').slice(0, 27)}`;

/** @param at ms; @param sessionKey base64 */
export function groupEnterInfo(given: { chat: string; sessionKey: string; appid: string; at: number }): GroupEnterInfo {
  const { chat, sessionKey, appid, at } = given;
  const opengid = opengidFor(chat);
  const watermark = { timestamp: Math.floor(at / 1000), appid };
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), iv);
  const plain = JSON.stringify({ opengid, chat_type: 3, watermark });
  return {
    encryptedData: Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64'),
    iv: iv.toString('base64'),
    opengid,
  };
}
