/** A file that lies ready until it is handed over: WeChat sends one only in the turn of a tap. */
import { MINUTE, type Ms } from '../../../../shared/time';

export interface Prepared {
  readonly text: string;
  readonly at: Ms;
}

/** The month may go on meanwhile: what is older than a minute is asked for again. */
export const isStale = ({ at }: Pick<Prepared, 'at'>, now: Ms): boolean => now - at > MINUTE;
