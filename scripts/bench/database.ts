/** What the shop asks of its database: commands for each thing that happens, and paid joins per second beside raw ones. */
import { randomBytes } from 'node:crypto';
import { createApi } from '../../functions/http/api';
import { withToken } from '../../functions/http/token';
import type { App } from '../../functions/usecases/app';
import type { Ms } from '../../shared/time';
import {
  assertJoined,
  confirm,
  joinByOneTransaction,
  joinByUseCases,
  placing,
  type Recorded,
  race,
  record,
  replay,
  stepsOf,
  type Written,
  writtenBy,
} from './joins';
import { figure, ratios, type Say, spread, tally } from './report';
import { type Join, openShop, teamsOf, unknownMerchant } from './shop';

/** A frozen time: the same commands every time. */
const NOW: Ms = Date.parse('2026-03-01T12:00:00+08:00');

export const newName = (what: string): string => `bench_${what}_${randomBytes(4).toString('hex')}`;

/** Round trips: commands that are sent side by side are waited for together. */
const trips = (recorded: readonly Recorded[]): number =>
  stepsOf(recorded).reduce((sum, step) => sum + (step[0]?.transaction === undefined ? 1 : step.length), 0);

export function counted(name: string, recorded: readonly Recorded[]): string {
  const names = recorded.map((one) => (one.transaction === undefined ? one.name : `${one.name} (transaction)`));
  return figure(name, `${recorded.length}`, `in ${trips(recorded)} round trips: ${tally(names)}`);
}

/** Commands per order placed (the whole request, limits included), per payment confirmed, and per group formed. */
export async function commandFigures(uri: string): Promise<string[]> {
  const credentials = unknownMerchant();
  const shop = await openShop({ uri, database: newName('commands'), teams: 2, credentials, now: NOW, monitored: true });
  try {
    const { app } = shop;
    const { client } = app.store;
    const api = createApi(app, { addressOf: () => '127.0.0.1' });
    const place = async (join: Join) => {
      const response = await api.request('/api/order.place', request(app, join));
      if (!response.ok) throw new Error(`order.place answers ${response.status}: ${await response.text()}`);
    };
    const [first = [], second = []] = teamsOf(2);
    // What an instance does once: indexes of the limits, the account's keys.
    for (const join of first) {
      await place(join);
      await confirm(app, join);
    }
    const placed: Recorded[][] = [];
    const confirmed: Recorded[][] = [];
    for (const join of second) {
      placed.push(await record(client, () => place(join)));
      confirmed.push(await record(client, () => confirm(app, join)));
    }
    const [starting, , joining] = placed;
    const [, seated, forming] = confirmed;
    if (!starting || !joining || !seated || !forming) throw new Error('a team is three joins');
    const all = [...placed, ...confirmed].reduce((sum, one) => sum + one.length, 0);
    return [
      counted('commands per order placed, joining a group', joining),
      counted('commands per order placed, starting one', starting),
      counted('commands per payment confirmed', seated),
      counted('commands per last payment, its group formed', forming),
      figure('commands per group formed', `${forming.length - seated.length}`, 'beyond its last payment, 3 members'),
      figure('commands per group of three, all in all', `${all}`, `${(all / 3).toFixed(1)} per paid join`),
    ];
  } finally {
    await shop.close();
  }
}

function request(app: App, join: Join): RequestInit {
  const caller = { userId: join.userId, sessionId: 'ses_bench', renewal: '', person: { name: '', avatar: '' } };
  const { token } = withToken(app, caller as Parameters<typeof withToken>[1]);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(placing(join)),
  };
}

export interface Size {
  readonly rounds: number;
  readonly clients: number;
  /** Groups of three that are filled in each round and way. */
  readonly teams: number;
}

/** Paid joins per second by use cases, by the same commands raw, and by one transaction; the ways take turns. */
export async function throughputFigures(uri: string, size: Size, say: Say): Promise<string[]> {
  const teams = teamsOf(size.teams);
  const credentials = unknownMerchant();
  const common = { uri, teams: size.teams, credentials, now: NOW };

  say(`recording the commands of ${teams.flat().length} paid joins`);
  const steps = new Map<string, ReturnType<typeof stepsOf>>();
  const written = new Map<string, Written>();
  const recorded = await openShop({ ...common, database: newName('record'), monitored: true });
  try {
    for (const join of teams.flat()) {
      const commands = await record(recorded.app.store.client, () => joinByUseCases(recorded.app, join));
      steps.set(join.orderId, stepsOf(commands));
    }
    for (const join of teams.flat()) written.set(join.orderId, await writtenBy(recorded.app.store, join));
  } finally {
    await recorded.close();
  }

  const ways: { name: string; speeds: number[]; run: () => Promise<number> }[] = [
    { name: 'use cases', speeds: [], run: byUseCases },
    { name: 'the same commands, raw', speeds: [], run: () => raw('raw', rawJoin) },
    { name: 'one transaction', speeds: [], run: () => raw('least', leastJoin) },
  ];
  async function byUseCases(): Promise<number> {
    const shop = await openShop({ ...common, database: newName('usecases') });
    try {
      const speed = await race(teams, size.clients, (join) => joinByUseCases(shop.app, join));
      await assertJoined(shop.app.store.db, teams);
      return speed;
    } finally {
      await shop.close();
    }
  }
  type Raw = (shop: App['store'], join: Join) => Promise<void>;
  const rawJoin: Raw = ({ client, db }, join) => replay(client, db, steps.get(join.orderId) ?? []);
  const leastJoin: Raw = async ({ client, db }, join) => {
    const documents = written.get(join.orderId);
    if (documents) await joinByOneTransaction(client, db, join, documents);
  };
  async function raw(what: string, how: Raw): Promise<number> {
    const shop = await openShop({ ...common, database: newName(what) });
    try {
      const speed = await race(teams, size.clients, (join) => how(shop.app.store, join));
      await assertJoined(shop.app.store.db, teams);
      return speed;
    } finally {
      await shop.close();
    }
  }

  for (let round = 1; round <= size.rounds; round++) {
    // Another way begins each round, so that no way is always the one after a rest.
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length];
      if (!way) continue;
      const speed = await way.run();
      way.speeds.push(speed);
      say(`round ${round} of ${size.rounds}: ${speed.toFixed(1)} joins/s, ${way.name}`);
    }
  }
  const [ours = [], same = [], least = []] = ways.map(({ speeds }) => speeds);
  return [
    figure('paid joins per second', spread(ours, 1), `${size.clients} clients, no HTTP, no RSA`),
    figure('… the same commands, raw', spread(same, 1)),
    figure('… one transaction: order, seat, journals', spread(least, 1)),
    figure('our joins ÷ the same commands raw', spread(ratios(ours, same)), 'aim ≥ 0.8'),
    figure('our joins ÷ one transaction', spread(ratios(ours, least)), 'the room left for a better design'),
  ];
}
