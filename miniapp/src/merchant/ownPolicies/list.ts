/** What products and campaigns pay of their own: the questions, and the words of both lists. */
import type { ReactNode } from 'react';
import type { Result } from '../../../../shared/result';
import { call, type Problem } from '../../platform/api';
import type { Membership } from '../hooks/useRoom';
import { type OwnItem, type OwnKind, ownKindWord } from '../words/commissionPolicy';

export interface Question {
  readonly merchantId: string;
  readonly of: OwnKind;
}

interface ListPage {
  items: OwnItem[];
  nextCursor?: string | undefined;
}

export const ask = (question: Question, cursor?: string): Promise<Result<ListPage, Problem>> =>
  call('commissionPolicy.listOwn', { ...question, ...(cursor === undefined ? {} : { cursor }) });

export const kinds = [
  { value: 'product', label: '商品' },
  { value: 'campaign', label: '活动' },
] as const satisfies ReadonlyArray<{ value: OwnKind; label: string }>;

export const emptyTitle: Readonly<Record<OwnKind, string>> = {
  product: '还没有在卖的商品',
  campaign: '没有进行中的活动',
};

/** Whose policy counts, as a tag. */
export const countsTag = ({ of, own }: OwnItem): { label: string; tone: 'plain' | 'group' } => ({
  label: ownKindWord[of],
  tone: own && own.rates !== null ? 'group' : 'plain',
});

export interface ListProps {
  readonly member: Membership;
  readonly memberships: readonly Membership[];
  readonly of: OwnKind;
  readonly onKind: (of: OwnKind) => void;
  /** Raised when something was changed: the list is asked for anew. */
  readonly round: number;
  /** Left out for those who only look. */
  readonly onChange: ((item: OwnItem) => void) | undefined;
  /** The change of one of them, over the list. */
  readonly children: ReactNode;
}
