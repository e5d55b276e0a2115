/** THE ORDERS AS A FILE: all pages of what the list shows, or of those that are chosen, as a CSV for Excel and WPS. */
import { useState } from 'react';
import { formatCsv } from '../../../../shared/csv';
import { dayOf } from '../../../../shared/time';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { downloadCsv } from '../../platform/file';
import type { Question } from './list';

export interface Export {
  /** How many orders have come; undefined while nothing is under way. */
  rows: number | undefined;
  problem: Problem | undefined;
  /** `only`: the ids of those that are wanted. */
  start: (question: Question, only?: ReadonlySet<string>) => Promise<void>;
}

export function useExport(): Export {
  const [rows, setRows] = useState<number>();
  const [problem, setProblem] = useState<Problem>();

  const start: Export['start'] = async (question, only) => {
    const table: string[][] = [];
    setProblem(undefined);
    setRows(0);
    let cursor: string | undefined;
    do {
      const page = await call('shopOrder.export', { ...question, cursor });
      if (!page.ok) {
        setProblem(page.refusal);
        return setRows(undefined);
      }
      const { head, rows: more, nextCursor } = page.value;
      if (table.length === 0) table.push(head);
      table.push(...more.filter(([id = '']) => only?.has(id) ?? true));
      setRows(table.length - 1);
      cursor = only !== undefined && table.length > only.size ? undefined : nextCursor;
    } while (cursor !== undefined);
    downloadCsv(`订单 ${dayOf(serverNow())}.csv`, formatCsv(table));
    setRows(undefined);
  };

  return { rows, problem, start };
}
