/** The host's admin endpoints, answered only to programs on this machine: state, functions, running one by hand, drain. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HOST_VERSION, WORKER_VERSION } from './core-module.ts';
import type { HostFunction } from './function-table.ts';
import { sendJson, sendStatus } from './http-response.ts';
import { isObject } from './settings.ts';

export type AdminOptions = {
  hostId: string;
  functions: readonly HostFunction[];
  startedAt: number;
  state(): string;
  outstandingInvocations(): number;
  outstandingRetries(): number;
  /** Runs a function without waiting for its end. */
  runInBackground(fn: HostFunction, input: string): void;
  startListeners(): void;
  stopListeners(): Promise<void>;
};

type DrainState = 'Disabled' | 'InProgress' | 'Completed';
type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** What a Host header says when a program of this machine sends it; a page in a browser carries its own name. */
const LOCAL_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const MOST_INPUT_BYTES = 1_048_576;

export function createAdmin(options: AdminOptions): Handler {
  let drain: DrainState = 'Disabled';
  const host: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'GET /admin/host/status': (response) => sendJson(response, 200, statusOf(options)),
    'GET /admin/host/ping': (response) => sendStatus(response, 200),
    'POST /admin/host/ping': (response) => sendStatus(response, 200),
    'GET /admin/functions': (response) => sendJson(response, 200, options.functions.map(describeFunction)),
    'GET /admin/host/drain/status': (response) =>
      sendJson(response, 200, {
        state: drain,
        outstandingInvocations: options.outstandingInvocations(),
        outstandingRetries: options.outstandingRetries(),
      }),
    'POST /admin/host/drain': (response) => {
      if (drain === 'Disabled') {
        drain = 'InProgress';
        void options.stopListeners().then(() => {
          drain = 'Completed';
        });
      }
      sendStatus(response, 202);
    },
    'POST /admin/host/resume': (response) => {
      if (drain === 'InProgress') return sendStatus(response, 409);
      if (drain === 'Completed') options.startListeners();
      drain = 'Disabled';
      sendJson(response, 200, { state: options.state() });
    },
  };
  return async (request, response, path) => {
    if (!isLocal(request)) return sendStatus(response, 401);
    const answer = host[`${request.method} ${path.toLowerCase().replace(/\/$/, '')}`];
    if (answer !== undefined) return answer(response);
    await aboutFunction(options, request, response, path);
  };
}

async function aboutFunction(
  options: AdminOptions,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const [, name, status] = /^\/admin\/functions\/([^/]+)(\/status)?\/?$/i.exec(path) ?? [];
  const fn = options.functions.find((candidate) => candidate.name.toLowerCase() === name?.toLowerCase());
  if (fn === undefined) return sendStatus(response, 404);
  if (request.method === 'GET')
    return sendJson(response, 200, status === undefined ? describeFunction(fn) : {});
  if (request.method !== 'POST' || status !== undefined) return sendStatus(response, 404);
  const body = await readInput(request);
  if (body === undefined) return sendStatus(response, 400);
  options.runInBackground(fn, body);
  sendStatus(response, 202);
}

/**
 * Neither another machine, nor a request that a proxy passed on, nor a page that a browser shows (its own host name,
 * or an Origin) may use these endpoints: they carry no key here.
 */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    LOCAL_NAME.test(headers.host ?? '') &&
    headers.origin === undefined &&
    headers['x-forwarded-for'] === undefined
  );
}

/** The text of `{"input": …}`; undefined when the body is not such an object. */
async function readInput(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MOST_INPUT_BYTES) return undefined;
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(body)) return undefined;
  const { input } = body;
  return typeof input === 'string' ? input : JSON.stringify(input ?? '');
}

function statusOf({ hostId, state, startedAt }: AdminOptions): Record<string, unknown> {
  return {
    id: hostId,
    state: state(),
    version: HOST_VERSION,
    versionDetails: `${HOST_VERSION} (local), worker ${WORKER_VERSION}`,
    processUptime: Date.now() - startedAt,
  };
}

function describeFunction(fn: HostFunction): Record<string, unknown> {
  const bindings = Object.entries(fn.metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  return { name: fn.name, language: 'node', isDisabled: fn.disabled, config: { name: fn.name, bindings } };
}
