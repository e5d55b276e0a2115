import { createMessagePush } from './http/messagePush';
import { deployed } from './http/vercel';

/** Seconds. WeChat waits for five. */
export const config = { maxDuration: 30 };

const messagePush = createMessagePush(deployed());

export const GET = (request: Request) => messagePush.fetch(request);
export const POST = (request: Request) => messagePush.fetch(request);
