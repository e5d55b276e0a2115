/**
 * WHAT BECOMES OF A PICTURE THAT SOMEBODY SENDS. Its first bytes say what it is, not its name; only JPEG, PNG and WebP
 * reach the decoder. What is kept is drawn anew from the pixels: no place, no camera, nothing that was hidden behind them.
 */
import { no, ok, type Result } from '../../shared/result';

export const PICTURE_BYTES = 5 * 1024 * 1024;
/** No phone takes a side so long, and what claims one is made to fill the memory. */
const SIDE = 20_000;
const PIXELS = 100_000_000;
/** The longest side that any screen of ours shows. */
const KEPT_SIDE = 1280;

/** It takes some 60 ms to load: the functions start without it, and few of their requests bring a picture. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // A function answers one picture and rests: what libvips keeps for the next one is lost anyway.
  sharp.cache(false);
  return sharp;
}

export interface Picture {
  /** WebP. */
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The kind by the first bytes; undefined for everything else (SVG, GIF, HEIC, PDF …). */
function kindOf(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'webp' : undefined;
}

/**
 * Whether the file ends where the picture does: what goes on is another file too. Phones put a short film behind a JPEG,
 * which says nowhere how long it is.
 */
function endsWithPicture(bytes: Uint8Array, kind: NonNullable<ReturnType<typeof kindOf>>): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // A chunk of odd length is filled up with one byte, which not every encoder counts.
  if (kind === 'webp') return file.length <= 8 + file.readUInt32LE(4) + 1;
  if (kind === 'jpeg') return true;
  for (let at = 8; at + 8 <= file.length; at += 12 + file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === 'IEND') return at + 12 >= file.length;
  // Cut off: the decoder says so.
  return true;
}

type Unfit = 'notAPicture' | 'pictureTooLarge' | 'pictureTooWide' | 'pictureUnreadable';

/** The picture, upright, at most 1280 px long. An animated one is its first moment. */
export async function pictureOf(bytes: Uint8Array): Promise<Result<Picture, Unfit>> {
  if (bytes.length > PICTURE_BYTES) return no('pictureTooLarge');
  const kind = kindOf(bytes);
  if (kind === undefined || !endsWithPicture(bytes, kind)) return no('notAPicture');
  const sharp = await loadSharp();
  try {
    // Only the head is read, whatever size it claims.
    const { format, width = 0, height = 0 } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (format !== kind) return no('pictureUnreadable');
    if (width >= SIDE || height >= SIDE || width * height > PIXELS) return no('pictureTooWide');
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(KEPT_SIDE, KEPT_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    return ok({ bytes: data, width: info.width, height: info.height });
  } catch {
    // The decoder has no types of error: what it cannot read is not a picture that can be shown.
    return no('pictureUnreadable');
  }
}

/** The same picture as JPEG, for who does not read WebP: WeChat's content check, and the picture of a card. */
export async function asJpeg(webp: Uint8Array): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(webp).flatten({ background: '#ffffff' }).jpeg({ quality: 85 }).toBuffer();
}
