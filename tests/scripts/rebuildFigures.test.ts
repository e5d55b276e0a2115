/** Counting everything again: from nothing, over what is wrong, and over what is right. */
import { join, resolve } from 'node:path';
import { collectionsOf } from '../../functions/store/collections';
import { CASCADE_SHOP, loadCascade } from '../../scripts/cascade';
import { runCommand } from '../../scripts/runCommand';
import { cascade } from '../support/cascadeModel';
import { useDatabase } from '../support/database';

const root = resolve(__dirname, '../..');
const database = useDatabase();

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const rebuild = () =>
  runCommand(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/rebuildFigures.ts')], {
    env: { MONGODB_URI: database.uri, MONGODB_DATABASE: database.name },
  });

it('counts all of it whatever stands there, and the result is the same', async () => {
  const store = collectionsOf(database.client, database.db);
  await loadCascade(store, cascade(40, 11, Date.parse('2036-03-01T12:00:00+08:00')));
  const dump = async () => [
    await store.figures.find().sort({ _id: 1 }).toArray(),
    await store.shares.find().sort({ _id: 1 }).toArray(),
  ];
  const { code, output } = await rebuild();
  expect(code).toBe(0);
  expect(output).toContain(`of ${CASCADE_SHOP}`);
  expect(output).toMatch(/are counted: \d+ days, 1 trees/);
  const right = await dump();
  expect(right[0]?.length).toBeGreaterThan(20);

  expect(await rebuild()).toMatchObject({ code: 0 });
  expect(await dump()).toEqual(right);

  // Wrong numbers, rows of nothing, missing rows, and no memory of what was counted.
  await store.figures.updateMany({ by: 'depth' }, { $inc: { 'measures.visits': 7 } });
  await store.figures.deleteMany({ by: 'channel' });
  const [row] = await store.figures.find({ by: 'all' }).toArray();
  if (!row) throw new Error('nothing is counted');
  await store.figures.insertOne({ ...row, _id: 'fig_nothing', by: 'chat', key: 'nowhere' });
  await store.figureDays.deleteMany({});
  await store.figureTrees.deleteMany({});
  await store.shares.updateMany({ children: { $exists: true } }, { $set: { children: 99 } });
  expect(await rebuild()).toMatchObject({ code: 0 });
  expect(await dump()).toEqual(right);
});
