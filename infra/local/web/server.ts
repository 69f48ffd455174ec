/** Serves the built portal and passes `/api` on; every answer carries the security headers, errors too. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createStrictServer } from '../../processes/strict-http.ts';
import { logAccess } from './access-log.ts';
import { type CertificateFiles, readCertificate, watchCertificate } from './certificate.ts';
import { encodingFor, readFiles, type StaticFile } from './files.ts';
import { cacheControl, HSTS, pageFor, securityHeaders } from './headers.ts';
import { listen } from './listen.ts';
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
  /** Which address of this machine; 127.0.0.1 when not given. */
  address?: string | undefined;
  /** People reach the portal over TLS, which ends before this server. */
  tls?: boolean;
  /** TLS ends in this server; the files are read again when they change. */
  certificate?: CertificateFiles | undefined;
  /** Gets one line for each answered request. */
  access?: ((line: string) => void) | undefined;
  /** Gets one line for each event that an operator should know. */
  log?: ((line: string) => void) | undefined;
  /** A secret that this server shares with the Functions host. */
  proxyToken?: string | undefined;
};

export type Web = { url: string; stop(): Promise<void> };

/** Listens. Throws when the portal is not built, the port is taken or the certificate cannot be used. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { port, folder, api, payOrigin, tls = false, proxyToken, address = '127.0.0.1' } = options;
  const endsTls = options.certificate !== undefined;
  const files = readFiles(folder);
  const target = new URL(api);
  const headers = Object.entries({
    ...securityHeaders(payOrigin),
    ...((tls || endsTls) && { 'Strict-Transport-Security': HSTS }),
  });
  const certificate = options.certificate && readCertificate(options.certificate);
  const server = createStrictServer({ headers, certificate }, (request, response) => {
    if (options.access !== undefined) logAccess(request, response, options.access);
    const path = pathOf(request);
    if (path === undefined) return plain(response, 400, 'Bad request');
    if (path === '/api' || path.startsWith('/api/'))
      return passOn(request, response, target, { behindTls: tls, endsTls, proxyToken });
    serve(request, response, path, files);
  });
  const listening = await listen(server, port, address);
  const stopWatching = options.certificate
    ? watchCertificate(server, options.certificate, options.log ?? (() => undefined))
    : () => undefined;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return {
    url: `${endsTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    stop: async () => {
      stopWatching();
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
