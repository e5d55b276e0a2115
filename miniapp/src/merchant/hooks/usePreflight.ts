/** A campaign that is being written, checked as it is typed by the rules that the server publishes it by. */
import { useState } from 'react';
import type { CampaignTerms } from '../../../../shared/domain/campaign';
import {
  type Finding,
  type PreflightPlan,
  preflight,
  type WorstCase,
  worstCase,
} from '../../../../shared/domain/preflight';
import type { Ms } from '../../../../shared/time';
import { type Asked, useAsk } from '../../hooks/useAsk';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';

export type Written = CampaignTerms & { readonly title: string; readonly startsAt: Ms; readonly endsAt: Ms };

interface Of {
  readonly merchantId: string;
  readonly productId: string;
  /** The campaign whose next edition it is. */
  readonly campaignId?: string | undefined;
}

export interface Checked {
  /** What it is checked against is not there, or on its way. */
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** False while a field is wrong: then nothing is checked. */
  readonly stands: boolean;
  readonly again: () => Promise<void>;
  /** All that the rules look at; undefined as long as that is not together. */
  readonly plan: PreflightPlan | undefined;
  readonly findings: readonly Finding[];
  /** Undefined while its terms do not stand. */
  readonly worst: WorstCase | undefined;
  /** Sentences of warnings that were ticked and still hold: what is published with it. */
  readonly ticked: readonly string[];
  readonly tick: (sentence: string) => void;
  /** What keeps it from being published; undefined where nothing does. */
  readonly missing: string | undefined;
}

/** `written` is undefined while a field of the form is wrong: the form says that itself. */
export function usePreflight({ merchantId, productId, campaignId }: Of, written: Written | undefined): Checked {
  const [sentences, setSentences] = useState<readonly string[]>([]);
  const of = { merchantId, productId, ...(campaignId === undefined ? {} : { campaignId }) };
  const { asked, again } = useAsk(JSON.stringify(of), () => call('preflight.facts', of));
  const plan =
    asked.status === 'ready' && written !== undefined ? { ...written, ...asked.value, now: serverNow() } : undefined;
  const findings = plan ? preflight(plan) : [];
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.filter(({ level }) => level === 'warning');
  const ticked = warnings.map(({ sentence }) => sentence).filter((sentence) => sentences.includes(sentence));
  return {
    problem: asked.status === 'failed' ? asked.problem : undefined,
    loading: asked.status === 'loading',
    stands: written !== undefined,
    again,
    plan,
    findings,
    worst: plan && errors === 0 ? worstCase(plan) : undefined,
    ticked,
    tick: (sentence) =>
      setSentences(
        sentences.includes(sentence) ? sentences.filter((one) => one !== sentence) : [...sentences, sentence],
      ),
    missing: missingOf(asked.status, errors, warnings.length - ticked.length),
  };
}

function missingOf(status: Asked<unknown>['status'], errors: number, unticked: number): string | undefined {
  if (status !== 'ready') return status === 'loading' ? '正在检查' : '没有检查成';
  if (errors > 0) return `还有 ${errors} 处要改`;
  return unticked > 0 ? `还有 ${unticked} 条提醒要勾` : undefined;
}
