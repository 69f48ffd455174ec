/** Writing to the ledger: one statement for a transaction with all its entries. */
import type { LedgerStore } from '../../capabilities/ports.ts';
import { ledgerReads } from './ledgerReads.ts';
import type { Query } from './pool.ts';

export const ledgerStore = (query: Query): LedgerStore => ({
  ...ledgerReads(query),

  async post({ kind, cause, currency, occurredAt, entries }) {
    const [transaction] = await query<{ id: string }>(
      'insert into ledger_transactions (kind, cause, currency, occurred_at) values ($1, $2, $3, $4) returning id',
      [kind, cause, currency, occurredAt],
    );
    const id = transaction?.id ?? '';
    await query(
      `insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
       select $1, $2, account, amount_cents, patient_id, invoice_id, payment_id, effect
       from jsonb_to_recordset($3) as e (account text, amount_cents bigint, patient_id uuid, invoice_id uuid,
         payment_id uuid, effect text)`,
      [
        id,
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
    return id;
  },
});
