/** How invoices are written and locked: for one or for many in the same statement. */
import { randomUUID } from 'node:crypto';
import type { Draft, InvoiceStanding, LockedInvoice } from '../../capabilities/ports/invoices.ts';
import type { InvoiceStatus } from '../../domain/invoice.ts';
import { cents } from '../../domain/money.ts';
import type { Encryption } from '../security/encryption.ts';
import { ADD_LINES, DETAILS, LINES, lineRows } from './invoice-lines.ts';
import { type Many, nothing } from './many.ts';
import { NOTES, openNotes } from './notes.ts';
import type { Query } from './pool.ts';

type LockedRow = Omit<LockedInvoice, 'notes'> & { notes: Buffer | null; data_key: Buffer | null };

/** Adds drafts with their lines in one statement; their ids. */
export const addDrafts =
  (encryption: Encryption): Many<{ draft: Draft; staffId: string }, string> =>
  async (query, added) => {
    const keys = await keysForNotes(
      query,
      added.map(({ draft }) => draft),
    );
    const rows = added.map(({ draft, staffId }) => {
      const key = draft.notes === null ? null : (keys.get(draft.patientId) ?? null);
      const notes =
        key && draft.notes !== null ? encryption.seal(encryption.unwrap(key), draft.notes, NOTES) : null;
      return { id: randomUUID(), draft, staffId, notes };
    });
    await query(
      `with made as (
         insert into invoices (id, patient_id, staff_id, currency, discount_cents, total_amount_cents, due_date, notes)
         select id, patient_id, staff_id, currency, discount_cents, total_amount_cents, due_date, decode(notes, 'hex')
         from jsonb_to_recordset($2) as d (id uuid, patient_id uuid, staff_id uuid, currency text, discount_cents bigint,
           total_amount_cents bigint, due_date date, notes text) returning id)
       ${ADD_LINES} from made join ${LINES} on l.invoice_id = made.id`,
      [
        JSON.stringify(rows.flatMap(({ id, draft }) => lineRows(id, draft))),
        JSON.stringify(
          rows.map(({ id, draft, staffId, notes }) => ({
            id,
            patient_id: draft.patientId,
            staff_id: staffId,
            currency: draft.currency,
            discount_cents: draft.discountCents,
            total_amount_cents: draft.totalCents,
            due_date: draft.dueOn,
            notes: notes?.toString('hex') ?? null,
          })),
        ),
      ],
    );
    return rows.map(({ id }) => id);
  };

/** The wrapped keys of the patients whose drafts have notes. */
async function keysForNotes(query: Query, drafts: readonly Draft[]): Promise<Map<string, Buffer | null>> {
  const patients = drafts.filter(({ notes }) => notes !== null).map(({ patientId }) => patientId);
  if (patients.length === 0) return new Map();
  const rows = await query<{ id: string; data_key: Buffer | null }>(
    'select id, data_key from patients where id = any ($1::uuid[])',
    [patients],
  );
  return new Map(rows.map(({ id, data_key }) => [id, data_key]));
}

/** The invoices under lock, each with its lines; undefined where there is none. */
export const lockInvoices =
  (encryption: Encryption): Many<string, LockedInvoice | undefined> =>
  async (query, ids) => {
    const rows = await query<LockedRow>(
      `select i.id, i.patient_id as "patientId", i.currency, i.status, i.invoice_number as number, i.version, i.notes, p.data_key,
         i.total_amount_cents as "totalCents", i.discount_cents as "discountCents", i.due_date as "dueOn",
         i.issued_at as "issuedAt", i.archived_at is not null as archived,
         i.balance_cents as "balanceCents", i.paid_cents - i.refunded_cents as "paidCents",
         coalesce((select tax_cents from archives where invoice_id = i.id and state = 'archived'),
           (select coalesce(sum(tax_cents), 0)::bigint from invoice_items where invoice_id = i.id)) as "taxCents",
         (select coalesce(json_agg(json_build_object('id', t.id, 'description', t.description, 'quantity', t.quantity, 'details', ${DETAILS},
            'unitPriceCents', t.unit_price_cents, 'discountCents', t.discount_cents, 'discountShareCents', t.invoice_discount_cents,
            'taxRateThousandths', coalesce(t.tax_rate_thousandths, t.tax_basis_points * 10),
            'taxCents', t.tax_cents, 'totalCents', t.total_cents) order by t.position), '[]')
          from invoice_items t where t.invoice_id = i.id) as lines
       from invoices i join patients p on p.id = i.patient_id where i.id = any ($1::uuid[]) order by i.id for update of i`,
      [ids],
    );
    const found = new Map(
      rows.map(({ data_key: key, notes, ...rest }) => [
        rest.id,
        { ...rest, notes: openNotes(encryption, key, notes), taxCents: cents(rest.taxCents) },
      ]),
    );
    return ids.map((id) => found.get(id));
  };

/** The invoices under lock, without their lines. */
export async function lockStandings(
  query: Query,
  ids: readonly string[],
): Promise<(InvoiceStanding | undefined)[]> {
  const rows = await query<InvoiceStanding>(
    `select id, status, balance_cents as "balanceCents", paid_cents - refunded_cents as "paidCents",
       archived_at is not null as archived
     from invoices where id = any ($1::uuid[]) order by id for update`,
    [ids],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}

export async function markManyIssued(
  query: Query,
  issued: readonly { id: string; number: string; at: Date }[],
): Promise<undefined[]> {
  await query(
    `update invoices i set status = 'issued', invoice_number = n.number, issued_at = n.at, version = i.version + 1
     from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as n (id, number, at) where i.id = n.id`,
    [issued.map(({ id }) => id), issued.map(({ number }) => number), issued.map(({ at }) => at)],
  );
  return nothing(issued);
}

export async function setStatuses(
  query: Query,
  changed: readonly { id: string; status: InvoiceStatus }[],
): Promise<undefined[]> {
  await query(
    `update invoices i set status = n.status, version = i.version + 1,
       overdue_since = case when n.status in ('issued', 'partially_paid') then i.overdue_since end
     from unnest($1::uuid[], $2::invoice_status[]) as n (id, status) where i.id = n.id`,
    [changed.map(({ id }) => id), changed.map(({ status }) => status)],
  );
  return nothing(changed);
}
