/** SENDING A FILE OF PARCELS, some rows at a time. What was sent is sent once: after a stop it goes on with the rest. */
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { call, type Problem } from '../../platform/api';
import { askWaiting } from '../hooks/useWaiting';
import { AT_ONCE, type ShipRow } from './rows';

export type Outcome = Output<'shopOrder.shipMany'>['rows'][number];

export interface Sending {
  /** By the place of the row in the file's rows. */
  outcomes: ReadonlyMap<number, Outcome>;
  busy: boolean;
  /** Why it stopped. */
  problem: Problem | undefined;
  send: () => Promise<void>;
}

export function useSending(merchantId: string, rows: readonly ShipRow[]): Sending {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function send(): Promise<void> {
    const left = rows.flatMap(({ problem: wrong, at: _, ...row }, place) =>
      wrong === undefined && !outcomes.has(place) ? [{ row: place, ...row }] : [],
    );
    setBusy(true);
    setProblem(undefined);
    const told = new Map(outcomes);
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const answer = await call('shopOrder.shipMany', { merchantId, rows: left.slice(from, from + AT_ONCE) });
      if (!answer.ok) {
        setProblem(answer.refusal);
        break;
      }
      for (const outcome of answer.value.rows) told.set(outcome.row, outcome);
      setOutcomes(new Map(told));
    }
    setBusy(false);
    await askWaiting(merchantId);
  }

  return { outcomes, busy, problem, send };
}
