/**
 * WHICH GROUP CHAT SOMEBODY HAS COME FROM. WeChat tells a mini-program that was opened in a group chat which one it is,
 * encrypted; our server reads it and answers with a ticket, which is sent along wherever it matters. All of it happens
 * beside the pages: one that has no ticket yet, or gets none, is shown all the same.
 */
import Taro from '@tarojs/taro';
import { create } from 'zustand';
import type { Input, Output } from '../../../shared/contracts/contracts';
import { call } from './api';
import { serverNow } from './clock';
import { arrivedInSinglePage } from './launch';
import { signInAnew, token } from './session';
import { read, write } from './storage';
import { isWeapp } from './target';

type Ticket = Output<'chat.enter'>;

const KEY = 'pinkan.chat';

interface Chat {
  kept: Ticket | undefined;
  /** This time the app was opened from a chat. */
  arrived: boolean;
}

export const useChat = create<Chat>(() => ({ kept: isWeapp ? read<Ticket>(KEY) : undefined, arrived: false }));

/** The ticket to send along; undefined without one, and once it has ended. */
export function chatTicket(): string | undefined {
  const { kept } = useChat.getState();
  return kept !== undefined && serverNow() < kept.expiresAt ? kept.chat : undefined;
}

/** Taro hands this call through; its types do not know it. It fails where the app was not opened from a group chat. */
const groupEnterInfo = (): Promise<Input<'chat.enter'>> =>
  (Taro as unknown as { getGroupEnterInfo(option: object): Promise<Input<'chat.enter'>> }).getGroupEnterInfo({});

async function ask() {
  const { encryptedData, iv } = await groupEnterInfo();
  return call('chat.enter', { encryptedData, iv });
}

let entering: Promise<void> | undefined;

/** Each time the app comes to the front. Fails in silence. */
export function enterChat(): Promise<void> {
  entering = enter();
  return entering;
}

/** The ticket of the chat that the app was opened from this time, once that is known; undefined from elsewhere. */
export async function arrivalTicket(): Promise<string | undefined> {
  await entering;
  return useChat.getState().arrived ? chatTicket() : undefined;
}

async function enter(): Promise<void> {
  if (!isWeapp || arrivedInSinglePage()) return;
  try {
    // WeChat encrypts with the key of a sign-in: there has to be one first.
    if ((await token()) === null) return;
    let answer = await ask();
    const foreign = !answer.ok && answer.refusal.kind === 'refused' && answer.refusal.code === 'chatUnknown';
    // WeChat encrypts for its newest sign-in, which may be a later one than ours: sign in anew, and ask WeChat again.
    if (foreign && (await signInAnew())) answer = await ask();
    if (answer.ok) write(KEY, answer.value);
    useChat.setState(answer.ok ? { kept: answer.value, arrived: true } : { arrived: false });
  } catch {
    useChat.setState({ arrived: false });
  }
}
