/** A MONTH AS A FILE: every entry of it as a CSV for Excel and WPS. */
import { useEffect, useState } from 'react';
import { formatCsv } from '../../../../shared/csv';
import type { Fen } from '../../../../shared/money';
import { formatTime } from '../../../../shared/time';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { toast } from '../../platform/notice';
import { handOver } from '../../platform/ownData';
import { shopId } from '../../platform/target';
import { isStale, type Prepared } from './prepared';
import { type Entry, lineWord, POTS, potWords } from './words';

/** Excel takes a CSV for UTF-8 only with a mark before it. */
const MARK = '\uFEFF';

/** `-239` → `-2.39`: a number to a spreadsheet. */
function plain(fen: Fen): string {
  const whole = Math.abs(fen);
  const rest = whole % 100;
  return `${fen < 0 ? '-' : ''}${(whole - rest) / 100}.${String(rest).padStart(2, '0')}`;
}

const HEAD = [
  '时间',
  '事项',
  '内容',
  ...POTS.map((pot) => `${potWords[pot]}（元）`),
  '手续费（元）',
  '个税（元）',
  '到账（元）',
  '编号',
];

/** The table of a month's entries. */
const tableOf = (entries: readonly Entry[]): string =>
  formatCsv([
    HEAD,
    ...entries.map((entry) => [
      formatTime(entry.at),
      lineWord(entry),
      entry.title,
      ...POTS.map((pot) => plain(entry[pot])),
      ...(entry.paid ? [entry.paid.fee, entry.paid.tax, entry.paid.net].map(plain) : ['', '', '']),
      entry.about,
    ]),
  ]);

interface Export {
  busy: boolean;
  /** All entries are here: another tap hands the file over, since WeChat sends one only in the turn of a tap. */
  ready: boolean;
  prepare: () => Promise<void>;
  take: () => Promise<void>;
}

/** @param shown what the page shows: when that comes anew, what was prepared before it is forgotten */
export function useExport(month: string, shown: unknown): Export {
  const [busy, setBusy] = useState(false);
  const [prepared, setPrepared] = useState<Prepared>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it belongs to what was shown
  useEffect(() => setPrepared(undefined), [shown]);

  async function prepare(): Promise<void> {
    setBusy(true);
    setPrepared(undefined);
    const entries: Entry[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('statement.get', { merchantId: shopId, month, cursor });
      if (!page.ok) {
        setBusy(false);
        return toast(page.refusal.message);
      }
      entries.push(...page.value.entries);
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
    setBusy(false);
    setPrepared({ text: MARK + tableOf(entries), at: serverNow() });
  }

  async function take(): Promise<void> {
    if (!prepared) return;
    if (isStale(prepared, serverNow())) return prepare();
    const taken = await handOver(`收益账单-${month}.csv`, prepared.text, 'text/csv;charset=utf-8');
    if (taken) setPrepared(undefined);
    else toast('没有发出去，可以再试一次');
  }

  return { busy, ready: prepared !== undefined, prepare, take };
}
