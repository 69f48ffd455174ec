/** What no one may do to a credit note that was requested above a clerk's limit. */
import { type Hostile, number, numberOf, owed, post } from './sql.ts';

const both = (name: string, refusedBy: string, sql: string): Hostile[] => [
  { name, as: 'clinic_app', refusedBy, sql },
  { name, as: 'clinic_owner', refusedBy, sql },
];
/** The application has no right to it at all; the owner has, and is refused by a rule. */
const ruled = (name: string, refusedBy: string, sql: string): Hostile[] => [
  { name, as: 'clinic_app', refusedBy: 'grant', sql },
  { name, as: 'clinic_owner', refusedBy, sql },
];

/** The credit note of a request, booked and numbered under its id. */
export const requestedNote = (id: string, invoice: string, cents: number, staff: string): string => `
  ${post(
    'credit_note',
    `'credit_note:' || ${id}`,
    [owed(invoice, -cents, 'credit'), { account: 'adjustments', cents, invoice }],
    { id: ':fresher' },
  )}
  ${number('credit_note', 'CN-', id)}
  insert into credit_notes (id, number, invoice_id, currency, amount_cents, tax_cents, owed_cents, to_credit_cents, reason, staff_id, issued_at)
    values (${id}, ${numberOf(id)}, ${invoice}, 'usd', ${cents}, 0, ${cents}, 0, 'not given', ${staff}, now());`;

export const approvedBy = (staff: string): string =>
  `update credit_note_requests set status = 'issued', decided_by = ${staff}, decided_at = now() where id = :askedNote;`;

const requested = (invoice: string, fields: string, values: string): string =>
  `insert into credit_note_requests (id, invoice_id, currency, amount_cents, reason, requested_at, requested_by, ${fields})
     values (:fresh, ${invoice}, 'usd', 100, 'x', now(), ${values});`;

export const HOSTILE_CREDIT_NOTES: readonly Hostile[] = [
  ...both('say that a credit note was approved', 'check_credit_note_request', approvedBy(':admin')),
  ...both(
    'issue a credit note that is only requested',
    'check_credit_note_request',
    requestedNote(':askedNote', ':large', 600_00, ':admin'),
  ),
  ...both(
    'issue another amount than was approved',
    'check_credit_note_request',
    approvedBy(':admin') + requestedNote(':askedNote', ':large', 700_00, ':admin'),
  ),
  ...both(
    'begin with a credit note that is approved',
    'guard_credit_note_request',
    requested(':issued', 'status, decided_by, decided_at', `:clerk, 'issued', :admin, now()`),
  ),
  ...both(
    'request a credit note of a draft',
    'guard_credit_note_request',
    requested(':draft', 'status', `:clerk, 'requested'`),
  ),
  ...both(
    'request a credit note of no invoice',
    'guard_credit_note_request',
    requested('gen_random_uuid()', 'status', `:clerk, 'requested'`),
  ),
  ...both(
    'request a credit note as no member of staff',
    'guard_credit_note_request',
    requested(':issued', 'status', `gen_random_uuid(), 'requested'`),
  ),
  ...both('approve a credit note as a clerk', 'guard_credit_note_request', approvedBy(':clerk')),
  ...both(
    'approve one’s own credit note',
    'credit_note_requests_two_people',
    `${requested(':issued', 'status', `:admin, 'requested'`)}
     update credit_note_requests set status = 'issued', decided_by = :admin, decided_at = now() where id = :fresh`,
  ),
  ...both(
    'approve a credit note right after one was given access',
    'guard_credit_note_request',
    `insert into staff_access_grants (staff_id, granted_by, granted_at, kind) values (:otherAdmin, :admin, now(), 'reset');
     ${approvedBy(':otherAdmin')}`,
  ),
  ...both(
    'cancel an invoice and leave its credit note requested',
    'check_cancelled_requests',
    `${post('cancel', `'invoice:' || :large`, [
      owed(':large', -800_00, 'charge'),
      { account: 'revenue', cents: 800_00, invoice: ':large' },
    ])} update invoices set status = 'cancelled', cancelled_at = now(), cancel_reason = 'x' where id = :large`,
  ),
  ...ruled(
    'raise a requested credit note',
    'guard_credit_note_request',
    'update credit_note_requests set amount_cents = amount_cents + 1 where id = :askedNote',
  ),
  ...ruled(
    'delete a requested credit note',
    'guard_credit_note_request',
    'delete from credit_note_requests where id = :askedNote',
  ),
];
