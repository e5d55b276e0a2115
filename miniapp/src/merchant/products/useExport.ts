/** THE PRODUCTS AS A FILE: all of them, as the table that can be taken in again. */
import { useState } from 'react';
import { formatCsv } from '../../../../shared/csv';
import { sheetOf } from '../../../../shared/domain/productSheet';
import { dayOf } from '../../../../shared/time';
import type { Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { downloadCsv } from '../../platform/file';
import { goodsOf } from '../productSheet/goods';

interface Export {
  busy: boolean;
  problem: Problem | undefined;
  start: () => Promise<void>;
}

export function useExport(merchantId: string): Export {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  return {
    busy,
    problem,
    async start() {
      setBusy(true);
      setProblem(undefined);
      const goods = await goodsOf(merchantId);
      setBusy(false);
      if (!goods.ok) return setProblem(goods.refusal);
      downloadCsv(`商品 ${dayOf(serverNow())}.csv`, formatCsv(sheetOf(goods.value.forms, goods.value.choices)));
    },
  };
}
