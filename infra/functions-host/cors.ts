/** Cross-origin rules of the local host: local.settings.json's `Host.CORS`, answered before routing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CorsSettings } from './local-settings.ts';

/** Sets the headers an allowed origin needs; true when the request was a preflight and is now answered. */
export function applyCors(cors: CorsSettings, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const anyOrigin = cors.origins.includes('*');
  const allowed = anyOrigin || cors.origins.includes(origin);
  if (!anyOrigin || cors.credentials) response.setHeader('vary', 'Origin');
  if (allowed) {
    response.setHeader('access-control-allow-origin', anyOrigin && !cors.credentials ? '*' : origin);
    if (cors.credentials) response.setHeader('access-control-allow-credentials', 'true');
  }
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined) return false;
  if (allowed) {
    response.setHeader('access-control-allow-methods', method);
    const headers = request.headers['access-control-request-headers'];
    if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
  }
  response.writeHead(204).end();
  return true;
}
