/** Writing to the ledger: one statement for a transaction with all its entries. */
import type { LedgerStore } from '../../capabilities/ports/ledger.ts';
import type { Posting } from '../../domain/ledger.ts';
import { must } from '../../domain/refusal.ts';
import { ledgerReads } from './ledger-reads.ts';
import type { Query } from './pool.ts';

export const ledgerStore = (query: Query): LedgerStore => ({
  ...ledgerReads(query),

  async post(posting) {
    const id = await write(query, posting, '');
    must(id !== undefined, 'a ledger transaction is added');
    return id;
  },

  async postOnce(posting) {
    return (await write(query, posting, 'on conflict (kind, cause) do nothing')) !== undefined;
  },

  async isPosted(kind, cause) {
    const rows = await query('select 1 from ledger_transactions where kind = $1 and cause = $2', [
      kind,
      cause,
    ]);
    return rows.length === 1;
  },
});

/** The transaction's id, or nothing when its cause was booked before and that is no error. */
async function write(
  query: Query,
  { kind, cause, currency, occurredAt, entries }: Posting,
  onConflict: '' | 'on conflict (kind, cause) do nothing',
): Promise<string | undefined> {
  const [transaction] = await query<{ id: string }>(
    `insert into ledger_transactions (kind, cause, currency, occurred_at) values ($1, $2, $3, $4) ${onConflict} returning id`,
    [kind, cause, currency, occurredAt],
  );
  if (!transaction) return undefined;
  await query(
    `insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
     select $1, $2, account, amount_cents, patient_id, invoice_id, payment_id, effect
     from jsonb_to_recordset($3) as e (account text, amount_cents bigint, patient_id uuid, invoice_id uuid,
       payment_id uuid, effect text)`,
    [
      transaction.id,
      currency,
      JSON.stringify(
        entries.map((entry) => ({
          account: entry.account,
          amount_cents: entry.amountCents,
          patient_id: entry.patientId ?? null,
          invoice_id: entry.invoiceId ?? null,
          payment_id: entry.paymentId ?? null,
          effect: entry.effect ?? null,
        })),
      ),
    ],
  );
  return transaction.id;
}
