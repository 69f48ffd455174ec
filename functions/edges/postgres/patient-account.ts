/** What the ledger says of a patient as of any instant; nothing here is stored twice. */
import type { PatientAccountStore, StatementMovement } from '../../capabilities/ports/patient-account.ts';
import type { PatientBalance } from '../../contracts/patient-account.ts';
import { given, HAPPENED } from './as-of.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

const BALANCES = `coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0) as balance_cents,
  coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0) as credit_cents`;
/** Postings that move several invoices: each has a line of its own. */
const ALLOCATED = `'payment', 'payment_reversal', 'allocation_moved', 'refund', 'refund_effect', 'refund_failed', 'dispute_lost', 'dispute_reinstated'`;
type Balances = Omit<PatientBalance, 'currency'>;

export const patientAccountStore = (query: Query): PatientAccountStore => ({
  async asOf(id, instant) {
    const [patient] = await query<{ id: string }>('select id from patients where id = $1', [id]);
    if (!patient) return undefined;
    return query<PatientBalance>(
      `select e.currency, ${BALANCES} from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where e.patient_id = $3 and e.account in ('receivable', 'patient_credit') and ${HAPPENED}
       group by e.currency order by e.currency`,
      [...given(instant), id],
    );
  },

  async statement(patientId, currency, from, instant) {
    const mine = `from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
        left join payments y on y.id = e.payment_id
      where e.patient_id = $3 and e.currency = $4 and e.account in ('receivable', 'patient_credit') and ${HAPPENED}`;
    // One statement, so that all three are of one snapshot.
    const [row] = await query<{ opening: Balances; movements: StatementMovement[]; closing: Balances }>(
      `with moves as (
         select t.id, t.kind, t.cause, t.occurred_at, min(e.id) as place, max(e.invoice_id::text)::uuid as invoice_id,
           max(e.payment_id::text)::uuid as payment_id, ${BALANCES}
         ${mine} and ($5::timestamptz is null or t.occurred_at >= $5)
         group by t.id, case when t.kind in (${ALLOCATED}) then coalesce(e.invoice_id, y.invoice_id) end)
       select
         (select row_to_json(o) from (select ${BALANCES} ${mine} and t.occurred_at < coalesce($5::timestamptz, '-infinity')) o) as opening,
         (select row_to_json(c) from (select ${BALANCES} ${mine}) c) as closing,
         (select coalesce(json_agg(json_build_object('at', ${iso('m.occurred_at')}, 'kind', m.kind,
            'invoice_number', i.invoice_number, 'document', coalesce(p.receipt_number, n.number, i.invoice_number),
            'amount_cents', m.balance_cents, 'credit_cents', m.credit_cents) order by m.occurred_at, m.place), '[]')
          from moves m left join payments p on p.id = m.payment_id
            left join invoices i on i.id = coalesce(m.invoice_id, p.invoice_id)
            left join credit_notes n on m.kind = 'credit_note' and m.cause = 'credit_note:' || n.id) as movements`,
      [...given(instant), patientId, currency, from ?? null],
    );
    if (!row) throw new Error('A statement has no figures.');
    return row;
  },
});
