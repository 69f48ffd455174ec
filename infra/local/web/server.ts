/** Serves the built portal and passes `/api` on; every answer carries the security headers, errors too. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createStrictServer } from '../strictHttp.ts';
import { encodingFor, readFiles, type StaticFile } from './files.ts';
import { cacheControl, HSTS, pageFor, securityHeaders } from './headers.ts';
import { passOn } from './proxy.ts';

export type WebOptions = {
  /** 0 takes any free port. */
  port: number;
  /** The built portal. */
  folder: string;
  /** Address of the Functions host. */
  api: string;
  /** Origin of the payment page. */
  payOrigin: string;
  /** People reach the portal over TLS, which ends before this server. */
  tls?: boolean;
  /** A secret that this server shares with the Functions host. */
  proxyToken?: string | undefined;
};

export type Web = { url: string; stop(): Promise<void> };

/** Listens on 127.0.0.1. Throws when the portal is not built. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { port, folder, api, payOrigin, tls = false, proxyToken } = options;
  const files = readFiles(folder);
  const target = new URL(api);
  const headers = Object.entries({
    ...securityHeaders(payOrigin),
    ...(tls && { 'Strict-Transport-Security': HSTS }),
  });
  const server = createStrictServer({ headers }, (request, response) => {
    const path = pathOf(request);
    if (path === undefined) return plain(response, 400, 'Bad request');
    if (path === '/api' || path.startsWith('/api/'))
      return passOn(request, response, target, { behindTls: tls, proxyToken });
    serve(request, response, path, files);
  });
  const listening = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
  return {
    url: `http://127.0.0.1:${listening}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 5_000).unref();
      await closed;
    },
  };
}

/** The decoded path, or undefined when it is not valid. */
function pathOf(request: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(new URL(request.url ?? '/', 'http://web').pathname);
  } catch {
    return undefined;
  }
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  files: ReadonlyMap<string, StaticFile>,
): void {
  const name = files.has(path) ? path : pageFor(path);
  const file = name === undefined ? undefined : files.get(name);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plain(response, 405, 'Method not allowed');
  } else if (name === undefined || file === undefined) {
    plain(response, 404, 'Not found');
  } else {
    deliver(request, response, { ...file, name });
  }
}

function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  file: StaticFile & { name: string },
): void {
  const encoding = file.compresses ? encodingFor(request.headers['accept-encoding']) : 'identity';
  const content = file.content(encoding);
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': content.length,
    'cache-control': cacheControl(file.name),
    ...(file.compresses ? { vary: 'Accept-Encoding' } : {}),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
