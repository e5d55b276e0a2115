/** The tree below a share, laid out as rows. */
import type { Output } from '../../../../shared/contracts/contracts';

type Tree = Output<'promoter.tree'>;
export type Node = Tree['node'];

export interface Row {
  readonly node: Node;
  /** From the left, for each level above and its own: whether a line runs on below it. */
  readonly rails: readonly boolean[];
  /** Shares right below it that are not rows. */
  readonly hidden: number;
}

/** Each share under the one that led to it, in the order in which the server gives them. */
export function rowsOf({ below }: Tree, root: string): Row[] {
  const children = new Map<string, Node[]>();
  for (const node of below) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const under = (share: string, rails: readonly boolean[]): Row[] => {
    const nodes = children.get(share) ?? [];
    return nodes.flatMap((node, index) => {
      const own = [...rails, index < nodes.length - 1];
      const hidden = Math.max(0, node.children - (children.get(node.share)?.length ?? 0));
      return [{ node, rails: own, hidden }, ...under(node.share, own)];
    });
  };
  return under(root, []);
}

/** A circle grows with its orders: four sizes. */
export function sizeOf(orders: number): 'none' | 'few' | 'some' | 'many' {
  if (orders === 0) return 'none';
  return orders < 3 ? 'few' : orders < 8 ? 'some' : 'many';
}
