import { createPayNotify } from './http/payNotify';
import { deployed } from './http/vercel';

const payNotify = createPayNotify(deployed());

export const POST = (request: Request) => payNotify.fetch(request);
