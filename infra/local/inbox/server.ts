/** The inbox over HTTP: pages for people, JSON for scripts, the SMS service, and the fault switch. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createStrictServer } from '../../processes/strict-http.ts';
import { type News, openNews } from './delivery-events.ts';
import { type FaultSwitch, faultSwitch, parseFaults } from './faults.ts';
import { htmlPart, listPage, messagePage, missingPage, STYLES } from './page.ts';
import { listSms, receiveSms, type TwilioAccount } from './sms.ts';
import { startSmtp } from './smtp.ts';
import { type Message, openStore, type Store } from './store.ts';

const MAX_BODY = 64 * 1024;
const HTML = 'text/html; charset=utf-8';
const POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** The HTML part may show its own styles and pictures, and nothing else. */
const PART_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

export type InboxOptions = {
  port: number;
  smtpPort: number;
  folder: string;
  account: TwilioAccount;
  /** Where the delivery of e-mails is reported; then each message is reported as delivered. */
  eventsUrl?: string;
};
export type Inbox = { url: string; smtpUrl: string; store: Store; news: News; stop(): Promise<void> };

type Services = { store: Store; faults: FaultSwitch; news: News; account: TwilioAccount };

/** Starts the mail sink and the pages on 127.0.0.1; port 0 takes any. */
export async function startInbox({
  port,
  smtpPort,
  folder,
  account,
  eventsUrl,
}: InboxOptions): Promise<Inbox> {
  const news = openNews({ folder, token: account.token, eventsUrl });
  // A clinic that is not running gets no report; it only knows that the message was accepted.
  const reportDelivered = (message: Message) => void news.report(message, 'delivered').catch(() => undefined);
  const store = openStore(folder, eventsUrl === undefined ? undefined : reportDelivered);
  const faults = faultSwitch();
  const smtp = await startSmtp(smtpPort, store, faults);
  const server = createStrictServer(
    { headers: [['Content-Security-Policy', POLICY]], localOnly: true },
    (request, response) => {
      answer(request, response, { store, faults, news, account }).catch((error: unknown) => {
        json(response, 400, { error: error instanceof Error ? error.message : String(error) });
      });
    },
  );
  const listening = await listen(server, port);
  return {
    url: `http://127.0.0.1:${listening}`,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    store,
    news,
    stop: async () => {
      server.closeAllConnections();
      await Promise.all([smtp.stop(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const { store, faults, news } = services;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://inbox');
  const to = searchParams.get('to') ?? undefined;
  const [, area = '', id = '', part] = pathname.split('/');
  const message = area === 'messages' ? store.get(id) : area === 'api' ? store.get(part ?? '') : undefined;

  switch (`${request.method} ${pathname.replace(message?.id ?? '\0', '*')}`) {
    case 'GET /':
      return send(response, 200, HTML, listPage(store.list(to), to));
    case 'GET /style.css':
      return send(response, 200, 'text/css; charset=utf-8', STYLES);
    case 'GET /messages/*':
      return send(response, 200, HTML, message === undefined ? missingPage() : messagePage(message));
    case 'GET /messages/*/html':
      response.setHeader('Content-Security-Policy', PART_POLICY);
      return send(response, 200, HTML, htmlPart(message?.html ?? ''));
    case 'POST /messages/*/bounce':
      if (request.headers['sec-fetch-site'] === 'cross-site')
        return json(response, 403, { error: 'Not from there.' });
      if (message) await news.report(message, 'bounced');
      response.writeHead(303, { location: `/messages/${id}` }).end();
      return;
    case 'POST /clear':
      store.clear();
      response.writeHead(303, { location: '/' }).end();
      return;
    case 'GET /api/messages':
      return json(response, 200, { data: store.list(to) });
    case 'GET /api/messages/*':
      return json(response, 200, message);
    case 'DELETE /api/messages':
      store.clear();
      response.writeHead(204).end();
      return;
    case 'GET /_control/faults':
      return json(response, 200, faults.current());
    case 'POST /_control/faults':
      return json(response, 200, faults.set(parseFaults(await body(request))));
    case 'DELETE /_control/faults':
      return json(response, 200, faults.set({}));
    default:
      return sms(request, response, services, pathname);
  }
}

async function sms(
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
  pathname: string,
): Promise<void> {
  const accountSid = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/.exec(pathname)?.[1];
  if (accountSid === undefined) return missing(request, response);
  const { authorization } = request.headers;
  if (request.method === 'GET') {
    const to = new URL(request.url ?? '/', 'http://inbox').searchParams.get('To') ?? undefined;
    const { status, body } = listSms({ accountSid, authorization, to }, services.account, services.store);
    return json(response, status, body);
  }
  if (request.method !== 'POST') return missing(request, response);
  const result = receiveSms(
    { accountSid, authorization, body: await body(request) },
    services.account,
    services,
  );
  if (result === 'broken line') request.socket.destroy();
  else if (result !== 'silence') json(response, result.status, result.body);
}

function missing(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.accept?.includes('text/html')) send(response, 404, HTML, missingPage());
  else json(response, 404, { error: 'There is nothing here.' });
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_BODY) throw new Error('The body is too long.');
  }
  return text;
}

function json(response: ServerResponse, status: number, content: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(content));
}

function send(response: ServerResponse, status: number, type: string, content: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(content);
}
