/** Work that kills the process, and messages that are none: they end in a list with a reason, and everything else goes on. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { QueueServiceClient } from '@azure/storage-queue';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUEUES } from '../../functions/contracts/queues.ts';
import { emulatorControl } from '../../infra/local/emulator-control.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { until } from '../../infra/processes/time.ts';
import { type Desk, openDesk } from '../proofs/crash/clinic.ts';

const directory = mkdtempSync(join(tmpdir(), 'clinic-poison-'));
const crashFile = join(directory, 'crash-at');
const ALERTS = join(import.meta.dirname, '..', '..', 'infra', 'operate', 'alerts.ts');
const LIMIT_MS = 120_000;

let system: System;
let desk: Desk;
let owner: pg.Pool;

beforeAll(async () => {
  system = await startSystem({
    directory,
    ports: { api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0, web: 0 },
    only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'],
    demo: false,
    chosen: {
      CRASH_FILE: crashFile,
      // A failed message is tried again at once, so that the tests need not wait for it.
      AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:00',
    },
    log: () => undefined,
  });
  desk = await openDesk(system.run);
  owner = new pg.Pool({ connectionString: system.run.databaseOwner ?? '', max: 2 });
  owner.on('error', () => undefined);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await system.stop();
  rmSync(directory, { recursive: true, force: true });
});

type DeadLetter = { id: string; kind: string; topic: string; last_error: string };
type Alert = { kind: string; id: string; reason: string };
const deadLetters = async () => (await desk.read<{ data: DeadLetter[] }>('work?limit=100')).data;
const alerts = async () => (await desk.read<{ data: Alert[] }>('alerts')).data;

/** Runs a timer now; the host may just be on its way back. */
const runTimer = async (name: string) => {
  await fetch(`${system.run.api}/admin/functions/${name}`, { method: 'POST', body: '{}' }).catch(
    () => undefined,
  );
};
/** The host is up for a while: one that dies at its start again and again is left down. */
const hasSettled = async () => {
  const status = await fetch(`${system.run.api}/admin/host/status`).catch(() => undefined);
  const { processUptime = 0 } = ((await status?.json().catch(() => undefined)) ?? {}) as {
    processUptime?: number;
  };
  return processUptime > 2000;
};
const inboxOf = async (address: string) =>
  (
    (await (await fetch(`${system.run.inbox}/api/messages?to=${encodeURIComponent(address)}`)).json()) as {
      data: unknown[];
    }
  ).data.length;
const crashes = () =>
  existsSync(`${crashFile}.hits`) ? readFileSync(`${crashFile}.hits`, 'utf8').trim().split('\n').length : 0;

async function invoice(key: string): Promise<string> {
  const { id: patientId } = await desk.patient(key);
  const { id } = await desk.draft(key, patientId, 10_000);
  await desk.issue(key, id);
  return id;
}

/** `npm run alerts` on this system. */
async function alertsTool(): Promise<{ code: number; said: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: system.run.database,
    AzureWebJobsStorage: system.run.storageConnection,
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [ALERTS], { env });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, said: stdout };
  }
}

test('a piece of work that kills the process each time is given up, listed with its reason, and done once redriven', async () => {
  writeFileSync(crashFile, 'mail.send:before crashing@patients.example');
  const crashing = await invoice('crashing');
  await invoice('before');
  await until('the crashing job is given up', LIMIT_MS, async () => {
    // Its rests are a minute and more: they are cut short, once the process has died of the attempt before.
    if (await hasSettled()) {
      await owner.query(
        `update outbox set due_at = now() where state = 'pending' and attempts <= $2 and subject_id in
           (select id::text from messages where invoice_id = $1)`,
        [crashing, crashes()],
      );
      await runTimer('work-sweep');
    }
    const { rowCount } = await owner.query(
      `select from outbox o join messages m on m.id::text = o.subject_id where m.invoice_id = $1 and o.state = 'dead'`,
      [crashing],
    );
    return rowCount === 1;
  });
  expect(crashes()).toBe(5);
  await invoice('after');
  for (const other of ['before', 'after']) {
    await until(
      `the mail to ${other}`,
      LIMIT_MS,
      async () => (await inboxOf(`${other}@patients.example`)) === 1,
    );
  }
  expect(await inboxOf('crashing@patients.example')).toBe(0);

  const [deadLetter] = await deadLetters();
  const reason = 'The process ended 5 times while this was done.';
  expect(deadLetter).toMatchObject({ kind: 'work', topic: 'send_message', last_error: reason });
  const printed = await alertsTool();
  expect(printed).toMatchObject({ code: 1, said: expect.stringContaining(`send_message: ${reason}`) });

  rmSync(crashFile);
  await desk.redrive('crashing', deadLetter?.id ?? '');
  await until('the mail', LIMIT_MS, async () => (await inboxOf('crashing@patients.example')) === 1);
  expect(await deadLetters()).toEqual([]);
  expect((await alerts()).filter(({ kind }) => kind === 'dead_letter')).toEqual([]);
}, 240_000);

