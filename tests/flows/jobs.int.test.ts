/** Jobs: chosen once, previewed by their own rules, done once each, stopped, tried again, and guarded by the database. */
import { randomUUID } from 'node:crypto';
import { unzipSync } from 'fflate';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { readInvoicePdf } from '../../functions/capabilities/invoices/pdf.ts';
import { createJob } from '../../functions/capabilities/jobs/create.ts';
import { deleteExpiredFiles } from '../../functions/capabilities/jobs/delete-expired.ts';
import { readJobDownload } from '../../functions/capabilities/jobs/download.ts';
import { type JobChoice, outcomeOf, previewJob } from '../../functions/capabilities/jobs/preview.ts';
import { retryJob } from '../../functions/capabilities/jobs/retry.ts';
import { stopJob } from '../../functions/capabilities/jobs/stop.ts';
import { pauseReminders } from '../../functions/capabilities/reminders/pause.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { buildStaff, payOffline } from '../support/clinic-builder.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const start = async (choice: JobChoice, expected?: number) =>
  (await createJob(clinic.app, choice, expected, clinic.clerk)).id;
const workOf = async (id: string) => {
  const [work] = await clinic.rows<{ id: string; state: string }>(
    `select id, state from outbox where topic = 'run_job' and subject_id = $1`,
    [id],
  );
  if (!work) throw new Error('The job has no work.');
  return work;
};
async function run(id: string): Promise<void> {
  await clinic.rows(`update outbox set due_at = now() where topic = 'run_job' and subject_id = $1`, [id]);
  await runWork(clinic.app, (await workOf(id)).id);
}
const jobOf = (id: string) => clinic.app.db.read.jobs.get(id);
const outcomes = async (id: string) =>
  (await clinic.app.db.read.jobs.items(id, undefined, { limit: 100 })).data.map(({ state, code }) => [
    state,
    code,
  ]);
const statuses = (ids: string[]) => Promise.all(ids.map(async (id) => (await clinic.invoice(id)).status));
const filterOf = (patientId: string) => {
  const { timeZone } = clinic.app.clinic;
  return { patientId, today: dayIn(timeZone, clinic.app.clock.now()), timeZone };
};

test('drafts are issued once each; what is refused says why, and the others go on', async () => {
  const drafts = [await clinic.draft(), await clinic.issued().then(({ id }) => id), await clinic.draft()];
  const choice = { action: 'issue', invoice_ids: drafts } as const;
  const preview = await previewJob(clinic.app, choice);
  const said = preview.map(({ refused }) => refused && outcomeOf(refused).code);
  expect(said).toEqual([undefined, expect.stringMatching(/draft|issued/), undefined]);
  const id = await start(choice, 3);
  await run(id);
  expect(await outcomes(id)).toEqual([
    ['done', null],
    ['failed', said[1]],
    ['done', null],
  ]);
  expect(await statuses(drafts)).toEqual(['issued', 'issued', 'issued']);
  expect(await jobOf(id)).toMatchObject({ state: 'finished', items: 3, done: 2, failed: 1, waiting: 0 });
  expect((await workOf(id)).state).toBe('done');
});

test('all that match a filter are chosen when the job begins, and a changed number is refused', async () => {
  const patientId = await clinic.patient();
  const first = await clinic.draft({ patientId });
  const choice = { action: 'issue', filter: filterOf(patientId) } as const;
  await expect(start(choice, 2)).rejects.toMatchObject({ code: 'selection_changed' });
  const id = await start(choice, 1);
  const later = await clinic.draft({ patientId });
  await run(id);
  expect(await statuses([first, later])).toEqual(['issued', 'draft']);
});

test('an invoice that is not there is refused at its place, and nothing is begun', async () => {
  const invoice_ids = [await clinic.draft(), randomUUID()];
  const refused = { fields: [{ path: 'invoice_ids.1', code: 'invoice_unknown' }] };
  await expect(start({ action: 'issue', invoice_ids })).rejects.toMatchObject(refused);
  await expect(previewJob(clinic.app, { action: 'issue', invoice_ids })).rejects.toMatchObject(refused);
});

test('two deliveries at the same time send each invoice once', async () => {
  const invoices = [await clinic.issued(), await clinic.issued(), await clinic.issued()].map(({ id }) => id);
  const id = await start({ action: 'send', invoice_ids: invoices });
  const { id: work } = await workOf(id);
  const again = async () => {
    await clinic.rows(`update outbox set due_at = now() where id = $1`, [work]);
    await runWork(clinic.app, work);
  };
  await Promise.all([again(), again(), again()]);
  await again();
  const [sent] = await clinic.rows(
    `select count(*)::int as messages, count(distinct invoice_id)::int as invoices from messages where invoice_id = any ($1)`,
    [invoices],
  );
  expect(sent).toEqual({ messages: 3, invoices: 3 });
  expect(await jobOf(id)).toMatchObject({ state: 'finished', done: 3 });
});

