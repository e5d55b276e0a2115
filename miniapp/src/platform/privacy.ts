/**
 * CONSENT BEFORE THE FIRST PERSONAL DATUM. WeChat asks by itself before the app may touch what is private (pictures,
 * faces, addresses); our server asks before it keeps anything. One sheet answers both, and any page with `<Hosts />`
 * shows it.
 */
import Taro from '@tarojs/taro';
import { create } from 'zustand';
import { POLICY_EDITION } from '../../../shared/domain/consent';
import type { Result } from '../../../shared/result';
import { call, type Problem } from './api';
import { token } from './session';
import { isWeapp } from './target';

/** The button that agrees: WeChat wants to know that it was tapped. */
export const AGREE = 'agreePrivacy';

type Told = Parameters<Taro.onNeedPrivacyAuthorization.Listener>[0];

/** Whether the sheet is open. */
export const usePrivacy = create<{ asking: boolean }>(() => ({ asking: false }));

/** WeChat's questions and our own that wait for the answer. */
let asked: Told[] = [];
let waiting: ((agreed: boolean) => void)[] = [];
/** Pages that can show the sheet. */
let hosts = 0;

/** For the sheet: it is there to be shown. @returns what ends it */
export function hostPrivacy(): () => void {
  hosts += 1;
  return () => {
    hosts -= 1;
  };
}

/** WeChat's questions are ours to answer, every one of them, or what it stands before never goes on. Once, at the start. */
export function watchPrivacy(): void {
  // Older WeChats ask in their own way.
  if (!isWeapp || typeof Taro.onNeedPrivacyAuthorization !== 'function') return;
  Taro.onNeedPrivacyAuthorization((resolve) => {
    if (hosts === 0) return resolve({ event: 'disagree' });
    asked.push(resolve);
    usePrivacy.setState({ asking: true });
  });
}

/** Asks, unless the sheet cannot be shown. @returns whether the person has agreed */
export function askForConsent(): Promise<boolean> {
  if (hosts === 0) return Promise.resolve(false);
  usePrivacy.setState({ asking: true });
  return new Promise((answered) => waiting.push(answered));
}

function answer(agreed: boolean): void {
  const [told, heard] = [asked, waiting];
  asked = [];
  waiting = [];
  usePrivacy.setState({ asking: false });
  for (const resolve of told) resolve(agreed ? { event: 'agree', buttonId: AGREE } : { event: 'disagree' });
  for (const listener of heard) listener(agreed);
}

/** The button was tapped. @returns what kept the server from writing it down; then the sheet stays */
export async function agree(): Promise<Problem | undefined> {
  if ((await token()) !== null) {
    const written = await call('person.consent', { edition: POLICY_EDITION, answer: 'agree' });
    if (!written.ok) return written.refusal;
  }
  answer(true);
  return undefined;
}

export const disagree = (): void => answer(false);

/** Calls what may need consent; where it is missing, asks for it, and calls again. */
export async function withConsent<T>(question: () => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
  const first = await question();
  const missing = !first.ok && first.refusal.kind === 'refused' && first.refusal.code === 'consentMissing';
  return missing && (await askForConsent()) ? question() : first;
}
