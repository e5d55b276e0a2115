/** A bargain as this viewer meets it. */
import type { Output } from '../../../../shared/contracts/contracts';
import type { Bargain } from '../words';

export type Sharer = Output<'share.open'>['sharer'];

/** What the viewer is to it. A friend is anybody who has not helped. */
export function roleOf({ mine, helps }: Bargain): 'owner' | 'helper' | 'friend' {
  if (mine) return 'owner';
  return helps.some((help) => help.mine) ? 'helper' : 'friend';
}

/** While it lasts something may happen to it at any time. */
export const isRunning = ({ status }: Bargain): boolean =>
  status === 'open' || status === 'floor' || status === 'ordered';

/** It counts down: to the end of the help, or of the time to order. */
export const hasDeadline = ({ status }: Bargain): boolean => status === 'open' || status === 'floor';
