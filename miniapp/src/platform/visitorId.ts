/**
 * Who opens a share before anybody has signed in: random letters that say nothing of anybody. They are there from such an
 * opening on, until somebody signs in and takes it over.
 */
import { forget, read, write } from './storage';

const KEY = 'pinkan.device';

/** Undefined where nothing was opened without a person. */
export const keptDevice = (): string | undefined => read<string>(KEY);

export function device(): string {
  const kept = keptDevice();
  if (kept !== undefined) return kept;
  const random = () => Math.random().toString(36).slice(2, 12).padEnd(10, '0');
  const made = random() + random();
  write(KEY, made);
  return made;
}

export const forgetDevice = (): void => forget(KEY);
