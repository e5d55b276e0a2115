/** The people of the WeChat stand-in, for the test sign-in. Only in builds with TARO_APP_STAND_IN=1. */
import Taro from '@tarojs/taro';
import { apiUrl } from '../platform/target';

export interface TestPerson {
  id: string;
  name: string;
  avatar: string;
}

/** Everybody the stand-in knows; null if it cannot be reached. */
export async function testPeople(): Promise<TestPerson[] | null> {
  try {
    const answer = await Taro.request<TestPerson[]>({ url: apiUrl('/standin/people') });
    return answer.statusCode === 200 ? answer.data : null;
  } catch {
    return null;
  }
}

/** A login code for a person, as wx.login would give it; null if the stand-in cannot be reached. */
export async function loginCode(person: string): Promise<string | null> {
  try {
    const answer = await Taro.request<{ code: string }>({
      url: apiUrl('/standin/login'),
      method: 'POST',
      header: { 'content-type': 'application/json' },
      data: { person },
    });
    return answer.statusCode === 200 ? answer.data.code : null;
  } catch {
    return null;
  }
}
