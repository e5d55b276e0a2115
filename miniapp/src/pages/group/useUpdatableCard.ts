/** The card of an open group changes by itself in the chats that it is sent to. */
import { useEffect } from 'react';
import { leaveCard, updateCard } from '../../platform/cardActivity';
import type { Group } from './viewer';

/** WeChat is told before anybody shares, and again when a seat was taken: a card begins with the number of then. */
export function useUpdatableCard(group: Group | undefined): void {
  const { id, taken } = group ?? {};
  const open = group?.status === 'open';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of members is a reason to tell it again
  useEffect(() => {
    if (id === undefined) return;
    void (open ? updateCard(id) : leaveCard());
  }, [id, open, taken]);
}
