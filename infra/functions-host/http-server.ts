/** The HTTP front of the host: limits, CORS, admin endpoints, routing, and one invocation per matched request. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { applyCors } from './cors.ts';
import type { HostConfig } from './host-config.ts';
import { discardBody, readBody, splitTarget, toLiteHttp, toRpcHttp } from './http-request.ts';
import { sendPlainResult, sendRpcHttp, sendStatus } from './http-response.ts';
import type { Invoke, RequestDetails } from './invocation.ts';
import type { CorsSettings } from './local-settings.ts';
import { describe, type WriteLog } from './logging.ts';
import type { RouteMatch, RouteTable } from './routes.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** Kestrel's own: a client's idle connection outlives its next request. */
const KEEP_ALIVE_MS = 130_000;
const DEFAULT_BODY_LIMIT = 104_857_600;
const HOME_PAGE =
  '<!DOCTYPE html><html><body><h1>Your Functions 4.0 app is up and running</h1></body></html>';

/** Makes the server, not yet listening; every answer carries the headers. */
export type ServerFactory = (
  options: { headers: Iterable<readonly [string, string]> },
  handle: (request: IncomingMessage, response: ServerResponse) => void,
) => Server;

export type HttpOptions = {
  config: HostConfig;
  routes: RouteTable;
  cors: CorsSettings | undefined;
  env: NodeJS.ProcessEnv;
  invoke: Invoke;
  /** Answers `/admin/...`; without it there is no such endpoint. */
  admin: ((request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>) | undefined;
  isRunning(): boolean;
  /** Whether plain requests and results go past the library's `Request` and `Response`. */
  fastHttp: boolean;
  /** Default: Node's own server. */
  serverFactory: ServerFactory | undefined;
  log: WriteLog;
};

/** One request with its answer, and what the request's target says. */
type Exchange = { request: IncomingMessage; response: ServerResponse; path: string; query: string };

/** How many requests run at once, and how long a body may be in bytes. */
type RequestLimits = { throttle: Throttle; bodyLimit: number };

/** The server, not yet listening. */
export function createHttpServer(options: HttpOptions): Server {
  const handle = createHandler(options);
  const factory = options.serverFactory ?? createPlainServer;
  const server = factory({ headers: options.config.customHeaders }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that left while it was sending is no failure of ours.
      if (!request.destroyed || request.complete) {
        options.log({ level: 'error', category: 'Host.General', message: describe(error) });
      }
      if (response.headersSent) response.destroy();
      else sendStatus(response, 500);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

const createPlainServer: ServerFactory = ({ headers }, handle) => {
  const own = [...headers];
  return createServer((request, response) => {
    for (const [name, value] of own) response.setHeader(name, value);
    handle(request, response);
  });
};

function createHandler(
  options: HttpOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { config, cors, routes } = options;
  const limits: RequestLimits = {
    throttle: createThrottle(config),
    bodyLimit: Number(options.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? DEFAULT_BODY_LIMIT),
  };
  return async (request, response) => {
    if (!options.isRunning()) return refuse(response);
    if (cors !== undefined && applyCors(cors, request, response)) return;

    const target = splitTarget(request.url ?? '/');
    const { path } = target;
    if (options.admin !== undefined && /^\/admin\//i.test(path))
      return options.admin(request, response, path);
    const match = routes.match(request.method ?? 'GET', path);
    if (match !== undefined) return invokeLimited(options, limits, match, { request, response, ...target });
    await discardBody(request);
    sendUnmatched(response, path, options.env);
  };
}

/** Invokes a matched function within the limits; 413 or 429 beyond them. */
async function invokeLimited(
  options: HttpOptions,
  { throttle, bodyLimit }: RequestLimits,
  match: RouteMatch,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  const length = Number(request.headers['content-length'] ?? 0);
  // As in the real host a body counts only with a Content-Length: one sent in pieces arrives empty.
  if (length === 0 || length > bodyLimit) await discardBody(request);
  // The real host answers 500 here; 413 says what is wrong.
  if (length > bodyLimit) return sendStatus(response, 413);

  const entered = throttle.enter();
  if (entered === undefined) return sendStatus(response.setHeader('X-FUNCTION-SCALEOUT', '1'), 429);
  const leave = await entered;
  try {
    await answer(options, match, exchange, await readBody(request, length));
  } finally {
    leave();
  }
}

async function answer(
  options: HttpOptions,
  { fn, params }: RouteMatch,
  { request, response, query }: Exchange,
  body: Buffer | undefined,
): Promise<void> {
  const { method } = request;
  const bodyless = method === 'GET' || method === 'HEAD';
  // The library drops such a body itself; the lighter request does not pass through there.
  const received = {
    request,
    url: `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`,
    body: options.fastHttp && bodyless ? undefined : body,
  };
  if (options.fastHttp && bodyless && body !== undefined) warnOfBody(options, fn.name, method);
  const http = options.fastHttp ? toLiteHttp(received, params, query) : toRpcHttp(received, params, query);
  // After a timeout the answer is out already.
  const takeResult = (result: unknown): boolean =>
    response.writableEnded || (options.fastHttp && sendPlainResult(response, result));
  const outcome = await options.invoke(fn, { http }, traceOf(request), takeResult);
  if (response.writableEnded) return;
  if (!outcome.ok) return sendStatus(response, 500); // no message: it could reveal too much
  if (outcome.returnValue?.http) sendRpcHttp(response, outcome.returnValue.http);
  else sendStatus(response, 204);
}

function warnOfBody({ log }: HttpOptions, name: string, method: string): void {
  const message = `Discarding the body of the incoming ${method} request because GET and HEAD requests cannot have a body.`;
  log({ level: 'warning', category: `Function.${name}`, message });
}

/** The W3C trace context of the caller, or the start of a new one. */
function traceOf({ headers }: IncomingMessage): RequestDetails {
  const { traceparent, tracestate } = headers;
  const given = typeof traceparent === 'string' ? traceparent : undefined;
  return {
    traceContext: {
      traceParent:
        given ?? `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(16)}-00`,
      traceState: typeof tracestate === 'string' ? tracestate : '',
      attributes: {},
    },
  };
}

function sendUnmatched(response: ServerResponse, path: string, env: NodeJS.ProcessEnv): void {
  // The official host answers 204 here, which says that something is there: 404 says nothing.
  if (path !== '/' || /^(true|1)$/i.test(env.AzureWebJobsDisableHomepage ?? '')) sendStatus(response, 404);
  else response.writeHead(200, { 'content-type': 'text/html' }).end(HOME_PAGE);
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', connection: 'close' });
  response.end('Function host is not running.');
}
