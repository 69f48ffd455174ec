/** Commands that wait at the same time share a transaction: one that fails or waits harms no other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftInvoice } from '../../functions/capabilities/invoices/create.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const many = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const issue = (id: string) => issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk);
const pay = (invoiceId: string, amountCents: number) => {
  const input = { invoiceId, amountCents, method: 'cash' as const, reference: null, receivedOn: undefined };
  return recordPayment(clinic.app, input, clinic.clerk);
};
/** How many database transactions wrote these rows. */
async function transactionsOf(table: string, ids: readonly string[]): Promise<number> {
  const [row] = await clinic.rows<{ count: number }>(
    `select count(distinct xmin::text)::int as count from ${table} where id = any ($1)`,
    [ids],
  );
  return row?.count ?? 0;
}
const booksAreRight = async (): Promise<void> => {
  expect(await clinic.rows('select * from wrong_totals')).toEqual([]);
  expect(await clinic.rows('select * from wrong_patient_balances')).toEqual([]);
};

test('drafts that are made at the same time share transactions, and one for an unknown patient is refused alone', async () => {
  const today = dayIn(clinic.app.clinic.timeZone, clinic.app.clock.now());
  const patientId = await clinic.patient();
  const draft = (index: number) =>
    draftInvoice(
      clinic.app,
      {
        patientId: index === 7 ? UNKNOWN : patientId,
        currency: 'usd',
        dueOn: addDays(today, 30),
        discountCents: 0,
        notes: index % 2 === 0 ? `note ${index}` : null,
        lines: [line(10_00 + index), line(5_00, { quantity: 2 })],
      },
      clinic.clerk,
    );
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => draft(index)));
  expect(outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7]);
  expect(outcomes[7]).toMatchObject({
    reason: { fields: [{ path: 'patient_id', code: 'patient_unknown' }] },
  });
  const ids = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : []));
  const shown = await Promise.all(ids.map((id) => clinic.invoice(id)));
  const kept = Array.from({ length: 20 }, (_, index) => index).filter((index) => index !== 7);
  expect(shown.map(({ total_amount_cents: total, notes }) => ({ total, notes }))).toEqual(
    kept.map((index) => ({ total: 20_00 + index, notes: index % 2 === 0 ? `note ${index}` : null })),
  );
  const audits = await clinic.rows<{ count: number }>(
    `select count(*)::int as count from audit_logs where action = 'create_invoice' and target_id = any ($1::text[])`,
    [ids],
  );
  expect(audits).toEqual([{ count: 19 }]);
  expect(await transactionsOf('invoices', ids)).toBeLessThan(19);
});

test('issues at the same time take numbers without a gap, though some are refused', async () => {
  const ids = await many(24, () => clinic.draft());
  await issue(ids[3] ?? '');
  const outcomes = await Promise.allSettled([...ids, UNKNOWN].map(issue));
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [],
  );
  expect(refused).toEqual(['invoice_not_draft', 'invoice_unknown']);
  const numbers = await clinic.rows<{ sequence: number; carried: boolean }>(
    `select d.sequence, i.invoice_number = d.number as carried from document_numbers d join invoices i on i.id = d.document_id
     where d.kind = 'invoice' order by d.sequence`,
  );
  expect(numbers).toEqual(numbers.map((_, index) => ({ sequence: index + 1, carried: true })));
  expect(await transactionsOf('ledger_transactions', await postingsOf(ids))).toBeLessThan(24);
  await booksAreRight();
});

const postingsOf = async (ids: readonly string[]): Promise<string[]> => {
  const rows = await clinic.rows<{ id: string }>(
    'select distinct transaction_id as id from ledger_entries where invoice_id = any ($1)',
    [ids],
  );
  return rows.map(({ id }) => id);
};

test('payments at the same time book each sum once, also two of the same invoice', async () => {
  const ids = await many(12, async () => (await clinic.issued()).id);
  const twice = ids[0] ?? '';
  const outcomes = await Promise.allSettled([...ids, twice, UNKNOWN].map((id) => pay(id, 30_00)));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  const paid = await Promise.all(ids.map((id) => clinic.invoice(id)));
  expect(paid.map(({ status, payment_summary: sum }) => [status, sum.paid_cents])).toEqual(
    ids.map((_, index) => ['partially_paid', index === 0 ? 60_00 : 30_00]),
  );
  await booksAreRight();
});

test('an invoice that another transaction holds keeps only its own payment waiting', async () => {
  const ids = await many(6, async () => (await clinic.issued()).id);
  const held = ids[2] ?? '';
  const release = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const holding = clinic.app.db.transaction(async (tx) => {
    await tx.invoices.require(held);
    isHeld.resolve();
    await release.promise;
  });
  await isHeld.promise;
  const paying = ids.map((id) => pay(id, 10_00));
  await Promise.all(paying.filter((_, index) => ids[index] !== held));
  expect((await clinic.invoice(held)).payment_summary.paid_cents).toBe(0);
  release.resolve();
  await Promise.all([holding, ...paying]);
  expect((await clinic.invoice(held)).payment_summary.paid_cents).toBe(10_00);
});
