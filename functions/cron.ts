import { createCron } from './http/cron';
import { deployed } from './http/vercel';

/** Seconds. Each part of a run has its own time; together they end before this. */
export const config = { maxDuration: 60 };

const cron = createCron(deployed());

export const GET = (request: Request) => cron.fetch(request);
