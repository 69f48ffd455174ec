/** The one HTTP server: the API under `/v1`, the control surface under `/_control`, and the pages for payers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, json, type Request, readRequest } from './message.ts';

/** Makes a server that gives every request to the handler, not yet listening. */
export type ServerFactory = (handle: (request: IncomingMessage, response: ServerResponse) => void) => Server;

export type Handlers = {
  api(request: Request): Promise<Answer>;
  control(request: Request): Promise<Answer>;
  page(request: Request): Promise<Answer>;
  failed(error: unknown): void;
};

/** Listens on 127.0.0.1 only; port 0 takes a free one. Fails when the port is taken. */
export async function listen(
  port: number,
  handlers: Handlers,
  serverFactory: ServerFactory = (handle) => createServer(handle),
): Promise<Server> {
  const server = serverFactory((incoming, outgoing) => {
    respond(handlers, incoming, outgoing).catch((error: unknown) => {
      handlers.failed(error);
      incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** Closes at once: connections that a fault left hanging are cut. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}

async function respond(
  handlers: Handlers,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const answer = request === undefined ? tooLarge() : await answerTo(handlers, request);
  if (answer.fate === 'never') return;
  if (answer.fate === 'cut') {
    incoming.socket.destroy();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  if (answer.fate !== 'truncated') {
    outgoing.end(request?.method === 'HEAD' ? undefined : body);
    return;
  }
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
}

async function answerTo(handlers: Handlers, request: Request): Promise<Answer> {
  try {
    if (request.path.startsWith('/v1/')) return await handlers.api(request);
    if (request.path.startsWith('/_control/')) return await handlers.control(request);
    return await handlers.page(request);
  } catch (error) {
    handlers.failed(error);
    return json(500, { error: { type: 'api_error', message: 'The Stripe emulator failed; see its log.' } });
  }
}

const tooLarge = (): Answer =>
  json(413, { error: { type: 'invalid_request_error', message: 'The request is too large.' } });
