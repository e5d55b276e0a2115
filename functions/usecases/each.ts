import { isOutage } from '../store/mongo';
import type { App, Bounds } from './app';

/**
 * Cron: moves these documents on, one after the other, while there is time. One that cannot be moved on is told and
 * keeps no other waiting behind it; the next run tries it again. An outage would fail them all, so it ends the run.
 * @param move whether something came of it
 * @returns how many something came of
 */
export async function moveEach<D extends { readonly _id: string }>(
  app: Pick<App, 'log'>,
  docs: readonly D[],
  { over }: Pick<Bounds, 'over'>,
  move: (doc: D) => Promise<boolean>,
): Promise<number> {
  let moved = 0;
  for (const doc of docs) {
    if (over()) break;
    try {
      if (await move(doc)) moved += 1;
    } catch (error) {
      if (isOutage(error)) throw error;
      app.log.error({ error, id: doc._id }, 'time could not move it on');
    }
  }
  return moved;
}
