/** The database holds the limits that the contract exports: what a form and the API take, it takes, and no more. */
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { LIMITS } from '../../functions/contracts/limits.ts';

let owner: pg.Client;
beforeAll(async () => {
  owner = new pg.Client({ connectionString: inject('postgres').ownerUrl });
  await owner.connect();
});
afterAll(() => owner.end());

/** The numbers in the check constraints of a column, as PostgreSQL writes them. */
async function checked(column: string): Promise<number[]> {
  const [table, name] = column.split('.');
  const { rows } = await owner.query<{ definition: string }>(
    `select pg_get_constraintdef(c.oid) as definition from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
     where c.contype = 'c' and c.conrelid = $1::regclass and a.attname = $2 and cardinality(c.conkey) = 1`,
    [table, name],
  );
  return rows.flatMap(({ definition }) => [...definition.matchAll(/\d+/g)].map(Number));
}

test.each<[string, number]>([
  ['invoice_items.position', LIMITS.items],
  ['invoice_items.description', LIMITS.description],
  ['invoice_items.code', LIMITS.serviceCode],
  ['invoice_items.code_system', LIMITS.serviceCode],
  ['invoice_items.practitioner_name', LIMITS.practitioner],
  ['invoice_items.practitioner_licence', LIMITS.licenceNumber],
  ['invoice_items.location', LIMITS.location],
  ['invoice_items.discount_reason', LIMITS.lineReason],
  ['invoice_items.tax_exempt_reason', LIMITS.lineReason],
  ['invoice_items.price_reason', LIMITS.lineReason],
  ['price_list_items.code', LIMITS.serviceCode],
  ['price_list_items.code_system', LIMITS.serviceCode],
  ['price_list_items.category', LIMITS.priceCategory],
  ['invoice_items.quantity', LIMITS.quantity],
  ['invoice_items.unit_price_cents', LIMITS.amountCents],
  ['invoices.total_amount_cents', LIMITS.amountCents],
  ['patients.name', LIMITS.patientName],
  ['staff.name', LIMITS.staffName],
  ['staff.email', LIMITS.email],
  ['issued_documents.patient_name', LIMITS.patientName],
  ['payments.reference', LIMITS.reference],
  ['credit_uses.reference', LIMITS.reference],
  ['payment_reversals.reason', LIMITS.reason],
  ['allocation_moves.reason', LIMITS.reason],
  ['refund_effect_changes.reason', LIMITS.reason],
  ['saved_views.name', LIMITS.viewName],
  ['credit_notes.reason', LIMITS.reason],
  ['write_offs.reason', LIMITS.reason],
  ['due_date_changes.reason', LIMITS.reason],
  ['payment_plans.cancel_reason', LIMITS.reason],
  ['payment_plan_versions.reason', LIMITS.reason],
])('%s is at most %i', async (column, limit) => {
  expect(Math.max(...(await checked(column)))).toBe(limit);
});
