/** The Stripe emulator: an API, a hosted checkout page and signed webhooks, as Stripe has them, on this machine. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RequestLog } from './control/request-log.ts';
import { serveControl } from './control/routes.ts';
import { createApi } from './http/api.ts';
import type { Answer, Request } from './http/message.ts';
import { close, type Handlers, listen, type ServerFactory } from './http/server.ts';
import { servePage } from './pages/routes.ts';
import { doWhatIsDue } from './payments/due.ts';
import { settlementOf } from './payments/settlement.ts';
import { endpoints } from './resources/all.ts';
import { Clock } from './state/clock.ts';
import { Store } from './state/store.ts';
import type { World } from './state/world.ts';
import { Deliverer, RETRY, type Retry } from './webhooks/deliveries.ts';
import { ownEndpoint } from './webhooks/targets.ts';

export type EmulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** Where the state is kept, over restarts and kills. */
  dataDirectory: string;
  apiKey: string;
  /** Where events go; null keeps them without sending. */
  webhook: { url: string; secret: string } | null;
  /** Where browsers reach the hosted pages, when that is not the emulator's own address. */
  publicUrl?: string;
  /** The name that payers see. */
  merchantName?: string;
  /** The currencies that the account's balance is kept in, the first one for all others; without it every currency. */
  settlementCurrencies?: string[];
  retry?: Partial<Retry>;
  log?: (line: string) => void;
  /** Makes the HTTP server; by default Node's own. */
  serverFactory?: ServerFactory;
};

export type StripeEmulator = {
  url: string;
  controlUrl: string;
  /** Ends deliveries under way and cuts connections; what is pending goes on at the next start. */
  stop(): Promise<void>;
};

/** How often the emulator looks at its clock. */
const TICK_MS = 250;

/** Starts the emulator on 127.0.0.1. Fails when the port is taken or the directory cannot be written. */
export async function startStripeEmulator(options: EmulatorOptions): Promise<StripeEmulator> {
  const log = options.log ?? (() => undefined);
  const store = new Store(options.dataDirectory);
  const world: World = {
    store,
    clock: new Clock(store),
    publicUrl: options.publicUrl ?? '',
    merchantName: options.merchantName ?? 'Clinic Billing',
    endpoint: null,
    request: null,
  };
  if (options.webhook !== null) world.endpoint = ownEndpoint(world, options.webhook);
  const { settlementCurrencies: currencies } = options;
  if (currencies !== undefined) store.saveSetting('settlement', { ...settlementOf(world), currencies });
  const deliverer = new Deliverer(world, { ...RETRY, ...options.retry });
  const server = await serve(world, deliverer, options, log);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (world.publicUrl === '') world.publicUrl = url;

  const tick = setInterval(() => {
    if (doWhatIsDue(world)) deliverer.poke();
  }, TICK_MS);
  deliverer.poke();
  return {
    url,
    controlUrl: `${url}/_control`,
    stop: async () => {
      clearInterval(tick);
      await close(server);
      await deliverer.stop();
      store.close();
    },
  };
}

function serve(
  world: World,
  deliverer: Deliverer,
  options: EmulatorOptions,
  log: (line: string) => void,
): Promise<Server> {
  const requests = new RequestLog();
  const api = createApi(world, endpoints, options.apiKey);
  const control = { world, deliverer, requests };

  /** What is due happens first, and events caused by the request set out after it. */
  async function current(handle: () => Answer | Promise<Answer>): Promise<Answer> {
    doWhatIsDue(world);
    try {
      return await handle();
    } finally {
      doWhatIsDue(world);
      deliverer.poke();
    }
  }

  const handlers: Handlers = {
    api: async (request) => {
      const answer = await current(() => api.handle(request));
      record(requests, request, answer);
      log(`${request.method} ${request.path} ${answer.status}`);
      return answer;
    },
    control: (request) => current(() => serveControl(control, request)),
    page: (request) => current(() => servePage(world, request)),
    failed: (error) => log(error instanceof Error ? `${error.stack}` : String(error)),
  };
  return listen(options.port, handlers, options.serverFactory);
}

function record(requests: RequestLog, request: Request, answer: Answer): void {
  requests.add({
    at: new Date().toISOString(),
    method: request.method,
    path: request.path,
    query: request.query,
    body: request.body,
    stripe_version: request.headers['stripe-version']?.toString() ?? null,
    idempotency_key: request.headers['idempotency-key']?.toString() ?? null,
    status: answer.status,
    fate: answer.fate ?? 'sent',
  });
}
