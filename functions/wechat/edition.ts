/** The editions of a mini-program: a message names them in its own way … */
export type MessageState = 'formal' | 'trial' | 'developer';

/** … and everything else that opens the app in another. */
export type Edition = 'release' | 'trial' | 'develop';

export const editionOf = (state: MessageState): Edition =>
  (({ formal: 'release', trial: 'trial', developer: 'develop' }) as const)[state];