test('what waits is left when the job is stopped, and what failed is tried again', async () => {
  const [paused, other] = [await clinic.issued(), await clinic.issued()];
  await pauseReminders(clinic.app, paused.id, true, clinic.clerk);
  const choice: JobChoice = { action: 'remind', invoice_ids: [paused.id, other.id] };
  const preview = await previewJob(clinic.app, choice);
  expect(preview.map(({ refused }) => refused?.code)).toEqual(['reminder_refused', undefined]);
  const id = await start(choice);
  await run(id);
  expect(await outcomes(id)).toEqual([
    ['failed', 'reminder_refused'],
    ['done', null],
  ]);
  await expect(stopJob(clinic.app, id, clinic.clerk)).rejects.toMatchObject({ code: 'job_finished' });
  await pauseReminders(clinic.app, paused.id, false, clinic.clerk);
  await retryJob(clinic.app, id, clinic.clerk);
  expect(await jobOf(id)).toMatchObject({ state: 'running', waiting: 1, done: 1 });
  await run(id);
  expect(await jobOf(id)).toMatchObject({ state: 'finished', done: 2 });
  await expect(retryJob(clinic.app, id, clinic.clerk)).rejects.toMatchObject({ code: 'nothing_failed' });

  const stopped = await start(choice);
  await stopJob(clinic.app, stopped, clinic.clerk);
  await run(stopped);
  expect(await jobOf(stopped)).toMatchObject({ state: 'stopped', stopped: 2, done: 0 });
});

test('a job stays within what its starter may do', async () => {
  const leaver = await buildStaff(clinic.app, 'billing_clerk');
  const draft = await clinic.draft();
  const { id } = await createJob(clinic.app, { action: 'issue', invoice_ids: [draft] }, undefined, leaver);
  await clinic.app.db.read.staff.setDisabled(leaver.actor.id, new Date());
  await run(id);
  expect(await outcomes(id)).toEqual([['failed', 'rights_ended']]);
  expect(await statuses([draft])).toEqual(['draft']);
});

test('a draft that is deleted meanwhile has a row that says so', async () => {
  const draft = await clinic.draft();
  const id = await start({ action: 'issue', invoice_ids: [draft] });
  await clinic.app.db.transaction((tx) => tx.invoices.removeDraft(draft));
  await run(id);
  expect(await outcomes(id)).toEqual([['failed', 'invoice_unknown']]);
});

test('a limit of messages lets the job wait', async () => {
  const { id: invoice } = await clinic.issued();
  const id = await start({ action: 'send', invoice_ids: [invoice] });
  for (let spent = 0; spent < 500; spent++)
    await clinic.app.limits.take('messages_staff', clinic.clerk.actor.id);
  await run(id);
  expect(await jobOf(id)).toMatchObject({ state: 'running', waiting: 1, failed: 0 });
  await clinic.app.limits.restore('messages_staff', clinic.clerk.actor.id);
  await run(id);
  expect(await jobOf(id)).toMatchObject({ state: 'finished', done: 1 });
});

test('an archived invoice is refused by the preview as by the job', async () => {
  const { id: invoice } = await clinic.issued();
  await payOffline(clinic.app, clinic.clerk, invoice, 100_00);
  await clinic.rows(`update messages set state = 'sent', sent_at = now() where invoice_id = $1`, [invoice]);
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [invoice]);
  await archiveInvoice(clinic.app, invoice, bySystem('archive'));
  for (const [action, code] of [
    ['issue', 'invoice_not_draft'],
    ['send', 'invoice_archived'],
    ['remind', 'reminder_refused'],
  ] as const) {
    const choice = { action, invoice_ids: [invoice] };
    const [previewed] = await previewJob(clinic.app, choice);
    expect(previewed?.refused?.code, action).toBe(code);
    const id = await start(choice);
    await run(id);
    expect(await outcomes(id), action).toEqual([['failed', code]]);
  }
  const [left] = await clinic.rows('select 1 from patient_links where invoice_id = $1', [invoice]);
  expect(left).toBeUndefined();
});

