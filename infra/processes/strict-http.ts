/** An HTTP server that refuses what is malformed, late or too long itself, and always with its own headers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';

/** A request must have come whole by then, however slowly it is sent; and its headers by half of that. */
export const REQUEST_SECONDS = 20;

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** What Node's parser found wrong, as a status; anything else is a bad request. */
const STATUS_OF: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** One host name with an optional port; anything else in this header is an attack on whoever builds an address of it. */
const HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

const LOCAL_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine: a page whose name was pointed here by its owner carries its own. */
export const isLocalName = (host: string | undefined): boolean => LOCAL_NAME.test(host ?? '');

export type StrictOptions = {
  /** Go with every answer; a handler may replace them. */
  headers: Iterable<readonly [string, string]>;
  /** Answers only programs and pages of this machine; what another site has a browser send is refused. */
  localOnly?: boolean;
  /** Ends TLS in this server; both as PEM. */
  certificate?: Certificate | undefined;
};

export type Certificate = { cert: string; key: string };

/** The server, not yet listening. */
export function createStrictServer(
  { headers, localOnly = false, certificate }: StrictOptions,
  handle: Handle,
): Server {
  const own = [...headers];
  const answers = new WeakMap<object, ServerResponse>();
  const options = {
    // Refused below instead, where the headers are.
    requireHostHeader: false,
    requestTimeout: REQUEST_SECONDS * 1000,
    headersTimeout: (REQUEST_SECONDS * 1000) / 2,
    connectionsCheckingInterval: 1000,
  };
  const begun = (request: IncomingMessage, response: ServerResponse): void => {
    answers.set(request.socket, response);
    for (const [name, value] of own) response.setHeader(name, value);
  };
  const answer: Handle = (request, response) => {
    begun(request, response);
    if (!hasOneHost(request)) return refuse(response, 400);
    if (localOnly && !isLocalName(request.headers.host)) return refuse(response, 421);
    if (localOnly && isForged(request)) return refuse(response, 403);
    try {
      handle(request, response);
    } catch (error) {
      endFailed(response, error);
    }
  };
  const server = certificate
    ? createSecureServer({ ...options, ...certificate, minVersion: 'TLSv1.2' }, answer)
    : createServer(options, answer);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    begun(request, response);
    refuse(response, 417);
  });
  // A request that is not one never reaches a handler.
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || isAnswered(answers.get(socket))) return void socket.destroy();
    const lines = own.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const status = STATUS_OF[error.code ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\n${lines}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return server;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0, connection: 'close' }).end();
}

/** What goes wrong with one answer must not end the server. */
function endFailed(response: ServerResponse, error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) response.destroy();
  else refuse(response, 500);
}

/** Whether an answer is being sent, or has been sent while its request was still coming. */
function isAnswered(answer: ServerResponse | undefined): boolean {
  if (answer === undefined) return false;
  return answer.writableFinished ? !answer.req.complete : answer.headersSent;
}

function hasOneHost({ rawHeaders, headers }: IncomingMessage): boolean {
  const given = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  return given.length === 1 && HOST.test(headers.host ?? '');
}

/** A page of another site sent it; following a link from there is not meant. */
const isForged = ({ method = 'GET', headers }: IncomingMessage): boolean =>
  !['GET', 'HEAD'].includes(method) && headers['sec-fetch-site'] === 'cross-site';
