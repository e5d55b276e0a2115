/** What a bargain's cuts may look like. What draws them, and its hashing, is in `fairness.ts`: terms do without it. */
import { type Fen, isFen } from '../money';
import { within } from './terms';

/** even: all alike · frontLoaded: the first ones weigh three times as much as the last. */
export type Shape = 'even' | 'frontLoaded';

/** A hundred friends and the owner. */
const MOST_CUTS = 101;

/** Whether list − floor can be cut into so many pieces of at least 1 fen. */
export const canBeCut = ({ list, floor, count }: { list: Fen; floor: Fen; count: number }): boolean =>
  isFen(list) && isFen(floor) && within(count, 1, MOST_CUTS) && list - floor >= count;
