/** The tree below a share, laid out as rows. */
import type { Output } from '../../../../shared/contracts/contracts';

type Tree = Output<'promoter.tree'>;
export type Node = Tree['node'];

export interface Row {
  readonly node: Node;
  /** From the left, for each level above and its own: whether a line runs on below it. */
  readonly rails: readonly boolean[];
  /** Rows of those right below it follow. */
  readonly leads: boolean;
  /** Shares right below it that are not rows. */
  readonly hidden: number;
}

/** The share itself, then each under the one that led to it, in the order in which the server gives them. */
export function rowsOf({ node: root, below }: Tree): Row[] {
  const children = new Map<string, Node[]>();
  for (const node of below) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const rowsFrom = (node: Node, rails: readonly boolean[]): Row[] => {
    const next = children.get(node.share) ?? [];
    const hidden = Math.max(0, node.children - next.length);
    const further = next.flatMap((child, index) => rowsFrom(child, [...rails, index < next.length - 1]));
    return [{ node, rails, leads: next.length > 0, hidden }, ...further];
  };
  return rowsFrom(root, []);
}

/** A circle grows with its orders: four sizes. */
export function sizeOf(orders: number): 'none' | 'few' | 'some' | 'many' {
  if (orders === 0) return 'none';
  return orders < 3 ? 'few' : orders < 8 ? 'some' : 'many';
}
