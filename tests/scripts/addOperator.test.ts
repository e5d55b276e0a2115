import { join, resolve } from 'node:path';
import { collectionsOf, type UserDoc } from '../../functions/store/collections';
import { operatesPlatform } from '../../functions/store/platform';
import { addOperator } from '../../scripts/addOperator';
import { runCommand } from '../../scripts/runCommand';
import { useDatabase } from '../support/database';

const database = useDatabase();
jest.setTimeout(300_000);

const store = () => collectionsOf(database.client, database.db);
const user = (id: string, openid: string, more: Partial<UserDoc> = {}) =>
  store().users.insertOne({
    _id: id,
    identities: [{ appid: `wx_${id}`, openid }],
    name: id,
    avatar: '',
    createdAt: 1,
    ...more,
  });

it('makes somebody an operator by id or openid, and one no more; whoever cannot be one is told', async () => {
  await user('usr_1', 'one');
  await user('usr_2', 'shared');
  await user('usr_3', 'shared');
  await user('usr_4', 'gone', { erasedAt: 2 });
  expect(await addOperator(store(), 'one', true)).toBe('usr_1 (usr_1) operates the platform.');
  expect(await operatesPlatform(store(), 'usr_1')).toBe(true);
  expect(await addOperator(store(), 'usr_1', false)).toBe('usr_1 (usr_1) operates the platform no more.');
  expect(await operatesPlatform(store(), 'usr_1')).toBe(false);
  await expect(addOperator(store(), 'nobody', true)).rejects.toThrow('nobody has never signed in');
  await expect(addOperator(store(), 'shared', true)).rejects.toThrow('more than one person');
  await expect(addOperator(store(), 'usr_4', true)).rejects.toThrow('has deleted the account');
});

it('is a command', async () => {
  const root = resolve(__dirname, '../..');
  const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/addOperator.ts')];
  const env = { MONGODB_URI: database.uri, MONGODB_DATABASE: database.name };
  expect(await runCommand(process.execPath, [...command, 'usr_2'], { env })).toMatchObject({
    code: 0,
    output: expect.stringContaining('operates the platform.'),
  });
  expect(await operatesPlatform(store(), 'usr_2')).toBe(true);
  expect(await runCommand(process.execPath, command, { env })).toMatchObject({
    code: 1,
    output: expect.stringContaining('Who?'),
  });
});
