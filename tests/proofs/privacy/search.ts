/** Looking into every place that a running system writes to, as someone would who got hold of it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import pg from 'pg';
import type { Run } from '../../../infra/local/system.ts';
import type { Place, Seen } from './markers.ts';

type Message = { kind: 'email' | 'sms'; to: string[]; subject: string; text: string; html: string | null };

/**
 * Everything that can be read without any key of ours.
 *
 * @param staff the addresses of the members of staff, whose mail is a place of its own
 */
export async function lookEverywhere(run: Run, staff: readonly string[] = []): Promise<Seen[]> {
  return [
    ...(await requestsToStripe(run)),
    // What Stripe knows.
    ...files(join(run.directory, 'stripe'), 'stripe'),
    ...(await messages(run, staff)),
    ...(await queues(run)),
    ...(await tables(run)),
    ...files(join(run.directory, 'logs'), 'logs'),
    // The files of storage and database as they lie on the disk, with what was deleted and the write-ahead log.
    ...files(join(run.directory, 'azurite'), 'storage'),
    ...files(join(run.directory, 'postgres'), 'database-files'),
  ];
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** What we sent to Stripe since its stand-in started: it keeps that in memory only. */
export async function requestsToStripe(run: Run): Promise<Seen[]> {
  const { requests } = await json<{
    requests: { method: string; path: string; query: string; body: string }[];
  }>(`${run.stripe}/_control/requests`);
  return requests.map((request): Seen => {
    const text = `${request.path} ${decodeURIComponent(request.query.replaceAll('+', ' '))} ${decodeURIComponent(request.body.replaceAll('+', ' '))}`;
    return { place: 'stripe', where: `${request.method} ${request.path}`, text };
  });
}

async function messages(run: Run, staff: readonly string[]): Promise<Seen[]> {
  const { data } = await json<{ data: Message[] }>(`${run.inbox}/api/messages`);
  return data.flatMap((message) => seenInMessage(message, staff));
}

/** What someone sees who reads a message: whom it goes to, and what it says. */
export function seenInMessage(message: Message, staff: readonly string[]): Seen[] {
  const toStaff = message.to.every((address) => staff.includes(address));
  const mail = toStaff ? 'staff-mail' : 'mail';
  const email = message.kind === 'email';
  const where = `“${message.subject || message.text.slice(0, 40)}”`;
  const text = `${message.subject}\n${message.text}\n${message.html ?? ''}`;
  return [
    { place: email ? `${mail}-address` : 'sms-number', where, text: message.to.join(' ') },
    { place: email ? `${mail}-text` : 'sms-text', where, text },
  ];
}

/** What waits in the queues, the poison queues among them. */
async function queues(run: Run): Promise<Seen[]> {
  const service = QueueServiceClient.fromConnectionString(run.storageConnection);
  const seen: Seen[] = [];
  for await (const { name } of service.listQueues()) {
    const { peekedMessageItems } = await service.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    for (const { messageText } of peekedMessageItems) {
      seen.push({
        place: 'storage',
        where: `queue ${name}`,
        text: Buffer.from(messageText, 'base64').toString('utf8'),
      });
    }
  }
  return seen;
}

/** The dump: every row of every table, bytes as the text that they would be. */
async function tables(run: Run): Promise<Seen[]> {
  const database = new pg.Client({ connectionString: run.databaseOwner ?? run.database });
  await database.connect();
  try {
    const { rows } = await database.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const seen: Seen[] = [];
    for (const { name } of rows) {
      const table = await database.query<Record<string, unknown>>(`select * from ${name}`);
      for (const row of table.rows) {
        for (const [column, value] of Object.entries(row)) {
          seen.push({ place: 'database', where: `${name}.${column}`, text: textOf(value) });
        }
      }
    }
    return seen;
  } finally {
    await database.end();
  }
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function files(folder: string, place: Place): Seen[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ place, where: relative(folder, path), text: readFileSync(path, 'latin1') }));
}
