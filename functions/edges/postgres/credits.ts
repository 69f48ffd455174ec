/** What patients have as credit, and what was done with it. */
import type { CreditStore } from '../../capabilities/ports/credits.ts';
import type { PatientWithCredit } from '../../contracts/credits.ts';
import type { CreditUse } from '../../contracts/patient-credit.ts';
import { NO_CREDIT, type PatientCredit } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import type { CreditLot } from '../../domain/given-back.ts';
import type { Encryption } from '../security/encryption.ts';
import { invalidCursor, pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

/** A cursor of this list would say how much credit a patient has. */
const CURSOR = 'credits.cursor';

export const creditStore = (query: Query, encryption: Encryption): CreditStore => ({
  async lock(patientId, currency) {
    // Not "for update": that would wait for every row that only refers to the patient.
    const [patient] = await query('select id from patients where id = $1 for no key update', [patientId]);
    if (!patient) return undefined;
    return creditOf(query, patientId, currency);
  },

  lots: (patientId, currency) =>
    query<CreditLot>(
      `select c.invoice_id as "invoiceId", c.held_cents as "heldCents", m.kept_cents as "keptCents",
         m.committed_cents as "committedCents"
       from free_credit_lots($1, $2) with ordinality c (invoice_id, held_cents, n), lateral invoice_money(c.invoice_id) m order by c.n`,
      [patientId, currency],
    ),

  async addUse(use) {
    await query(
      `insert into credit_uses (id, kind, patient_id, currency, amount_cents, invoice_id, method, reference, staff_id, used_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        use.id,
        use.kind,
        use.patientId,
        use.currency,
        use.amountCents,
        use.invoiceId,
        use.method,
        use.reference,
        use.staffId,
        use.at,
      ],
    );
  },

  async use(id) {
    const [row] = await query<CreditUse>(
      `select id, kind, patient_id, currency, amount_cents, invoice_id, method, reference, ${iso('used_at')} as used_at
       from credit_uses where id = $1`,
      [id],
    );
    return row;
  },

  async list(page) {
    const after = readCursor({ ...page, cursor: openCursor(encryption, page.cursor) }, [
      'whole',
      'uuid',
      'text',
    ]);
    const rows = await query<PatientWithCredit>(
      `select b.patient_id, p.name as patient_name, b.currency, b.credit_cents, b.balance_cents,
         (select coalesce(sum(o.amount_cents), 0) from credit_payouts o where o.patient_id = b.patient_id
            and o.currency = b.currency and o.status = 'requested')::bigint as reserved_cents
       from patient_balances b join patients p on p.id = b.patient_id
       where b.credit_cents > 0 and ($1::bigint is null or (b.credit_cents, b.patient_id, b.currency) < ($1, $2::uuid, $3::text))
       order by b.credit_cents desc, b.patient_id desc, b.currency desc limit $4`,
      [after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.credit_cents, row.patient_id, row.currency]);
    const next = found.next_cursor;
    return {
      ...found,
      next_cursor: next === null ? null : encryption.sealUnderRing(next, CURSOR).toString('base64url'),
    };
  },
});

function openCursor(encryption: Encryption, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  try {
    return encryption.openUnderRing(Buffer.from(cursor, 'base64url'), CURSOR);
  } catch {
    return invalidCursor();
  }
}

/** What is reserved of a patient's credit by pay-outs that wait for an approval; the arguments are SQL. */
const reserved = (patient: string, currency: string): string =>
  `(select coalesce(sum(o.amount_cents), 0) from credit_payouts o
    where o.patient_id = ${patient} and o.currency = ${currency} and o.status = 'requested')`;

/** What credit of a patient can be used now (`freeCents`), as a column of another read; the arguments are SQL. */
export const freeCredit = (patient: string, currency: string): string =>
  `coalesce((select b.credit_cents - ${reserved('b.patient_id', 'b.currency')} from patient_balances b
    where b.patient_id = ${patient} and b.currency = ${currency}), 0)::bigint`;

async function creditOf(query: Query, patientId: string, currency: Currency): Promise<PatientCredit> {
  const [row] = await query<PatientCredit>(
    `select b.credit_cents as "creditCents", ${reserved('$1', '$2')}::bigint as "reservedCents"
     from patient_balances b where b.patient_id = $1 and b.currency = $2`,
    [patientId, currency],
  );
  return row ?? NO_CREDIT;
}
