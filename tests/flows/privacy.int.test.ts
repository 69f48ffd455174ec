/** What is personal is ciphertext under the patient's key: erased with it, exported with it, found without it. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealAudit } from '../../functions/capabilities/audit/seal.ts';
import { erasePatient } from '../../functions/capabilities/patients/erase.ts';
import { exportPatient } from '../../functions/capabilities/patients/export.ts';
import { agreeOnPaymentPlan } from '../../functions/capabilities/patients/payment-plan.ts';
import { acceptPaymentPlan } from '../../functions/capabilities/payment-plans/accept.ts';
import { day } from '../../functions/domain/calendar.ts';
import { ZERO } from '../../functions/domain/money.ts';
import { exportLines } from '../../infra/operate/audit-export.ts';
import { createVerifier, type Line } from '../../infra/operate/audit-verify.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ settings: { CLINIC_ID: 'clinic' } });
});
afterAll(() => clinic.close());

/** A patient full of words that stand nowhere else, with a paid invoice and everything that Stripe said of it. */
async function treated() {
  const word = () => `marker-${randomBytes(6).toString('hex')}`;
  const words = {
    name: word(),
    email: `${word()}@x.example`,
    note: word(),
    draft: word(),
    stripe: `${word()}@stripe.example`,
  };
  const patientId = await clinic.patient({
    name: words.name,
    email: words.email,
    phone: '+15550123987',
    dob: '1971-02-03',
    metadata: { allergy: words.note },
  });
  const invoice = await clinic.issued({ patientId, notes: words.note, lines: [line(90_00)] });
  await clinic.draft({ patientId, notes: words.draft });
  const events = paymentEvents({ invoiceId: invoice.id, amountCents: 90_00 });
  const data = { object: { ...events.completed.data.object, customer_details: { email: words.stripe } } };
  await clinic.receive({ ...events.completed, data } as typeof events.completed);
  await clinic.receive(events.intentSucceeded);
  await clinic.receive(events.chargeSucceeded);
  return { patientId, invoice, words, intent: events.paymentIntentId };
}

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables = await clinic.rows<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public'`,
  );
  const texts = await Promise.all(
    tables.map(async ({ tablename }) =>
      JSON.stringify(await clinic.rows(`select * from ${tablename}`), plain),
    ),
  );
  return texts.join('\n');
}

/** Bytes as the text that they would be, were they not encrypted. */
const plain = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
    ? Buffer.from(value.data as number[]).toString('utf8')
    : value;

describe('a patient who is erased', () => {
  test('leaves nothing that can be read, and books, numbers and audit that still verify', async () => {
    const { patientId, invoice, words } = await treated();
    await expect(erasePatient(clinic.app, patientId, undefined, clinic.admin)).rejects.toMatchObject({
      code: 'retention_not_over',
    });
    const books = await clinic.rows('select * from ledger_entries order by id');
    const numbers = await clinic.rows('select * from document_numbers order by 1, 2, 3');
    await erasePatient(clinic.app, patientId, 'asked for by the patient', clinic.admin);

    expect(await clinic.app.db.read.patients.get(patientId)).toMatchObject({
      name: 'Erased patient',
      email: null,
      dob: null,
    });
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      status: 'paid',
      patient_name: 'Erased patient',
      notes: null,
    });
    expect(await clinic.rows('select * from ledger_entries order by id')).toEqual(books);
    expect(await clinic.rows('select * from document_numbers order by 1, 2, 3')).toEqual(numbers);
    const everything = await dump();
    for (const word of Object.values(words)) expect(everything).not.toContain(word);
    const found = await clinic.app.db.read.patients.search(words.email, { limit: 5 });
    expect(found.data).toEqual([]);
    expect(JSON.stringify(await exportPatient(clinic.app, patientId, clinic.admin))).not.toContain('marker');

    await sealAudit(clinic.app, { atOnce: true });
    const verifier = createVerifier([clinic.app.seals.publicKey]);
    const client = new pg.Client({ connectionString: clinic.database.ownerUrl });
    await client.connect();
    const source = { database: client, blobs: nothingOutside(), clinic: clinic.app.clinic.id };
    for await (const each of exportLines(source)) verifier.line(JSON.parse(JSON.stringify(each)) as Line);
    await client.end();
    expect(verifier.end().findings.filter(({ what }) => !what.includes('outside'))).toEqual([]);
  });

  test('cannot be brought back, billed or erased again', async () => {
    const patientId = await clinic.patient();
    await erasePatient(clinic.app, patientId, undefined, clinic.admin);
    await expect(
      clinic.owner.query(`update patients set name = 'back' where id = $1`, [patientId]),
    ).rejects.toThrow('is erased');
    await expect(clinic.draft({ patientId, notes: 'x' })).rejects.toMatchObject({
      code: 'patient_erased',
    });
    await expect(erasePatient(clinic.app, patientId, 'x', clinic.admin)).rejects.toMatchObject({
      code: 'patient_erased',
    });
  });

  test('must owe nothing first', async () => {
    const patientId = await clinic.patient();
    await clinic.issued({ patientId });
    await expect(erasePatient(clinic.app, patientId, 'x', clinic.admin)).rejects.toMatchObject({
      code: 'money_open',
    });
  });
});

