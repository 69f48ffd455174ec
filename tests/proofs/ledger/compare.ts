/** The stored figures, the ledger's own sums and the database's money functions, against the model's. */
import type pg from 'pg';
import type { Tried } from './lane.ts';
import * as model from './model.ts';
import type { ModelInvoice } from './model-types.ts';

type Figures = Record<string, string | number | null>;

const INVOICE = `select status::text, balance_cents::int as balance, (i.paid_cents - i.refunded_cents)::int as paid, credited_cents::int as credited,
   written_off_cents::int as "writtenOff", due_date::text as due,
   (select coalesce(sum(amount_cents), 0)::int from ledger_entries where invoice_id = i.id and account = 'receivable') as owed,
   (select coalesce(-sum(amount_cents), 0)::int from ledger_entries
    where invoice_id = i.id and account in ('revenue', 'adjustments')) as "revenueLeft",
   (select coalesce(-sum(amount_cents), 0)::int from ledger_entries where invoice_id = i.id and account = 'tax_payable') as "taxLeft",
   m.kept_cents::int as kept, m.held_cents::int as held, m.committed_cents::int as committed, m.requested_cents::int as requested
 from invoices i, lateral invoice_money(i.id) m where i.id = $1`;

const PATIENT = `select coalesce(sum(amount_cents) filter (where account = 'receivable'), 0)::int as balance,
   coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0)::int as credit,
   (select coalesce(sum(balance_cents), 0)::int from patient_balances where patient_id = $1) as "storedBalance",
   (select coalesce(sum(credit_cents), 0)::int from patient_balances where patient_id = $1) as "storedCredit",
   (select coalesce(string_agg(invoice_id || ' ' || held_cents, ', ' order by n), '')
    from credit_lots($1, 'usd') with ordinality l (invoice_id, held_cents, n)) as lots
 from ledger_entries where patient_id = $1`;

/** Throws in words at the first figure of the operation's patient and invoices that differs. */
export async function compare(
  owner: pg.Pool,
  { patient, invoices }: Tried,
  operation: string,
): Promise<void> {
  for (const invoice of invoices) {
    const { rows } = await owner.query<Figures>(INVOICE, [invoice.id]);
    same(rows[0], figuresOf(invoice), `${operation}: invoice`);
  }
  const { rows } = await owner.query<Figures>(PATIENT, [patient.id]);
  const { balance } = patient;
  const credit = model.creditOf(patient);
  const lots = patient.lots.map(({ invoice, held }) => `${invoice.id} ${held}`).join(', ');
  const figures = { balance, credit, storedBalance: balance, storedCredit: credit, lots };
  same(rows[0], figures, `${operation}: patient`);
}

function figuresOf(invoice: ModelInvoice): Figures {
  const { balance, paid, credited, due, revenueLeft, taxLeft, kept } = invoice;
  const writtenOff = invoice.writtenOff.reduce((sum, amount) => sum + amount, 0);
  return {
    status: model.statusOf(invoice),
    ...{ balance, paid, credited, writtenOff, due, owed: balance, revenueLeft, taxLeft, kept },
    held: model.heldOf(invoice),
    committed: model.committedOf(invoice),
    requested: model.requestedOf(invoice),
  };
}

function same(found: Figures | undefined, expected: Figures, operation: string): void {
  const wrong = Object.keys(expected).filter((key) => found?.[key] !== expected[key]);
  if (wrong.length === 0) return;
  const details = wrong.map((key) => `${key}: model ${expected[key]}, books ${found?.[key]}`);
  throw new Error(`${operation} differs. ${details.join('; ')}`);
}
