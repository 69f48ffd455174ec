/** Retention: nothing goes that is younger than its rule, on hold, or part of the books. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { readInvoicePdf } from '../../functions/capabilities/invoices/pdf.ts';
import { createAccountLink } from '../../functions/capabilities/patients/account-link.ts';
import { erasePatient } from '../../functions/capabilities/patients/erase.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { purgeRecords } from '../../functions/capabilities/retention/purge.ts';
import { reportRetention } from '../../functions/capabilities/retention/report.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const by = bySystem('retention');
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** A paid invoice whose messages were sent so many years ago. */
async function paidWithMessages(years: number): Promise<{ id: string; patientId: string }> {
  const patientId = await clinic.patient();
  const id = await clinic.draft({ patientId });
  await issueInvoice(clinic.app, { id, notify: ['email'] }, clinic.clerk);
  await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed);
  await clinic.rows(
    `update messages set state = 'sent', sent_at = now(), created_at = now() - make_interval(years => $2::int)
       - interval '1 day' where invoice_id = $1`,
    [id, years],
  );
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
  return { id, patientId };
}
const messagesOf = async (id: string) =>
  (await clinic.rows('select 1 from messages where invoice_id = $1', [id])).length;
const classReport = async (name: string) =>
  (await reportRetention(clinic.app)).find((each) => each.class === name);
const rules = (retention: object) => changeSettings(clinic.app, { retention }, undefined, clinic.admin);
const books = () =>
  clinic.rows(
    `select (select count(*) from invoices) as invoices, (select count(*) from ledger_entries) as entries,
       (select count(*) from payments) as payments, (select count(*) from document_numbers) as numbers,
       (select count(*) from stripe_events) as events`,
  );

test('without a saved rule nothing can be purged, whatever else was saved', async () => {
  await changeSettings(clinic.app, { security: { session_idle_minutes: 20 } }, undefined, clinic.admin);
  await expect(purgeRecords(clinic.app, 'messages', by)).rejects.toThrow('no rule lets messages go');
});

test('what is older than its rule goes, what is younger or on hold stays, and the report says so before', async () => {
  const [old, young, held] = [
    await paidWithMessages(7),
    await paidWithMessages(6),
    await paidWithMessages(9),
  ];
  await rules({ hold_patients: [held.patientId] });
  const before = await books();
  expect(await classReport('messages')).toMatchObject({ due: 2, held: 2, years: 7 });
  expect(await purgeRecords(clinic.app, 'messages', by)).toBe(2);
  expect(await Promise.all([old, young, held].map(({ id }) => messagesOf(id)))).toEqual([0, 2, 2]);
  expect(await classReport('messages')).toMatchObject({ due: 0, held: 2 });
  expect(await books()).toEqual(before);
  const [audit] = await clinic.rows(
    `select target_id, details from audit_logs where action = 'purge_records' order by sequence desc limit 1`,
  );
  expect(audit).toMatchObject({ target_id: 'messages', details: { count: 2 } });
});

test('a message with the link of an account goes by its age, whatever the patient owes', async () => {
  const patientId = await clinic.patient();
  await clinic.issued({ patientId });
  await createAccountLink(clinic.app, { patientId, channels: ['email'] }, clinic.clerk);
  await clinic.rows(
    `update messages set state = 'sent', sent_at = now(), created_at = now() - interval '8 years' where patient_id = $1`,
    [patientId],
  );
  expect(await purgeRecords(clinic.app, 'messages', by)).toBe(1);
  expect(await clinic.rows('select from messages where patient_id = $1', [patientId])).toEqual([]);
});

test('while everything is on hold, nothing goes', async () => {
  const { id } = await paidWithMessages(20);
  await rules({ hold_everything: true });
  expect(await classReport('messages')).toMatchObject({ due: 0, why: 'Everything is on legal hold.' });
  await expect(purgeRecords(clinic.app, 'messages', by)).rejects.toThrow('on legal hold');
  expect(await messagesOf(id)).toBe(2);
  await rules({ hold_everything: false });
});

test('the details of an archived invoice go with their bundle, and the books still hold the invoice', async () => {
  const { id } = await paidWithMessages(1);
  await archiveInvoice(clinic.app, id, by);
  const archive = await clinic.app.db.read.archives.live(id);
  await rules({ years: { invoice_details: 10 } });
  expect(await purgeRecords(clinic.app, 'invoice_details', by)).toBe(0);
  // Ten years pass: only a superuser of time can do this to a row that is guarded.
  await clinic.rows('alter table archives disable trigger archives_guard');
  await clinic.rows(`update archives set archived_at = now() - interval '11 years' where invoice_id = $1`, [
    id,
  ]);
  await clinic.rows('alter table archives enable trigger archives_guard');
  const before = await books();
  const away = {
    ...clinic.app,
    blobs: { ...clinic.app.blobs, remove: () => Promise.reject(new Error('storage is away')) },
  };
  await expect(purgeRecords(away, 'invoice_details', by)).rejects.toThrow('storage is away');
  expect(await purgeRecords(clinic.app, 'invoice_details', by)).toBe(0);
  expect(await clinic.app.blobs.get(archive?.blob ?? '')).toBeUndefined();
  expect(await books()).toEqual(before);
  expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', total_amount_cents: 100_00 });
  await expect(readInvoicePdf(clinic.app, id)).rejects.toMatchObject({ code: 'bundle_unreadable' });
});

