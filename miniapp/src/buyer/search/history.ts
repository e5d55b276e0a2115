/** What was searched for on this phone, the newest first. It stays on the phone. */
import { forget, read, write } from '../../platform/storage';

const KEY = 'pinkan.searched';
const KEPT = 10;

export const searched = (): readonly string[] => read<string[]>(KEY) ?? [];

/** Remembers it as the newest. */
export function remember(text: string): void {
  write(KEY, [text, ...searched().filter((one) => one !== text)].slice(0, KEPT));
}

export const forgetSearches = (): void => forget(KEY);
