/** A state as a tag says it: the word, and the tone that goes with it. */
export interface Word {
  readonly label: string;
  readonly tone: 'plain' | 'group' | 'warning' | 'money' | 'danger' | 'info';
}
