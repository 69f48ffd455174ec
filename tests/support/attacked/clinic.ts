/** The attacked clinic as an attacker meets it: over HTTP, at the API's port or through the portal's, from an address of their own. */
import { randomInt, randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request as open } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { createApp } from '../../../functions/app.ts';
import { readConfig } from '../../../functions/config.ts';
import { hostEnvironment } from '../../../infra/local/environment.ts';
import { loadSettings } from '../../../infra/local/settings.ts';
import { until } from '../../../infra/processes/time.ts';
import { proving } from '../reauthenticate.ts';
import { ADMIN, CLERK } from '../staff.ts';

export type EntryPoint = 'api' | 'web';
export const ENTRY_POINTS: readonly EntryPoint[] = ['api', 'web'];

export type Answer = { status: number; headers: Headers; text: string; body: never; bytes: Buffer };
export type Attack = {
  token?: string;
  json?: unknown;
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** Which way in; the API's own port when not given. */
  through?: EntryPoint;
  /** Shows that a fresh proof is needed instead of giving it. */
  unproven?: boolean;
  /** The attacker's address on this machine; one for the whole file when not given. */
  from?: string;
};

export type AttackedClinic = ReturnType<typeof attackedClinic>;

/** An address from which no one has come before: the whole of 127.0.0.0/8 is this machine. */
export const elsewhere = (): string => `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`;

/** The clinic of this run, with what its owner knows: the database, the keys, the inbox. */
export function attackedClinic() {
  const { run, firstAdmin } = inject('attacked');
  const admin = { ...ADMIN, email: firstAdmin.email };
  const home = elsewhere();
  const owner = new pg.Pool({ connectionString: run.databaseOwner ?? '', max: 2 });
  owner.on('error', () => undefined);

  const call = proving<Attack, Answer>((method, path, attack = {}) =>
    ask(attack.through === 'web' ? run.web : run.api, method, `/api/v1${path}`, { from: home, ...attack }),
  );
  const signIn = async (who: { email: string; password: string }, attack: Attack = {}): Promise<string> => {
    const { email, password } = who;
    const answer = await call('POST', '/auth/login', { ...attack, json: { email, password } });
    if (answer.status !== 200) throw new Error(`No one signed in: ${answer.text}`);
    return (answer.body as { access_token: string }).access_token;
  };
  /** Someone new with a password of their own. */
  const hire = async (by: string, role = 'billing_clerk') => {
    const person = { email: `${randomUUID()}@clinic.example`, password: 'slow green ferry home', role };
    const made = await call('POST', '/auth/register', {
      token: by,
      json: { ...person, name: 'New Member' },
    });
    if (made.status !== 201) throw new Error(`No one was hired: ${made.text}`);
    return { ...person, id: (made.body as { id: string }).id, token: await signIn(person) };
  };
  const issue = (by: string, bill: Bill = {}) => issueInvoice(call, by, bill);
  const pay = (by: string, id: string, card = '4242424242424242') =>
    payInvoice({ run, call, owner }, by, id, card);

  return {
    run,
    firstAdmin,
    admin,
    clerk: CLERK,
    secrets: loadSettings(run.directory).secrets,
    home,
    owner,
    call,
    signIn,
    hire,
    issue,
    pay,
    async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await owner.query<Row>(sql, values)).rows;
    },
    /** The messages that reached an address. */
    async mailTo(address: string) {
      const answer = await ask(run.inbox, 'GET', `/api/messages?to=${encodeURIComponent(address)}`);
      return (answer.body as { data: { subject: string; text: string; html?: string }[] }).data;
    },
    /** The clinic's own code beside the running one, for what is done by timers and by its owner's tools. */
    openApp() {
      const addresses = { ...run, storage: run.storageConnection, logs: join(run.directory, 'logs') };
      const settings = hostEnvironment(loadSettings(run.directory), addresses, {});
      return createApp(readConfig({ ...settings, LOG_FILE: join(run.directory, 'logs', 'beside.jsonl') }));
    },
    close: () => owner.end(),
  };
}

type Call = (method: string, path: string, attack?: Attack) => Promise<Answer>;
/** What an invoice is made of; a consultation of $100 for a new patient when not given. */
type Bill = { cents?: number; description?: string; patient?: object; more?: object };

/** An issued invoice of a patient of its own, with the token of the patient's link. */
async function issueInvoice(call: Call, by: string, bill: Bill) {
  const { cents = 100_00, description = 'Consultation', patient = {}, more = {} } = bill;
  const post = async (path: string, json: object) => {
    const answer = await call('POST', path, { token: by, json });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body as Record<string, unknown>;
  };
  const someone = {
    name: 'Ana Pérez',
    email: `${randomUUID()}@patients.example`,
    dob: '1980-02-03',
    ...patient,
  };
  const { id: patientId } = await post('/patients', someone);
  const items = [{ description, quantity: 1, unit_price_cents: cents }];
  const draft = await post('/invoices', { patient_id: patientId, due_date: '2037-01-31', items, ...more });
  const invoice = await post(`/invoices/${draft.id}/issue`, {});
  const { url } = invoice.patient_link as { url: string };
  return {
    id: String(invoice.id),
    number: String(invoice.invoice_number),
    patientId: String(patientId),
    email: someone.email,
    token: url.split('/').at(-1) ?? '',
    url,
  };
}

/** Pays an issued invoice at Stripe's stand-in and waits for the money. */
async function payInvoice(
  { run, call, owner }: Pick<AttackedClinic, 'run' | 'owner'> & { call: Call },
  by: string,
  id: string,
  card: string,
): Promise<void> {
  const read = async () =>
    (await call('GET', `/invoices/${id}`, { token: by })).body as {
      status: string;
      stripe_checkout_session_id: string | null;
    };
  await until('the payment page', WAIT, async () => (await read()).stripe_checkout_session_id !== null);
  const { stripe_checkout_session_id: session } = await read();
  await ask(run.stripe, 'POST', `/_control/sessions/${session}/pay`, { json: { card } });
  await until('the payment', WAIT, async () => (await read()).status === 'paid');
  // Another event of the same payment ends the page; until then a command would still find it open.
  await until('the end of the page', WAIT, async () => {
    const open = `select from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing')`;
    return (await owner.query(open, [id])).rowCount === 0;
  });
}

/** How long a condition may take, on the slowest machine. */
export const WAIT = 60_000;

/** One request, sent as it is given: neither the path nor the headers are tidied. */
export function ask(origin: string, method: string, target: string, attack: Attack = {}): Promise<Answer> {
  const { token, json, headers = {}, from } = attack;
  const body = json === undefined ? attack.body : JSON.stringify(json);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = open({
      host: hostname,
      port,
      method,
      path: target,
      agent: false,
      ...(from !== undefined && { localAddress: from }),
      headers: {
        ...(body !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
        // Any version: attacks that are about versions send their own.
        ...(method === 'PATCH' && { 'if-match': '*' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: headersOf(response.headers), text, bytes, body: parsed(text) as never });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and answers all that comes back until the server closes. */
export function send(origin: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    // A server that has answered and left may reset what was still on its way.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

function headersOf(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    for (const each of [value ?? ''].flat()) headers.append(name, each);
  }
  return headers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