/** A patient who paid once, so many years ago. */
async function quietSince(years: number): Promise<string> {
  clinic.at(new Date(Date.now() - (years * 365.25 + 1) * 86_400_000));
  const patientId = await clinic.patient();
  const { id } = await clinic.issued({ patientId, dueOn: '2030-01-01' });
  await recordPayment(
    clinic.app,
    { invoiceId: id, amountCents: 100_00, method: 'cash', receivedOn: undefined, reference: null },
    clinic.admin,
  );
  clinic.at(new Date());
  return patientId;
}
const erased = async (...ids: string[]) =>
  Promise.all(ids.map(async (id) => (await clinic.app.db.read.patients.get(id))?.erased_at !== null));

test('patients are erased when the years are over since they last paid, and no one before or on hold', async () => {
  const [old, young, held] = [await quietSince(9), await quietSince(7), await quietSince(20)];
  await rules({ years: { patient_records: 8 }, hold_patients: [held] });
  expect(await classReport('patient_records')).toMatchObject({ due: 1, held: 1, years: 8 });
  expect(await purgeRecords(clinic.app, 'patient_records', by)).toBe(1);
  expect(await erased(old, young, held)).toEqual([true, false, false]);
  expect(await purgeRecords(clinic.app, 'patient_records', by)).toBe(0);
  await rules({ years: { patient_records: null } });
  await expect(purgeRecords(clinic.app, 'patient_records', by)).rejects.toThrow('no rule lets');
  await expect(erasePatient(clinic.app, young, undefined, clinic.admin)).rejects.toMatchObject({
    code: 'retention_not_over',
  });
  await expect(erasePatient(clinic.app, held, 'a court order', clinic.admin)).rejects.toMatchObject({
    code: 'on_hold',
  });
});

test('changing one rule leaves the others as they were set', async () => {
  await rules({ years: { work: 4 } });
  await rules({ years: { sessions: 3 }, hold_patients: [] });
  const { retention } = await clinic.app.db.read.settings.get();
  expect(retention.years).toMatchObject({ work: 4, sessions: 3, patient_records: null });
});

test('the owner of the database cannot delete what is younger than its rule or on hold either', async () => {
  const { id, patientId } = await paidWithMessages(6);
  const [old, oldest] = [await paidWithMessages(8), await quietSince(30)];
  await rules({ years: { messages: 7, patient_records: 7 }, hold_patients: [old.patientId, oldest] });
  const as = (sql: string, values: unknown[]) => expect(clinic.rows(sql, values)).rejects;
  await as('delete from messages where invoice_id = $1', [id]).toThrow('younger than its rule');
  await as('delete from messages where invoice_id = $1', [old.id]).toThrow('on legal hold');
  await as('delete from outbox', []).toThrow('younger than its rule');
  for (const table of ['messages', 'sessions', 'outbox', 'idempotency_keys']) {
    await as(`truncate ${table} cascade`, []).toThrow('is refused');
  }
  const erasing = `update patients set data_key = null, email = null where id = $1`;
  await as(erasing, [patientId]).toThrow('younger than their rule');
  await as(erasing, [oldest]).toThrow('on legal hold');
  expect(await erased(patientId, oldest)).toEqual([false, false]);
  await rules({ hold_patients: [] });
  await clinic.rows('delete from messages where invoice_id = $1', [old.id]);
  await erasePatient(clinic.app, patientId, 'the patient insists', clinic.admin);
  expect(await erased(patientId)).toEqual([true]);
});

test('the application cannot delete past the rules', async () => {
  const { app } = clinic;
  for (const name of ['audit_logs', 'ledger_entries', 'invoices'] as const) {
    await expect(app.db.read.retention.purge(name as never, 10)).rejects.toThrow('no rule lets');
  }
  await withClient(clinic.database.appUrl, async (session) => {
    await expect(session.query('delete from messages')).rejects.toThrow('permission denied');
    await expect(session.query('delete from sessions')).rejects.toThrow('permission denied');
    await expect(session.query(`update archives set purged_at = now()`)).rejects.toThrow('permission denied');
  });
});
