/** PICTURES FROM THE PHONE OR THE BROWSER: choosing them, and sending them to our server, which draws them anew. */
import Taro from '@tarojs/taro';
import type { MediaAnswer, PicturePurpose } from '../../../shared/contracts/media';
import type { RefusalCode } from '../../../shared/refusals';
import { no, ok, type Result } from '../../../shared/result';
import type { Problem } from './http';
import { token } from './session';
import { apiUrl, isH5 } from './target';
import { troubleWords } from './trouble';

/** A picture that was chosen. */
export interface ChosenPicture {
  /** Shows it before it is sent: a path of the phone, or an address that the browser made. */
  readonly preview: string;
  /** In a browser. */
  readonly file?: Blob;
}

/** On H5 a larger one is made smaller before it is sent: what a camera makes is more than any screen shows. */
const SMALL_ENOUGH = 1024 * 1024;
const SIDE = 1280;

const unreachable: Problem = { kind: 'unreachable', message: '图片没传上去，再试一次' };

/** Lets somebody choose up to so many. None where they closed it, or did not agree to it. */
export function choosePictures(most: number): Promise<ChosenPicture[]> {
  return isH5 ? chooseFiles(most) : chooseMedia(most);
}

async function chooseMedia(most: number): Promise<ChosenPicture[]> {
  try {
    const { tempFiles } = await Taro.chooseMedia({ count: most, mediaType: ['image'], sizeType: ['compressed'] });
    return tempFiles.map(({ tempFilePath }) => ({ preview: tempFilePath }));
  } catch {
    // Closed without a picture.
    return [];
  }
}

function chooseFiles(most: number): Promise<ChosenPicture[]> {
  return new Promise((chosen) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'image/jpeg,image/png,image/webp';
    input.multiple = most > 1;
    input.addEventListener('cancel', () => chosen([]));
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].slice(0, most);
      chosen(files.map((file) => ({ preview: URL.createObjectURL(file), file })));
    });
    input.click();
  });
}

/**
 * Sends one. A session that is stale is renewed once, as with any call.
 * @param onProgress told how much of it is there, 0 to 100
 * @param merchantId the shop that it is for, where the purpose is a shop's
 */
export async function sendPicture(
  picture: ChosenPicture,
  purpose: PicturePurpose,
  onProgress: (percent: number) => void = () => {},
  merchantId?: string,
): Promise<Result<MediaAnswer, Problem>> {
  const url = apiUrl(`/media?purpose=${purpose}${merchantId === undefined ? '' : `&merchantId=${merchantId}`}`);
  const send =
    picture.file === undefined ? upload(url, picture.preview, onProgress) : post(url, picture.file, onProgress);
  const bearer = await token();
  const first = await send(bearer);
  const stale = !first.ok && first.refusal.kind === 'refused' && first.refusal.code === 'unauthenticated';
  if (!stale || bearer === null) return first;
  const next = await token(bearer);
  return next === bearer ? first : send(next);
}

type Send = (bearer: string | null) => Promise<Result<MediaAnswer, Problem>>;

const headerOf = (bearer: string | null): Record<string, string> =>
  bearer === null ? {} : { authorization: `Bearer ${bearer}` };

/** What the server said, as any other answer of it. */
function answerOf(status: number, text: string): Result<MediaAnswer, Problem> {
  try {
    const data = JSON.parse(text) as MediaAnswer & { code?: RefusalCode; message?: string; requestId?: string };
    if (status === 200) return ok(data);
    const { code, message, requestId = '' } = data;
    if (code === undefined || message === undefined) return no(unreachable);
    return no({ kind: 'refused', code, message: troubleWords(code, message), status, requestId });
  } catch {
    // Something between us and the server has answered.
    return no(unreachable);
  }
}

/** wx.uploadFile: the only way for a path of the phone. */
const upload =
  (url: string, filePath: string, onProgress: (percent: number) => void): Send =>
  (bearer) =>
    new Promise((answered) => {
      const task = Taro.uploadFile({
        url,
        filePath,
        name: 'file',
        header: headerOf(bearer),
        success: ({ statusCode, data }) => answered(answerOf(statusCode, data)),
        fail: () => answered(no(unreachable)),
      });
      task.onProgressUpdate?.(({ progress }) => onProgress(progress));
    });

const post =
  (url: string, file: Blob, onProgress: (percent: number) => void): Send =>
  async (bearer) => {
    const body = await smaller(file);
    return new Promise((answered) => {
      const request = new XMLHttpRequest();
      request.open('POST', url);
      for (const [name, value] of Object.entries(headerOf(bearer))) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((100 * loaded) / total));
      request.onload = () => answered(answerOf(request.status, request.responseText));
      request.onerror = () => answered(no(unreachable));
      request.send(body);
    });
  };

/** As JPEG at most 1280 px long; as it is where the browser cannot, and the server says what it thinks of it. */
async function smaller(file: Blob): Promise<Blob> {
  if (file.size <= SMALL_ENOUGH) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/jpeg', 0.85));
    return drawn ?? file;
  } catch {
    return file;
  }
}
