/** One JSON line for each answered request: what was asked and how it went, and nothing about the person who asked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

/** Writes the line when the answer is out, or when the client has left before that. */
export function logAccess(
  request: IncomingMessage,
  response: ServerResponse,
  write: (line: string) => void,
): void {
  const began = performance.now();
  response.once('close', () => {
    const id = response.getHeader('x-request-id');
    write(
      JSON.stringify({
        time: new Date().toISOString(),
        event: 'access',
        method: request.method,
        path: shapeOf(request.url ?? '/'),
        status: response.statusCode,
        complete: response.writableFinished,
        milliseconds: Math.round(performance.now() - began),
        ...(typeof id === 'string' && { request_id: id }),
      }),
    );
  });
}

/** The path without its query, and with every segment that could be an id, a name or a patient's token left out. */
export function shapeOf(url: string): string {
  const [path = '/'] = url.split(/[?#]/);
  if (path.startsWith('/assets/')) return '/assets/*';
  return path
    .split('/')
    .slice(0, 12)
    .map((segment) => (/^(v1|[a-z]{1,20}(-[a-z]{1,20}){0,3}(\.[a-z]{2,5})?)?$/.test(segment) ? segment : '*'))
    .join('/');
}
