/** THE FIGURES AS A FILE: all pages of the range, one row for each day, way of telling apart, and what is told apart. */
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatCsv } from '../../../../shared/csv';
import { kFactor, meanCycle } from '../../../../shared/domain/fission';
import { MINUTE } from '../../../../shared/time';
import { call, type Problem } from '../../platform/api';
import { downloadCsv } from '../../platform/file';
import { channelName, levelWords } from '../words/fission';
import type { Question } from './board';

type ExportRow = Output<'fission.export'>['rows'][number];

const HEAD = [
  '日期',
  '分项',
  '名称',
  '编号',
  '打开',
  '朋友圈单页',
  '新访客',
  '锁客',
  '下单付款',
  '成交 元',
  '又分享',
  '又分享带来的打开',
  'K 系数',
  'K 下限',
  'K 上限',
  '平均周期 分钟',
];

const byWord: Readonly<Record<ExportRow['by'], string>> = {
  all: '合计',
  channel: '渠道',
  product: '商品',
  campaign: '活动',
  chat: '群聊',
  depth: '层',
};

function nameOf(row: ExportRow): string {
  if (row.by === 'channel') return channelName(row);
  return row.by === 'depth' ? levelWords(Number(row.key)) : row.label;
}

/** As a spreadsheet reads it: no thousands, no signs; empty where there is nothing to tell. */
function cellsOf(row: ExportRow): string[] {
  const { day, by, key, measures } = row;
  const { visits, previews, fresh, binds, orders, sales, reshares, brought } = measures;
  const factor = kFactor(measures);
  const cycle = meanCycle(measures);
  const counts = [visits, previews, fresh, binds, orders].map(String);
  const yuan = `${Math.floor(sales / 100)}.${String(sales % 100).padStart(2, '0')}`;
  return [
    ...[day, byWord[by], nameOf(row), key],
    ...counts,
    ...[yuan, String(reshares), String(brought)],
    ...(factor === null ? ['', '', ''] : [factor.k, factor.low, factor.high].map((value) => value.toFixed(4))),
    cycle === null ? '' : (cycle / MINUTE).toFixed(1),
  ];
}

export interface Export {
  /** How many rows have come; undefined while nothing is under way. */
  rows: number | undefined;
  problem: Problem | undefined;
  start: (question: Question) => Promise<void>;
}

export function useExport(): Export {
  const [rows, setRows] = useState<number>();
  const [problem, setProblem] = useState<Problem>();

  const start: Export['start'] = async (question) => {
    const table: string[][] = [HEAD];
    setProblem(undefined);
    setRows(0);
    let after: string | undefined;
    do {
      const page = await call('fission.export', { ...question, after });
      if (!page.ok) {
        setProblem(page.refusal);
        return setRows(undefined);
      }
      table.push(...page.value.rows.map(cellsOf));
      setRows(table.length - 1);
      after = page.value.next;
    } while (after !== undefined);
    downloadCsv(`裂变 ${question.from} 到 ${question.until}.csv`, formatCsv(table));
    setRows(undefined);
  };

  return { rows, problem, start };
}