test('an event that kills the process each time is set aside, and is applied once it is tried again', async () => {
  const id = await invoice('payer');
  const page = await desk.page('payer', id);
  writeFileSync(crashFile, `stripe.parseNotification:before ${page.stripe_checkout_session_id}`);
  await emulatorControl(system.run).pay(page.stripe_checkout_session_id, '4242424242424242');
  const events = async () =>
    (
      await owner.query<{ id: string; reason: string }>(
        `select id, reason from stripe_events where state = 'quarantined'`,
      )
    ).rows;
  await until('the event is set aside', LIMIT_MS, async () => {
    if (await hasSettled()) {
      await owner.query(
        `update outbox set due_at = now() where topic = 'apply_event' and state = 'pending' and due_at > now()`,
      );
      await runTimer('work-sweep');
    }
    return (await events()).length > 0;
  });
  const [event] = await events();
  expect(event?.reason).toBe('too_many_attempts: the process ended while it was applied');
  expect(await alerts()).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'quarantined_event', id: event?.id })]),
  );
  rmSync(crashFile);
  // What was being applied beside it died with it as often, and is set aside too.
  await until('every event is applied', LIMIT_MS, async () => {
    const aside = await events();
    for (const { id: eventId } of aside) await desk.replay(eventId, eventId);
    return aside.length === 0;
  });
  await until(
    'the payment',
    LIMIT_MS,
    async () => (await desk.read<{ status: string }>(`invoices/${id}`)).status === 'paid',
  );
  await until('the receipt', LIMIT_MS, async () => (await inboxOf('payer@patients.example')) === 2);
  const { rows } = await owner.query(`select from payments where invoice_id = $1 and status <> 'failed'`, [
    id,
  ]);
  expect(rows).toHaveLength(1);
}, 240_000);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const JUNK = [
  { what: 'is no base64', body: 'this is no base64 at all!', reason: 'It is not base64.' },
  {
    what: 'is base64 of nothing',
    body: base64('\u0000\u0001 what is this?'),
    reason: 'It is not a message of this queue.',
  },
  {
    what: 'is of another version',
    body: base64(JSON.stringify({ version: 9, event: { id: 'evt_1' }, request_id: 'x' })),
    reason: 'It is not a message of this queue.',
  },
  { what: 'has 64 KiB', body: base64('x'.repeat(49_152)), reason: 'It is not a message of this queue.' },
];

test('what is no message of its queue ends in the list, whole, and stops nothing', async () => {
  const service = QueueServiceClient.fromConnectionString(system.run.storageConnection);
  const names = Object.values(QUEUES);
  for (const name of names) {
    const queue = service.getQueueClient(name);
    await queue.createIfNotExists();
    for (const { body } of JUNK) await queue.sendMessage(body);
  }
  await invoice('beside-junk');
  await until('all of it in the list', LIMIT_MS, async () => {
    await runTimer('work-collect');
    return (await deadLetters()).length === names.length * JUNK.length;
  });
  const listed = (await deadLetters()).map(({ topic, last_error }) => `${topic}: ${last_error}`).sort();
  expect(listed).toEqual(names.flatMap((name) => JUNK.map(({ reason }) => `${name}: ${reason}`)).sort());
  const { rows } = await owner.query<{ body: string }>('select body from poison_messages where queue = $1', [
    QUEUES.work,
  ]);
  expect(rows.map(({ body }) => body).sort()).toEqual(JUNK.map(({ body }) => body).sort());
  await until('the mail', LIMIT_MS, async () => (await inboxOf('beside-junk@patients.example')) === 1);

  // Put back, it is as it was: junk, and comes again.
  const [first] = await deadLetters();
  await desk.redrive('junk', first?.id ?? '');
  await until('the junk that was put back', LIMIT_MS, async () => {
    await runTimer('work-collect');
    const now = await deadLetters();
    return now.length === names.length * JUNK.length && now.every(({ id }) => id !== first?.id);
  });
  for (const { id } of await deadLetters()) await desk.dismiss(id);
  expect(await deadLetters()).toEqual([]);
  await until('nothing that needs anybody', LIMIT_MS, async () => (await alerts()).length === 0);
  expect(await alertsTool()).toEqual({ code: 0, said: 'Nothing needs anybody.\n' });
}, 240_000);
