/**
 * REMINDERS: subscribe messages of WeChat. One accept is one message. WeChat shows its question only in answer to a tap
 * or to a payment, so what can be asked is fetched beforehand; whatever is answered, everything else goes on.
 */
import Taro from '@tarojs/taro';
import { create } from 'zustand';
import { call } from './api';
import { arrivedInSinglePage } from './launch';
import { isWeapp } from './target';

/** WeChat takes no more in one question. */
const MOST = 3;

interface Reminders {
  /** Templates that can be asked for; none before they are known, and on H5. */
  templates: readonly string[];
  /** Orders of which the reminders were accepted while the app is open. */
  accepted: readonly string[];
}

export const useReminders = create<Reminders>(() => ({ templates: [], accepted: [] }));

let known = false;

/** Fetches what can be asked for, once. For pages that may come to ask. */
export async function prepareReminders(): Promise<void> {
  if (known || !isWeapp || arrivedInSinglePage()) return;
  known = true;
  const answer = await call('message.templates', {});
  // What brought no answer is asked for again by the next page.
  if (!answer.ok) known = false;
  else useReminders.setState({ templates: answer.value.templates.slice(0, MOST).map(({ id }) => id) });
}

/** Asks whether to remind of the group of this order. Call it in the turn of a tap or of a payment's callback. Never fails. */
export async function askForReminders(orderId: string): Promise<void> {
  const { templates } = useReminders.getState();
  if (!isWeapp || templates.length === 0) return;
  try {
    const option = { tmplIds: [...templates] } as Taro.requestSubscribeMessage.Option;
    const answers: Record<string, unknown> = { ...(await Taro.requestSubscribeMessage(option)) };
    if (!templates.some((template) => answers[template] === 'accept')) return;
    useReminders.setState(({ accepted }) => ({ accepted: [...accepted, orderId] }));
  } catch {
    // Turned off in WeChat's settings, or not asked in time: nobody is reminded.
  }
}
