import { createMedia } from './http/media';
import { deployed } from './http/vercel';

/** Seconds. A large picture takes one or two. */
export const config = { maxDuration: 30 };

const media = createMedia(deployed());

export const GET = (request: Request) => media.fetch(request);
export const POST = (request: Request) => media.fetch(request);
