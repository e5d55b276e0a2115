import { createApi } from './http/api';
import { deployed, vercelHost } from './http/vercel';

/** Seconds. WeChat is given five, and what follows from an event three. */
export const config = { maxDuration: 30 };

const api = createApi(deployed(), vercelHost);

export const GET = (request: Request) => api.fetch(request);
export const POST = (request: Request) => api.fetch(request);
