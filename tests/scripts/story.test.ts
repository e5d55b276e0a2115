/** The story tells the truth, and notices when a fen is missing. */
import { story } from '../../scripts/story';
import { useDatabase } from '../support/database';

const database = useDatabase();

it('tells the whole job in twelve lines, and nothing is off', async () => {
  const lines: string[] = [];
  const { client, uri, name } = database;
  expect(await story({ client, uri, database: name, tell: (line) => lines.push(line) })).toEqual([]);
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('12. 账本合计 ¥0.00。与微信逐笔核对：5 笔付款、2 笔退款，分毫不差');
});

it('says so when a single fen has moved without its journal', async () => {
  const { client, uri } = database;
  const name = `${database.name}_meddled`;
  try {
    const faults = await story({
      client,
      uri,
      database: name,
      tell: () => {},
      meddle: async ({ accounts }) => {
        await accounts.updateOne({ fen: { $exists: true }, account: /sales/ }, { $inc: { fen: 1 } });
      },
    });
    expect(faults).toContain('the sum of the ledger: 1 instead of 0');
  } finally {
    await client.db(name).dropDatabase();
  }
});
