/** Writes the API's document, made from the contracts, to docs/api/openapi.json: `npx tsx scripts/writeOpenapi.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openapi } from '../functions/http/openapi';

const folder = resolve(__dirname, '../docs/api');
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'openapi.json'), `${JSON.stringify(openapi(), null, 2)}\n`);
