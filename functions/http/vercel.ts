/** What the deployed functions share: the environment is parsed and the database connected once per instance. */
import { attachDatabasePool } from '@vercel/functions';
import { parseConfig } from '../config';
import type { App } from '../usecases/app';
import type { Host } from './api';
import { compose } from './compose';
import { vercelPlace } from './origin';

export function deployed(): App {
  const { app, client } = compose(parseConfig(process.env));
  attachDatabasePool(client);
  return app;
}

/** Vercel overwrites x-real-ip with the caller's address, so it can be believed. */
export const vercelHost: Host = {
  addressOf: (context) => context.req.header('x-real-ip') ?? 'unknown',
  placeOf: (context) => vercelPlace((name) => context.req.header(name)),
};