describe('a job of PDFs', () => {
  const read = async (id: string, by = clinic.clerk) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of await readJobDownload(clinic.app, id, by)) pieces.push(piece);
    return unzipSync(new Uint8Array(Buffer.concat(pieces)));
  };

  test('has the documents of the invoices in one ZIP, for its starter and for admins', async () => {
    const [first, second] = [await clinic.issued(), await clinic.issued()];
    const draft = await clinic.draft();
    const choice: JobChoice = { action: 'download', invoice_ids: [first.id, draft, second.id] };
    const preview = await previewJob(clinic.app, choice);
    expect(preview.map(({ refused }) => refused?.code)).toEqual([undefined, 'invoice_not_issued', undefined]);
    const id = await start(choice);
    await expect(read(id)).rejects.toMatchObject({ code: 'job_running' });
    await run(id);
    expect((await outcomes(id)).map(([state]) => state)).toEqual(['done', 'failed', 'done']);
    const files = await read(id);
    expect(Object.keys(files)).toEqual([first, second].map((each) => `${each.invoice_number}.pdf`));
    const { bytes } = await readInvoicePdf(clinic.app, first.id);
    expect(Buffer.from(files[`${first.invoice_number}.pdf`] ?? []).equals(Buffer.from(bytes))).toBe(true);
    expect(Object.keys(await read(id, clinic.admin))).toHaveLength(2);
    const other = await buildStaff(clinic.app, 'billing_clerk');
    await expect(read(id, other)).rejects.toMatchObject({ code: 'job_of_another' });
  });

  test('leaves no words in storage, and is deleted after its time', async () => {
    const patientId = await clinic.patient({ name: 'Zora Sealed' });
    const { id: invoice } = await clinic.issued({ patientId });
    const id = await start({ action: 'download', invoice_ids: [invoice] });
    await run(id);
    const names: string[] = [];
    for await (const { name } of clinic.app.blobs.list('downloads/')) names.push(name);
    for (const name of names) {
      expect(Buffer.from((await clinic.app.blobs.get(name)) ?? []).toString('latin1')).not.toContain('%PDF');
    }
    const later = new Date(Date.now() + 49 * 3_600_000);
    clinic.at(later);
    await expect(read(id)).rejects.toMatchObject({ code: 'download_expired' });
    await deleteExpiredFiles(clinic.app);
    clinic.at(new Date());
    expect(Object.keys(await read(id))).toEqual(['left-out.txt']);
  });

  test('of another kind has nothing to download', async () => {
    const id = await start({ action: 'issue', invoice_ids: [await clinic.draft()] });
    await run(id);
    await expect(read(id)).rejects.toMatchObject({ code: 'job_without_files' });
  });
});

test('reminders that are switched off are refused in the preview', async () => {
  const { id } = await clinic.issued();
  await changeSettings(clinic.app, { reminders: { enabled: false } }, undefined, clinic.admin);
  const [first] = await previewJob(clinic.app, { action: 'remind', invoice_ids: [id] });
  await changeSettings(clinic.app, { reminders: { enabled: true } }, undefined, clinic.admin);
  expect(first?.refused?.message).toBe('Reminders are switched off in the settings.');
});

describe('the database refuses', () => {
  let app: pg.Client;
  let job: string;
  beforeAll(async () => {
    app = new pg.Client({ connectionString: clinic.database.appUrl });
    await app.connect();
    const invoices = [await clinic.draft(), (await clinic.issued()).id];
    job = await start({ action: 'issue', invoice_ids: invoices });
    await run(job);
  });
  afterAll(() => app.end());

  test.each([
    [
      'to undo what is done',
      `update job_items set state = 'waiting', settled_at = null where job_id = $1 and state = 'done'`,
    ],
    [
      'to call done what failed',
      `update job_items set state = 'done', code = null, reason = null where job_id = $1 and state = 'failed'`,
    ],
    [
      'an outcome without its time',
      `update job_items set state = 'waiting', code = null, reason = null where job_id = $1 and state = 'failed'`,
    ],
    ['a failure without a reason', `update job_items set code = null where job_id = $1 and state = 'failed'`],
    [
      'another invoice',
      `update job_items set invoice_id = (select id from invoices limit 1) where job_id = $1`,
    ],
    ['no invoice while there is one', `update job_items set invoice_id = null where job_id = $1`],
    [
      'a later item',
      `insert into job_items (job_id, position, invoice_id) select $1, 9, id from invoices where status = 'paid' or true limit 1`,
    ],
    ['to delete an item', 'delete from job_items where job_id = $1'],
    ['another action', `update jobs set action = 'send' where id = $1`],
    ['to delete a job', 'delete from jobs where id = $1'],
  ])('%s, to the application and to the owner', async (_, sql) => {
    for (const client of [app, clinic.owner]) {
      await expect(client.query(sql, [job])).rejects.toMatchObject({
        code: expect.stringMatching(/^(23001|23514|23505|42501)$/),
      });
    }
  });

  test('a job that began as stopped, to the owner too', async () => {
    const sql = `insert into jobs (id, action, notify, staff_id, created_at, stopped_at, stopped_by)
      values ($1, 'send', true, $2, now(), now(), $2)`;
    await expect(clinic.owner.query(sql, [randomUUID(), clinic.clerk.actor.id])).rejects.toMatchObject({
      code: '23001',
    });
  });
});
