import { createPayNotify } from './http/payNotify';
import { deployed } from './http/vercel';

/** Seconds. WeChat is given five, and what follows from an event three. */
export const config = { maxDuration: 30 };

const payNotify = createPayNotify(deployed());

export const POST = (request: Request) => payNotify.fetch(request);
