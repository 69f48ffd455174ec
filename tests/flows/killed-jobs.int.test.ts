/** Jobs that are killed half-way, by a real SIGKILL at a named point: the next run ends what they began, and does nothing twice. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readArchivedInvoice } from '../../functions/capabilities/archives/read.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { createJob } from '../../functions/capabilities/jobs/create.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { type Inbox, startInbox } from '../../infra/local/inbox/server.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { JOBS, type Job } from '../support/jobs.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const CHILD = join(import.meta.dirname, '..', 'support', 'dying-job.ts');
/** The work of these jobs; payment pages, which Stripe would open, wait elsewhere. */
const OURS = ['remind', 'send_message', 'archive', 'run_job'];
let folder: string;
let inbox: Inbox;
let clinic: TestClinic;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-jobs-'));
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account: { sid: 'AC1', token: 'secret' } });
  clinic = await openClinic({ settings: { SMTP_URL: inbox.smtpUrl } });
});
afterAll(async () => {
  await clinic.close();
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the job in a process that dies at the point, and lets a minute pass, so that its leases have ended. */
async function kill(job: Job, point: string, now: string): Promise<void> {
  const crashFile = join(folder, 'crash-at');
  await clinic.rows(`update outbox set due_at = now() + interval '1 day' where topic <> all ($1)`, [OURS]);
  writeFileSync(crashFile, point);
  const child = fork(CHILD, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: {
      ...testSettings({ appUrl: clinic.database.appUrl, storage: inject('storage') }),
      SMTP_URL: inbox.smtpUrl,
      LOG_LEVEL: 'silent',
      CRASH_FILE: crashFile,
      JOB: job,
      NOW: now,
    },
  });
  const [, signal] = await once(child, 'exit');
  expect({ signal, reached: !existsSync(crashFile) }).toEqual({ signal: 'SIGKILL', reached: true });
  await clinic.rows(`update outbox set due_at = now() where state = 'pending' and topic = any ($1)`, [OURS]);
}

/** The next night's run, whole. */
async function run(job: Job, now: string): Promise<void> {
  clinic.at(new Date(now));
  await JOBS[job](clinic.app);
}

const count = async (sql: string, values: unknown[]) =>
  (await clinic.rows<{ count: number }>(`select count(*)::int as count from ${sql}`, values))[0]?.count;

describe('the sweep of overdue invoices', () => {
  const NIGHT = '2027-01-05T17:00:00Z';
  test.each(['commit:before', 'commit:after'])('killed at %s', async (point) => {
    const invoices = [await clinic.issued(), await clinic.issued()];
    await kill('overdue', point, NIGHT);
    await run('overdue', NIGHT);
    await run('overdue', NIGHT);
    for (const { id } of invoices) {
      const [marked] = await clinic.rows('select overdue_since from invoices where id = $1', [id]);
      expect(marked).toEqual({ overdue_since: '2027-01-01' });
      expect(await count(`audit_logs where action = 'mark_overdue' and target_id = $1`, [id])).toBe(1);
    }
  });
});

describe('a reminder', () => {
  const NOON = '2027-03-17T17:00:00Z';
  test.each([
    'outbox.add:before',
    'outbox.add:after',
    'outbox.claim:after',
    'commit:before',
    'commit:after',
    'mail.send:before',
    'mail.send:after',
    'outbox.done:before',
    'outbox.done:after',
  ])('killed at %s is sent once', async (point) => {
    inbox.store.clear();
    const { id } = await clinic.issued({ dueOn: '2027-03-20' });
    await kill('reminders', point, NOON);
    await run('reminders', NOON);
    await run('reminders', NOON);
    const messages = await clinic.rows(
      `select state from messages where kind = 'reminder' and invoice_id = $1`,
      [id],
    );
    expect(messages).toEqual([{ state: 'sent' }]);
    expect(inbox.store.list()).toHaveLength(1);
  });
});

describe('a job of many invoices', () => {
  const NOON = '2027-03-17T17:00:00Z';
  test.each([
    'outbox.claim:after',
    'commit:before',
    'commit:after',
    'outbox.done:before',
    'mail.send:before',
  ])('killed at %s sends each once', async (point) => {
    inbox.store.clear();
    const ids = [await clinic.issued(), await clinic.issued(), await clinic.issued()].map(({ id }) => id);
    const { id } = await createJob(clinic.app, { action: 'send', invoice_ids: ids }, undefined, clinic.clerk);
    await kill('sending', point, NOON);
    await run('sending', NOON);
    await run('sending', NOON);
    expect(await clinic.app.db.read.jobs.get(id)).toMatchObject({ state: 'finished', items: 3, done: 3 });
    const messages = await clinic.rows('select state from messages where invoice_id = any ($1)', [ids]);
    expect(messages).toEqual(ids.map(() => ({ state: 'sent' })));
    expect(inbox.store.list()).toHaveLength(3);
  });
});

describe('the late fees', () => {
  // By day: none is charged in the quiet hours.
  const BY_DAY = '2027-02-10T17:00:00Z';
  beforeAll(async () => {
    const late_fee = {
      enabled: true,
      kind: 'fixed',
      amount_cents: 5_00,
      grace_days: 14,
      every_days: 30,
    } as const;
    await changeSettings(clinic.app, { late_fee }, undefined, clinic.admin);
  });
  afterAll(async () => {
    await changeSettings(clinic.app, { late_fee: { enabled: false } }, undefined, clinic.admin);
  });

  test.each(['commit:before', 'commit:after', 'stripe.openCheckout:before', 'queues.enqueueWork:before'])(
    'killed at %s are charged once',
    async (point) => {
      const { id } = await clinic.issued();
      await kill('late fees', point, BY_DAY);
      await run('late fees', BY_DAY);
      await run('late fees', BY_DAY);
      const fees = await clinic.rows(
        `select f.period, i.status from late_fees f join invoices i on i.id = f.fee_invoice_id where f.invoice_id = $1`,
        [id],
      );
      expect(fees).toEqual([{ period: 1, status: 'issued' }]);
      expect(await count(`invoices where status = 'draft'`, [])).toBe(0);
    },
  );
});

describe('the archive', () => {
  const LATER = '2029-03-01T12:00:00Z';
  /** Sent and paid, with its receipt sent; no job is left. */
  async function paid(): Promise<string> {
    clinic.at(new Date());
    const id = await clinic.draft();
    await issueInvoice(clinic.app, { id, notify: ['email'] }, clinic.clerk);
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).intentSucceeded);
    await clinic.rows(
      `update messages set state = 'sent', sent_at = now() where invoice_id = $1 and state = 'pending'`,
      [id],
    );
    await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
    return id;
  }

  test.each([
    'outbox.add:after',
    'outbox.claim:after',
    'blobs.put:before',
    'blobs.put:after',
    'blobs.get:before',
    'commit:before',
    'commit:after',
    'outbox.done:before',
  ])('killed at %s takes the invoice once, whole', async (point) => {
    const id = await paid();
    const { items } = await clinic.invoice(id);
    await kill('archive', point, LATER);
    await run('archive', LATER);
    await run('archive', LATER);
    expect(await count(`archives where invoice_id = $1 and state = 'archived'`, [id])).toBe(1);
    for (const table of ['invoice_items', 'messages', 'patient_links']) {
      expect(await count(`${table} where invoice_id = $1`, [id])).toBe(0);
    }
    expect(await readArchivedInvoice(clinic.app, id)).toMatchObject({ problem: null, items });
    expect(await count(`audit_logs where action = 'archive_invoice' and target_id = $1`, [id])).toBe(1);
  });
});

describe('the backup', () => {
  test.each(['backups.make:before', 'backups.make:after'])(
    'killed at %s is made by the next run',
    async (point) => {
      const [night, next] = point.endsWith('before')
        ? ['2027-05-01T08:10:00Z', '2027-05-02T08:10:00Z']
        : ['2027-05-03T08:10:00Z', '2027-05-04T08:10:00Z'];
      await kill('backup', point, night);
      await run('backup', next);
      const name = next.replace(/[-:]/g, '');
      const made = await clinic.app.backups.list();
      expect(made.filter((each) => each.name === name)).toMatchObject([{ name, complete: true }]);
      expect(await count(`audit_logs where action = 'make_backup' and target_id = $1`, [name])).toBe(1);
    },
  );
});
