/** Tests the answers against the world before anything is written: files, ports, mail, Stripe, texts, storage. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import nodemailer from 'nodemailer';
import { createBlobs } from '../../functions/edges/blobs/storage-blobs.ts';
import { readCertificate } from '../local/web/certificate.ts';
import type { Answers, Problem } from './answers.ts';
import { certificateFiles, listening } from './layout.ts';
import { requireServer } from './own-server.ts';
import { requireOwnFolder } from './ownership.ts';
import { settingsPath } from './settings-file.ts';

const PATIENCE_MS = 10_000;

export type ProbeInput = { home: string; data: string; answers: Answers };

/** Runs every test; answers all problems, each with the name of the field that can be changed. */
export async function probe(input: ProbeInput): Promise<Problem[]> {
  const { answers } = input;
  const tests: [field: string, run: () => Promise<void> | void][] = [
    ...(existsSync(settingsPath(input.home)) ? [] : ownFolders(input)),
    ['data', () => requireWritable(input.data)],
    ['certificate', () => requireCertificate(input)],
    ...(answers.backup_folder ? [['backup_folder', backupFolder(answers.backup_folder)] as const] : []),
    ...portsOf(answers).map(({ field, port, address }) => [field, () => requireFree(port, address)] as const),
    ...databaseTest(answers),
    ...(['storage_connection', 'backup_storage'] as const).flatMap((field) => {
      const connection = answers[field];
      return connection === undefined ? [] : [[field, () => requireStorage(connection)] as const];
    }),
    ['smtp_url', () => requireMail(answers)],
    ...(answers.stripe === 'account' ? [['stripe_secret_key', () => requireStripe(answers)] as const] : []),
    ...(answers.twilio_account_sid ? [['twilio_account_sid', () => requireTwilio(answers)] as const] : []),
  ].map(([field, run]) => [field, run] as [string, () => Promise<void> | void]);
  const problems = await Promise.all(
    tests.map(async ([field, run]): Promise<Problem[]> => {
      try {
        await run();
        return [];
      } catch (error) {
        return [{ field, problem: messageOf(error) }];
      }
    }),
  );
  return problems.flat();
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** A later setup has the administrator's address without the password; the roles are tested instead. */
function databaseTest({ database, database_admin_url: url }: Answers): [string, () => Promise<void>][] {
  if (database === 'embedded' || url === undefined || new URL(url).password === '') return [];
  return [['database_admin_url', () => requireServer(url)]];
}

/** At the first setup: what others keep in a folder would be closed to them. */
const ownFolders = ({ home, data }: ProbeInput): [string, () => void][] => [
  ['home', () => requireOwnFolder(home)],
  ['data', () => requireOwnFolder(data)],
];

const backupFolder = (folder: string) => (): void => requireWritable(folder);

/** Leaves nothing behind: folders that are made for the test are removed again. */
export function requireWritable(folder: string): void {
  const made = firstMissing(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `.${randomUUID()}`);
    writeFileSync(file, 'x');
    rmSync(file);
  } catch (error) {
    throw new Error(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

function firstMissing(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return undefined;
  return firstMissing(dirname(folder)) ?? folder;
}

function requireCertificate({ home, answers }: ProbeInput): void {
  if (answers.tls !== 'files') return;
  const files = certificateFiles(home, answers);
  if (files !== undefined) readCertificate(files);
}

type PortUse = { field: string; port: number; address: string };

/** Every port that the server listens on. */
export function portsOf(answers: Answers): PortUse[] {
  const { address, port, redirectPort } = listening(answers);
  const inside = '127.0.0.1';
  return [
    { field: 'port', port, address },
    ...(redirectPort === undefined ? [] : [{ field: 'http_port', port: redirectPort, address }]),
    { field: 'api_port', port: answers.api_port, address: inside },
    ...(answers.database === 'embedded'
      ? [{ field: 'database_port', port: answers.database_port, address: inside }]
      : []),
    ...(answers.storage === 'local'
      ? [
          { field: 'storage_port', port: answers.storage_port, address: inside },
          { field: 'queue_port', port: answers.queue_port, address: inside },
        ]
      : []),
    ...(answers.metrics_port === 0
      ? []
      : [{ field: 'metrics_port', port: answers.metrics_port, address: inside }]),
    ...(answers.stripe === 'emulator'
      ? [{ field: 'stripe_port', port: answers.stripe_port, address: inside }]
      : []),
  ];
}

/** Throws when another program listens there, or the address is not one of this machine. */
export function requireFree(port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A low port is the service's to open, which the unit allows it; whoever runs the setup may lack the right.
      if (error.code === 'EACCES') return resolve();
      const why =
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`;
      reject(new Error(`port ${port} of ${address} ${why}`));
    });
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve()));
  });
}

async function requireStorage(connection: string): Promise<void> {
  const name = `setup/${randomUUID()}`;
  try {
    const blobs = createBlobs(connection, 'clinic-setup');
    await blobs.put(name, Buffer.from('setup'));
    if ((await blobs.get(name))?.toString() !== 'setup') throw new Error('what was written is not read back');
    await blobs.remove(name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Error(`the storage account does not take and give back a test file${code}`);
  }
}

/** Signs in to the mail server, and sends the test message when someone is to get it. */
export async function requireMail(answers: Answers): Promise<void> {
  const transport = nodemailer.createTransport({
    url: answers.smtp_url,
    requireTLS: answers.mode === 'production',
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.verify();
    if (answers.mail_test_to === undefined) return;
    await transport.sendMail({
      from: answers.mail_from,
      to: answers.mail_test_to,
      subject: 'Test message of Clinic Billing',
      text: 'The setup of Clinic Billing sent this message to test the mail server. Nothing needs to be done.',
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Error(`the mail server does not accept a message with these settings${code}`);
  } finally {
    transport.close();
  }
}

/** `base` is Stripe's address; tests name their own. */
export async function requireStripe(answers: Answers, base = 'https://api.stripe.com'): Promise<void> {
  const { stripe_secret_key: key = '', mode } = answers;
  const isLive = /^(sk|rk)_live_/.test(key);
  if (!/^(sk|rk)_(live|test)_/.test(key))
    throw new Error('must begin with sk_live_, rk_live_, sk_test_ or rk_test_');
  if (mode === 'production' && !isLive) throw new Error('must be a live key in production');
  if (mode === 'trial' && isLive) throw new Error('must be a test key in a trial');
  const answer = await reached('Stripe', () =>
    fetch(`${base}/v1/balance_transactions?limit=1`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }),
  );
  if (answer.status === 401) throw new Error('is refused by Stripe: it is mistyped or was revoked');
  if (answer.status === 403) throw new Error('lacks the permission Balance transactions: Read');
  if (!answer.ok) throw new Error(`could not be tested: Stripe answered ${answer.status}`);
}

/** `base` is Twilio's address; tests name their own. */
export async function requireTwilio(answers: Answers, base = 'https://api.twilio.com'): Promise<void> {
  const { twilio_account_sid: sid = '', twilio_auth_token: token = '' } = answers;
  const answer = await reached('Twilio', () =>
    fetch(`${base}/2010-04-01/Accounts/${encodeURIComponent(sid)}.json`, {
      headers: { authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }),
  );
  if (!answer.ok) throw new Error(`is refused by Twilio with this twilio_auth_token (${answer.status})`);
}

async function reached(who: string, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch {
    throw new Error(`could not be tested: ${who} is not reachable from this machine`);
  }
}
