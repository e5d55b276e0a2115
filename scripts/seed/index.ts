/** `npm run seed`: fills the local shop's database (`npm start` does it too). Again, it changes nothing. */
import { connect } from '../../functions/store/mongo';
import { openDatabase } from '../database';
import {
  claimFolder,
  keptSecrets,
  localClock,
  localConfig,
  localDatabase,
  localFolder,
  refuseProduction,
  terminalLog,
} from '../local';
import { spawnStandIn } from '../wechatStandIn/spawn';
import { seed } from './seed';

async function main(): Promise<void> {
  refuseProduction('seeding');
  const folder = localFolder();
  const release = await claimFolder(folder);
  const ends: (() => Promise<unknown>)[] = [release];
  try {
    const database = await openDatabase({ dataDir: `${folder}/database`, log: console.log });
    ends.push(() => database.stop());
    const standIn = await spawnStandIn({ dataDir: `${folder}/wechat` });
    ends.push(() => standIn.stop());
    const client = await connect(database.uri).connect();
    ends.push(() => client.close());
    const { now } = await localClock(folder, standIn);
    const config = localConfig({
      uri: database.uri,
      database: localDatabase(),
      secrets: keptSecrets(folder),
      standIn,
      url: 'http://127.0.0.1:4000',
    });
    await seed({ config, client, standIn, now, log: terminalLog(console.error) }, (line) =>
      console.log(`Seed: ${line}`),
    );
    console.log('The demo shop is filled.');
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
