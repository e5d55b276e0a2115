/** A part of the share tree as screens draw it: who stands below whom, in which row, and how much is not shown. */
import type { Output } from '../../../../shared/contracts/contracts';
import type { TreeNode } from '../words/fission';

export type Part = Pick<Output<'fission.tree'>, 'roots' | 'below'>;

export interface Place {
  readonly node: TreeNode;
  /** Levels below the first that is shown. */
  readonly level: number;
  /** Rows from the top; between two rows for whoever stands beside the middle of several. */
  readonly row: number;
  readonly parent: string | undefined;
  /** Children that are not shown here: in its own branch they are. */
  readonly hidden: number;
  /** The row that says so, below the children that are shown. */
  readonly hiddenRow: number | undefined;
}

export interface Places {
  /** Whoever has somebody below comes before them. */
  readonly places: readonly Place[];
  readonly rows: number;
  readonly levels: number;
}

/** Places `roots` and what is below them: a leaf takes a row, whoever has children stands at their middle. */
export function placesOf({ roots, below }: Part): Places {
  const under = new Map<string, TreeNode[]>();
  for (const node of below) under.set(node.parent, [...(under.get(node.parent) ?? []), node]);
  let rows = 0;
  let levels = 0;
  const placed = (node: TreeNode, level: number, parent: string | undefined): Place[] => {
    const children = under.get(node.share) ?? [];
    levels = Math.max(levels, level + 1);
    const further = children.map((child) => placed(child, level + 1, node.share));
    const [first, last] = [further[0]?.[0], further[further.length - 1]?.[0]];
    const hidden = Math.max(0, node.children - children.length);
    const hiddenRow = hidden > 0 && first !== undefined ? rows++ : undefined;
    const row = first === undefined || last === undefined ? rows++ : (first.row + last.row) / 2;
    return [{ node, level, row, parent, hidden, hiddenRow }, ...further.flat()];
  };
  const places = roots.flatMap((root) => placed(root, 0, undefined));
  return { places, rows, levels };
}

/** The biggest of a part of the tree: so many branches, and so many shares of each level below. What is cut off is hidden. */
export function biggestOf({ roots, below }: Part, branches: number, perLevel: number): Part {
  const kept: Part['below'] = [];
  let level: readonly { share: string }[] = roots.slice(0, branches);
  while (level.length > 0) {
    const above = new Set(level.map(({ share }) => share));
    const next = below.filter(({ parent }) => above.has(parent)).slice(0, perLevel);
    kept.push(...next);
    level = next;
  }
  return { roots: roots.slice(0, branches), below: kept };
}

const LEAST = 4;
const MOST = 11;

/** Circles grow by their area: twice the orders, twice the ink. px */
export const radiusOf = (orders: number, most: number): number =>
  orders === 0 ? LEAST - 0.5 : LEAST + (MOST - LEAST) * Math.sqrt(orders / Math.max(1, most));
