/** What both layouts of the tree share: what they are asked with, and the way from the whole tree down to a branch. */
import { useState } from 'react';
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { PageParams } from '../../platform/nav';
import type { Membership } from '../hooks/useRoom';

export type Address = PageParams['merchant/tree'];
export type Tree = Output<'fission.tree'>;

export interface TreeProps {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

export const questionOf = ({ merchantId }: Membership, { campaign, share }: Address): Input<'fission.tree'> => ({
  merchantId,
  ...(campaign === undefined ? {} : { campaignId: campaign }),
  ...(share === undefined ? {} : { share }),
});

export interface Step {
  readonly share: string;
  readonly name: string;
}

export interface Trail {
  /** From the top down to the branch on screen; what lies above a branch that was opened by its address is not named. */
  readonly steps: readonly Step[];
  /** Shares above the first of `steps` that nobody has seen yet. */
  readonly above: string | undefined;
}

type Seen = ReadonlyMap<string, { name: string; above: string | undefined }>;

/** The shares above one another that have been on screen. */
export function trailOf(seen: Seen, share: string | undefined): Trail {
  const steps: Step[] = [];
  let at = share;
  // A tree has no cycle; whoever is met twice ends the way all the same.
  while (at !== undefined && !steps.some((step) => step.share === at)) {
    const here = seen.get(at);
    if (here === undefined) break;
    steps.unshift({ share: at, name: here.name });
    at = here.above;
  }
  return { steps, above: steps.length === 0 ? undefined : at };
}

/** Remembers all that was on screen, so that the way back has names. */
export function useTrail(tree: Tree | undefined, share: string | undefined): Trail {
  const [known, setKnown] = useState<{ of: Tree | undefined; seen: Seen }>({ of: undefined, seen: new Map() });
  if (tree !== undefined && tree !== known.of) {
    const seen = new Map(known.seen);
    const { node, above, roots, below } = tree;
    if (node) seen.set(node.share, { name: node.sharer.name, above });
    for (const root of roots) {
      if (!seen.has(root.share)) seen.set(root.share, { name: root.sharer.name, above: node?.share });
    }
    for (const one of below) seen.set(one.share, { name: one.sharer.name, above: one.parent });
    setKnown({ of: tree, seen });
  }
  return trailOf(known.seen, share);
}
