import { createApi } from './http/api';
import { deployed, vercelHost } from './http/vercel';

const api = createApi(deployed(), vercelHost);

export const GET = (request: Request) => api.fetch(request);
export const POST = (request: Request) => api.fetch(request);
