/** The people of the WeChat stand-in, for the test sign-in. Only in builds with TARO_APP_STAND_IN=1. */
import { ask } from '../platform/ask';

export interface TestPerson {
  id: string;
  name: string;
  avatar: string;
}

/** Everybody the stand-in knows; null if it cannot be reached. */
export async function testPeople(): Promise<TestPerson[] | null> {
  try {
    const answer = await ask<TestPerson[]>('/standin/people');
    return answer.status === 200 ? answer.data : null;
  } catch {
    return null;
  }
}

/** A login code for a person, as wx.login would give it; null if the stand-in cannot be reached. */
export async function loginCode(person: string): Promise<string | null> {
  try {
    const answer = await ask<{ code: string }>('/standin/login', { person });
    return answer.status === 200 ? answer.data.code : null;
  } catch {
    return null;
  }
}
