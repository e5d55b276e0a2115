/** What a bargain asks for and comes to, in words: on cards, at the checkout, in orders. */
import { type Fen, formatFen } from '../../../shared/money';

/** `请 3 位朋友帮，合计减 ¥30.00` */
export const offerWords = ({ helpers, list, floor }: { helpers: number; list: Fen; floor: Fen }): string =>
  `请 ${helpers} 位朋友帮，合计减 ${formatFen(list - floor)}`;
