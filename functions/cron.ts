import { createCron } from './http/cron';
import { deployed } from './http/vercel';

const cron = createCron(deployed());

export const GET = (request: Request) => cron.fetch(request);
