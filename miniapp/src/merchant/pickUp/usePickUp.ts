/** HANDING OVER AGAINST A CODE: eight digits, what they stand for, and that it was handed over. */
import { useRef, useState } from 'react';
import { call, type Problem } from '../../platform/api';
import { askWaiting } from '../hooks/useWaiting';
import type { OrderRow } from '../words/order';

export const CODE_LENGTH = 8;

export interface PickUp {
  /** What has been typed of the code. */
  code: string;
  /** Other signs than digits are passed over; the last digit looks it up. */
  type: (code: string) => void;
  /** Waits to be handed over. */
  found: OrderRow | undefined;
  /** Was handed over last. */
  done: OrderRow | undefined;
  problem: Problem | undefined;
  busy: boolean;
  /** The goods are the buyer's now. */
  handOver: () => Promise<void>;
  /** Another code instead. */
  again: () => void;
}

export function usePickUp(merchantId: string): PickUp {
  const [code, setCode] = useState('');
  const [found, setFound] = useState<OrderRow>();
  const [done, setDone] = useState<OrderRow>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  /** The code that is looked for: an answer to an older one is nobody's. */
  const wanted = useRef('');

  async function look(whole: string): Promise<void> {
    setBusy(true);
    const answer = await call('shopOrder.findPickUp', { merchantId, code: whole });
    if (wanted.current !== whole) return;
    setBusy(false);
    if (answer.ok) return setFound(answer.value);
    setProblem(answer.refusal);
    wanted.current = '';
    // A wrong code is typed anew; one that could not be asked about stays.
    if (answer.refusal.kind === 'refused' && answer.refusal.code === 'pickUpCodeWrong') setCode('');
  }

  const type = (typed: string): void => {
    const digits = typed.replace(/\D/g, '').slice(0, CODE_LENGTH);
    setCode(digits);
    // A scanner presses Enter after the last digit.
    if (digits === '' || digits === wanted.current) return;
    setProblem(undefined);
    setDone(undefined);
    setBusy(false);
    wanted.current = digits;
    if (digits.length === CODE_LENGTH) void look(digits);
  };

  const again = (): void => {
    wanted.current = '';
    setCode('');
    setFound(undefined);
    setProblem(undefined);
  };

  async function handOver(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('shopOrder.pickUp', { merchantId, code });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    again();
    setDone(answer.value);
    await askWaiting(merchantId);
  }

  return { code, type, found, done, problem, busy, handOver, again };
}
