/** A plain request to our origin, for what is not one of our functions: the stand-in's pages in development builds. */
import Taro from '@tarojs/taro';
import { apiUrl } from './target';

/** GET without a body, POST with one. Throws where there is no answer. */
export async function ask<T>(path: string, body?: object): Promise<{ status: number; data: T }> {
  const { statusCode, data } = await Taro.request<T>({
    url: apiUrl(path),
    method: body === undefined ? 'GET' : 'POST',
    header: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { data: body }),
  });
  return { status: statusCode, data };
}
