/** WHOSE ROOM IT IS: the merchants that the signed-in person works for, and the one that is looked after just now. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Output } from '../../../../shared/contracts/contracts';
import { useAsk } from '../../hooks/useAsk';
import { call, onForbidden, type Problem } from '../../platform/api';
import { goTo } from '../../platform/nav';
import { useSession } from '../../platform/session';
import { read, write } from '../../platform/storage';
import { isH5, shopId } from '../../platform/target';

export type Membership = Output<'person.memberships'>['memberships'][number];

export type Room =
  /** Nobody is signed in: H5 alone, the mini-program signs in by itself. */
  | { status: 'nobody' }
  | { status: 'loading' }
  | { status: 'failed'; problem: Problem; again: () => Promise<void> }
  /** Works for nobody, or not for the merchant that the address names. */
  | { status: 'stranger'; memberships: readonly Membership[] }
  | { status: 'open'; member: Membership; memberships: readonly Membership[] };

const KEY = 'pinkan.merchant';

/** What the last page has learned, so that the next one need not begin empty. */
const useKnown = create<{
  name: string | undefined;
  memberships: readonly Membership[] | undefined;
  operates: boolean;
}>(() => ({ name: undefined, memberships: undefined, operates: false }));

/** Whether whoever is signed in operates the platform, as far as a page has asked. */
export const useOperates = (): boolean => {
  const name = useSession((session) => session.person?.name);
  return useKnown((known) => known.operates && known.name === name);
};

/** `merchantId`: the one that the page names; without it, the one that was chosen last, or the one that the app is for. */
export function useRoom(merchantId: string | undefined): Room {
  const person = useSession((session) => session.person);
  const nobody = isH5 && person === null;
  const known = useKnown();
  const { asked, again } = useAsk(nobody ? undefined : `memberships ${person?.name ?? ''}`, async () => {
    const answer = await call('person.memberships', {});
    // In the mini-program this very call may have signed somebody in.
    const { name } = useSession.getState().person ?? {};
    if (answer.ok) {
      const { memberships, operatesPlatform = false } = answer.value;
      useKnown.setState({ name, memberships, operates: operatesPlatform });
    }
    return answer;
  });

  useEffect(() => {
    const tell = () => void again();
    onForbidden.add(tell);
    return () => {
      onForbidden.delete(tell);
    };
  }, [again]);

  if (nobody) return { status: 'nobody' };
  const mine = person !== null && known.name === person.name ? known.memberships : undefined;
  const memberships = asked.status === 'ready' ? asked.value.memberships : mine;
  if (asked.status === 'failed') return { status: 'failed', problem: asked.problem, again };
  if (memberships === undefined) return { status: 'loading' };
  const of = (id: string | undefined) => memberships.find((one) => one.merchantId === id);
  const member = merchantId === undefined ? (of(read<string>(KEY)) ?? of(shopId) ?? memberships[0]) : of(merchantId);
  return member === undefined ? { status: 'stranger', memberships } : { status: 'open', member, memberships };
}

/** Looks after another merchant from now on. */
export function chooseMerchant(merchantId: string): void {
  write(KEY, merchantId);
  goTo('merchant/today', { merchant: merchantId });
}

/** Owner and operator decide; who ships or only looks, does not. */
export const mayDecide = ({ role }: Pick<Membership, 'role'>): boolean => role === 'owner' || role === 'operator';

/** Everybody but who only looks sends parcels and hands goods over. */
export const mayShip = ({ role }: Pick<Membership, 'role'>): boolean => role !== 'viewer';
