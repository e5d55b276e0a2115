/**
 * Cascades as they spread among people, and what they come to, counted in memory from the steps alone: nothing of the
 * product is used, so that both can be compared.
 */

export interface Step {
  readonly share: string;
  readonly parent: string;
  readonly person: string;
  readonly at: number;
}

const DAY = 86_400_000;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A cascade of so many opens: what was opened much is opened more (so branches follow a power law), a third share it
 * further, and some come back to what they know. Nobody shares twice.
 */
export function cascade(opens: number, seed: number, begins: number, days = 3): Step[] {
  const draw = random(seed);
  const steps: Step[] = [{ share: 's0', parent: '', person: 'p0', at: begins }];
  // A share stands here once for itself, and once for each of its opens.
  const pool = [0];
  const shares = [{ id: 's0', at: begins }];
  const people = [{ name: 'p0', shared: true }];
  for (let open = 1; open <= opens; open++) {
    const index = pool[Math.floor(draw() * pool.length)] ?? 0;
    const parent = shares[index] ?? { id: 's0', at: begins };
    const known = draw() < 0.1 ? people[Math.floor(draw() * people.length)] : undefined;
    const person = known ?? { name: `p${open}`, shared: false };
    if (!known) people.push(person);
    const at = begins + Math.floor(((open + draw()) / (opens + 1)) * days * DAY);
    const share = !person.shared && draw() < 0.35 ? `s${shares.length}` : '';
    steps.push({ share, parent: parent.id, person: person.name, at });
    pool.push(index);
    if (share === '') continue;
    person.shared = true;
    pool.push(shares.length);
    shares.push({ id: share, at });
  }
  return steps;
}

interface Known {
  readonly parent: string;
  readonly person: string;
  readonly depth: number;
  readonly at: number;
  visits: number;
  binds: number;
  first?: number;
}

export interface Branch {
  readonly own: number;
  readonly binds: number;
  readonly visits: number;
  readonly shares: number;
  readonly depth: number;
  readonly children: number;
}

export interface Counted {
  readonly visits: number;
  readonly fresh: number;
  readonly binds: number;
  readonly reshares: number;
  readonly brought: number;
  readonly broughtSquared: number;
  readonly cycleSum: number;
  readonly visitsByDay: ReadonlyMap<string, number>;
  readonly visitsByDepth: ReadonlyMap<number, number>;
  readonly branches: ReadonlyMap<string, Branch>;
}

const raise = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);

/** A shop that binds everybody with the first share that they open, for good, and nobody to whom they have brought. */
export function count(steps: readonly Step[]): Counted {
  const shares = new Map<string, Known>();
  const visited = new Set<string>();
  const known = new Set<string>();
  const referrers = new Map<string, string>();
  const visitsByDay = new Map<string, number>();
  const visitsByDepth = new Map<number, number>();
  let fresh = 0;
  for (const { share, parent, person, at } of steps) {
    const opened = shares.get(parent);
    const above = opened && opened.person !== person ? opened : undefined;
    if (above) {
      above.first ??= at;
      const visit = `${parent} ${person} ${dayOf(at)}`;
      if (!visited.has(visit)) {
        visited.add(visit);
        above.visits += 1;
        raise(visitsByDay, dayOf(at));
        raise(visitsByDepth, above.depth);
      }
      if (!known.has(person)) fresh += 1;
      known.add(person);
      const chain: string[] = [];
      for (let one: string | undefined = above.person; one !== undefined; one = referrers.get(one)) chain.push(one);
      if (!referrers.has(person) && !chain.includes(person)) {
        referrers.set(person, above.person);
        above.binds += 1;
        known.add(above.person);
      }
    }
    if (share === '') continue;
    const depth = above ? above.depth + 1 : 0;
    shares.set(share, { parent: above ? parent : '', person, depth, at, visits: 0, binds: 0 });
  }
  const all = [...shares];
  const reshares = all.filter(([, { parent, first }]) => parent !== '' && first !== undefined).map(([, one]) => one);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const brought = reshares.map(({ visits }) => visits);
  const cycles = reshares.map(({ parent, first = 0 }) => Math.max(0, first - (shares.get(parent)?.first ?? first)));
  return {
    visits: visited.size,
    fresh,
    binds: referrers.size,
    reshares: reshares.length,
    brought: sum(brought),
    broughtSquared: sum(brought.map((one) => one * one)),
    cycleSum: sum(cycles),
    visitsByDay,
    visitsByDepth,
    branches: new Map(all.map(([id]) => [id, branchOf(id, shares)])),
  };
}

/** By looking at every share: slow, and easily seen to be right. */
function branchOf(id: string, shares: ReadonlyMap<string, Known>): Branch {
  const branch = { own: 0, binds: 0, visits: 0, shares: 0, depth: 0, children: 0 };
  const top = shares.get(id);
  if (!top) return branch;
  for (const [other, one] of shares) {
    let above = other;
    while (above !== id && above !== '') above = shares.get(above)?.parent ?? '';
    if (above !== id) continue;
    branch.visits += one.visits;
    if (one.first === undefined) continue;
    branch.shares += 1;
    branch.depth = Math.max(branch.depth, one.depth - top.depth);
    if (one.parent === id) branch.children += 1;
  }
  return { ...branch, own: top.visits, binds: top.binds };
}