test('an export holds everything of the patient in clear, and nothing of anybody else', async () => {
  const { patientId, invoice, words, intent } = await treated();
  const other = await treated();
  const archive = await exportPatient(clinic.app, patientId, clinic.admin);
  const text = JSON.stringify(archive);
  for (const word of [...Object.values(words), '1971-02-03', '+15550123987', invoice.id, intent])
    expect(text).toContain(word);
  for (const word of [...Object.values(other.words), other.invoice.id]) expect(text).not.toContain(word);
  expect(Object.keys(archive)).toEqual(
    expect.arrayContaining([
      'patients',
      'invoices',
      'invoice_items',
      'payments',
      'patient_links',
      'messages',
      'ledger_entries',
      'stripe_events',
      'audit_logs',
    ]),
  );
});

test('an export finds rows by each of their keys, also where the shortest way to the patient is empty', async () => {
  const invoice = await clinic.issued();
  const plan = {
    patientId: invoice.patient_id,
    invoiceIds: [invoice.id],
    feeCents: ZERO,
    downPaymentCents: ZERO,
    schedule: { rule: { count: 2, firstDueOn: day('2040-02-10'), every: 'month' as const } },
  };
  const { id: planId } = await agreeOnPaymentPlan(clinic.app, plan, clinic.clerk);
  const stored = await clinic.app.db.read.paymentPlans.get(planId);
  const termsHash = stored?.versions[0].termsHash ?? '';
  // Signed at the clinic: no link leads from the signature to the patient.
  const signed = { planId, name: 'Marker Signature', termsHash, linkId: null };
  await acceptPaymentPlan(clinic.app, signed, clinic.clerk);
  const archive = await exportPatient(clinic.app, invoice.patient_id, clinic.admin);
  expect(archive.payment_plan_acceptances).toMatchObject([{ name: 'Marker Signature' }]);
  // Revenue names the invoice only.
  const entries = archive.ledger_entries as { account: string }[];
  expect(entries.map(({ account }) => account).toSorted()).toEqual(['receivable', 'revenue']);
});

describe('an event of Stripe', () => {
  test('goes under the key of the patient it is about, and says the same as before', async () => {
    const { patientId } = await treated();
    const rows = await clinic.rows('select state, patient_id from stripe_events where patient_id = $1', [
      patientId,
    ]);
    expect(rows).toHaveLength(3);
  });

  test('cannot be rewritten by way of its encryption', async () => {
    const { patientId } = await treated();
    const other = await clinic.patient();
    const event = '(select id from stripe_events where patient_id = $1 limit 1)';
    await expect(
      clinic.owner.query(`update stripe_events set payload = 'x' where id = ${event}`, [patientId]),
    ).rejects.toThrow('cannot be rewritten');
    await expect(
      clinic.owner.query(`update stripe_events set patient_id = $2 where id = ${event}`, [patientId, other]),
    ).rejects.toThrow('cannot be rewritten');
  });
});

const nothingOutside = () => ({
  ...clinic.app.blobs,
  // biome-ignore lint/correctness/useYield: a store with nothing in it
  async *list() {
    return;
  },
});
