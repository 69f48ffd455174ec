/** Passes `/api` on to the Functions host, so that portal and API are one origin, as behind Azure Front Door. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request as open, type ServerResponse } from 'node:http';

const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export type Forwarding = {
  /** A proxy that ends TLS stands before this one, and wrote whom it serves. */
  behindTls: boolean;
  /** This server ends TLS itself. */
  endsTls?: boolean;
  /** Shows the Functions host that the forwarding headers are ours. */
  proxyToken: string | undefined;
};

/**
 * Streams one request through. As the first hop this replaces the client's own forwarding headers, because what a
 * client says of itself is not believed; behind a proxy that ends TLS it adds to them.
 */
export function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  api: URL,
  forwarding: Forwarding,
): void {
  const upstream = open({
    host: api.hostname,
    port: api.port,
    method: request.method,
    path: request.url,
    agent: false,
    headers: forwarded(request, forwarding),
  });
  upstream.on('response', (answer) => {
    for (const name of HOP_BY_HOP) delete answer.headers[name];
    for (const name of response.getHeaderNames()) {
      if (answer.headers[name] !== undefined) response.removeHeader(name);
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy();
    else unreachable(response, error.code === 'ECONNREFUSED' ? 503 : 502);
  });
  // What is still being sent when the answer is out goes nowhere.
  response.on('close', () => {
    request.unpipe(upstream).resume();
    upstream.destroy();
  });
  request.pipe(upstream);
}

function forwarded(
  request: IncomingMessage,
  { behindTls, endsTls = false, proxyToken }: Forwarding,
): Record<string, string | string[] | undefined> {
  const headers: Record<string, string | string[] | undefined> = { ...request.headers };
  for (const name of HOP_BY_HOP) delete headers[name];
  // A body without a length must go on in pieces, as it came.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  const address = request.socket.remoteAddress ?? '';
  const before = behindTls ? headers['x-forwarded-for'] : undefined;
  headers['x-forwarded-for'] = before === undefined ? address : `${before}, ${address}`;
  headers['x-forwarded-host'] = request.headers.host;
  headers['x-forwarded-proto'] = behindTls || endsTls ? 'https' : 'http';
  // Never the client's own.
  if (proxyToken === undefined) delete headers['x-proxy-token'];
  else headers['x-proxy-token'] = proxyToken;
  delete headers.forwarded;
  return headers;
}

/** RFC 9457: the API does not answer, or broke off before it answered. */
function unreachable(response: ServerResponse, status: 502 | 503): void {
  const problem = {
    type: 'about:blank',
    title: status === 503 ? 'Service Unavailable' : 'Bad Gateway',
    status,
    code: status === 503 ? 'unavailable' : 'bad_gateway',
    detail: 'The service does not answer at the moment. Try again shortly.',
    request_id: randomUUID(),
  };
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '2',
  });
  response.end(JSON.stringify(problem));
}
