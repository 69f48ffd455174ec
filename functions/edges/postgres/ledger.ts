/** Writing to the ledger: one statement for a transaction with all its entries. */
import { randomUUID } from 'node:crypto';
import type { LedgerStore } from '../../capabilities/ports/ledger.ts';
import type { Posting } from '../../domain/ledger.ts';
import { must } from '../../domain/refusal.ts';
import { ledgerReads } from './ledger-reads.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

export const ledgerStore = (query: Query): LedgerStore => ({
  ...ledgerReads(query),

  post: (posting) => single(postMany, query, posting),

  async postOnce(posting) {
    const [id] = await write(query, [posting], 'on conflict (kind, cause) do nothing');
    return id !== undefined;
  },

  async isPosted(kind, cause) {
    const rows = await query('select 1 from ledger_transactions where kind = $1 and cause = $2', [
      kind,
      cause,
    ]);
    return rows.length === 1;
  },
});

/** Posts them in one statement; the ids of the transactions in their order. */
export async function postMany(query: Query, postings: readonly Posting[]): Promise<string[]> {
  const ids = await write(query, postings, '');
  return ids.map((id) => {
    must(id !== undefined, 'a ledger transaction is added');
    return id;
  });
}

/** The id of each transaction, or nothing where its cause was booked before and that is no error. */
async function write(
  query: Query,
  postings: readonly Posting[],
  onConflict: '' | 'on conflict (kind, cause) do nothing',
): Promise<(string | undefined)[]> {
  const numbered = postings.map((posting) => ({ id: randomUUID(), ...posting }));
  const rows = await query<{ id: string }>(
    `with made as (
       insert into ledger_transactions (id, kind, cause, currency, occurred_at)
       select id, kind, cause, currency, occurred_at from jsonb_to_recordset($1)
         as t (id uuid, kind text, cause text, currency text, occurred_at timestamptz) ${onConflict} returning id),
     entries as (
       insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
       select e.transaction_id, e.currency, e.account, e.amount_cents, e.patient_id, e.invoice_id, e.payment_id, e.effect
       from jsonb_to_recordset($2) as e (transaction_id uuid, currency text, account text, amount_cents bigint,
           patient_id uuid, invoice_id uuid, payment_id uuid, effect text, place integer)
         join made on made.id = e.transaction_id order by e.place)
     select id from made`,
    [
      JSON.stringify(
        numbered.map(({ id, kind, cause, currency, occurredAt }) => ({
          id,
          kind,
          cause,
          currency,
          occurred_at: occurredAt,
        })),
      ),
      JSON.stringify(numbered.flatMap(entryRows).map((entry, place) => ({ ...entry, place }))),
    ],
  );
  const made = new Set(rows.map(({ id }) => id));
  return numbered.map(({ id }) => (made.has(id) ? id : undefined));
}

const entryRows = ({ id, currency, entries }: Posting & { id: string }) =>
  entries.map((entry) => ({
    transaction_id: id,
    currency,
    account: entry.account,
    amount_cents: entry.amountCents,
    patient_id: entry.patientId ?? null,
    invoice_id: entry.invoiceId ?? null,
    payment_id: entry.paymentId ?? null,
    effect: entry.effect ?? null,
  }));
