/**
 * WHAT WECHAT PUSHES TO US, in JSON and unencrypted (明文模式). The signature covers time and chance but not the message,
 * so an old one is refused, and whoever acts on a message must find in it a name that only WeChat and we know.
 * Source: WeChat documents 消息推送 and 多媒体内容安全识别 (event wxa_media_check).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { MINUTE, type Ms, SECOND } from '../../shared/time';
import { isSuggestion, type Suggestion } from './contentCheck';
import { jsonObject } from './http';

/** An answer that is older was signed for something else. */
const FRESH: Ms = 5 * MINUTE;

export interface PushSignature {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** [R] `sha1` of the three, sorted and joined, in hexadecimal. */
export const pushSignature = (token: string, timestamp: string, nonce: string): string =>
  createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex');

/** Whether WeChat has signed this, just now. */
export function isPushed({ signature, timestamp, nonce }: PushSignature, token: string, now: Ms): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) * SECOND - now) > FRESH) return false;
  const ours = Buffer.from(pushSignature(token, timestamp, nonce));
  const theirs = Buffer.from(signature);
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

/** What became of a picture's check. `failed`: WeChat could not look at it. */
export interface PictureAnswer {
  readonly traceId: string;
  readonly suggestion: Suggestion | 'failed';
}

/** The answer in a pushed message; `other` for an event that is none of ours, null for what is no message of this app. */
export function pictureAnswerIn(text: string, appid: string): PictureAnswer | 'other' | null {
  const message = jsonObject(text);
  if (!message || typeof message.MsgType !== 'string') return null;
  if (message.MsgType !== 'event' || message.Event !== 'wxa_media_check') return 'other';
  const { appid: about, trace_id: traceId, errcode = 0 } = message;
  if (about !== appid || typeof traceId !== 'string' || traceId === '') return null;
  if (Number(errcode) !== 0) return { traceId, suggestion: 'failed' };
  const suggest = (message.result as { suggest?: unknown } | null | undefined)?.suggest;
  return isSuggestion(suggest) ? { traceId, suggestion: suggest } : null;
}
