/** What the books must let through, written by hand as the application: without it, refusing everything would look safe. */

import type { Role } from './hostile.ts';
import { approvedBy, requestedNote } from './hostile-credit-notes.ts';
import { CONVERTED, converted, number, numberOf, owed, post } from './sql.ts';

export type Honest = { name: string; as: Role; sql: string };

const honest = (name: string, sql: string): Honest => ({ name, as: 'clinic_app', sql });

const CASH = { account: 'cash', cents: 130_00, invoice: ':issued', payment: ':fresh' };
const SURPLUS = { account: 'patient_credit', cents: -20_00, patient: ':patient', payment: ':fresh' };

/** What the dashboard sums must follow: refused when a running total is not the sum of its rows. */
const TOTALS_FOLLOW = `do $$ begin
    if exists (select from wrong_totals) or exists (select from wrong_patient_balances) then
      raise exception 'a running total is not the sum of its rows' using errcode = 'check_violation';
    end if;
  end $$`;

/** A document that was issued says how the clinic and the patient were on this day. */
const documentKept = (kind: string, id: string): string => `do $$ begin
    if not exists (select from issued_documents where kind = '${kind}' and document_id = ${id}) then
      raise exception 'the document was issued and not kept' using errcode = 'check_violation';
    end if;
  end $$;`;

export const HONEST: readonly Honest[] = [
  honest(
    'issue a draft',
    `${post('issue', `'invoice:' || :draft`, [
      owed(':draft', 110_00, 'charge'),
      { account: 'revenue', cents: -100_00, invoice: ':draft' },
      { account: 'tax_payable', cents: -10_00, invoice: ':draft' },
    ])} ${number('invoice', '', ':draft')}
    update invoices set status = 'issued', issued_at = now(), invoice_number = ${numberOf(':draft')} where id = :draft;
    ${documentKept('invoice', ':draft')} ${TOTALS_FOLLOW}`,
  ),
  honest(
    'take cash, with a surplus',
    `${number('receipt', 'R-', ':fresh')}
     insert into payments (id, invoice_id, amount_cents, currency, status, method, received_at, receipt_number, recorded_by)
       values (:fresh, :issued, 13000, 'usd', 'succeeded', 'cash', now(), ${numberOf(':fresh')}, :clerk);
     ${post('payment', `'payment:' || :fresh`, [CASH, owed(':issued', -110_00, 'settle', ':fresh'), SURPLUS], { id: ':fresher' })}
     update invoices set status = 'paid' where id = :issued; ${documentKept('receipt', ':fresh')} ${TOTALS_FOLLOW}`,
  ),
  honest(
    'reverse a payment',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:cash, 'x', :admin, now());
     ${post('payment_reversal', `'payment:' || :cash`, [
       owed(':partly', 40_00, 'settle', ':cash'),
       { account: 'cash', cents: -40_00, payment: ':cash' },
     ])} update invoices set status = 'issued' where id = :partly`,
  ),
  honest(
    'reverse a payment of several invoices',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:several, 'x', :admin, now());
     ${post('payment_reversal', `'payment:' || :several`, [
       owed(':severalFirst', 10_00, 'settle', ':several'),
       owed(':severalSecond', 20_00, 'settle', ':several'),
       { account: 'cash', cents: -30_00, payment: ':several' },
     ])} update invoices set status = 'issued' where id in (:severalFirst, :severalSecond)`,
  ),
  honest(
    'move a due date, which is then not late',
    `update invoices set overdue_since = '2027-08-01' where id = :issued;
     insert into due_date_changes (invoice_id, from_date, to_date, reason, staff_id, changed_at)
       values (:issued, '2027-07-31', '2028-01-01', 'x', :clerk, now());
     update invoices set due_date = '2028-01-01' where id = :issued`,
  ),
  honest(
    'switch the effect of a refund made at Stripe while it is on its way',
    `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id)
       values (:fresh, :payment, 'usd', 10, 'other', 'credit', 'processing', true, 're_honest');
     update refunds set effect = 'reopen' where id = :fresh;
     insert into refund_effect_changes (id, refund_id, effect, reason, staff_id, changed_at)
       values (:fresher, :fresh, 'reopen', 'x', :admin, now())`,
  ),
  honest(
    'refund a payment in full steps',
    `update refunds set status = 'approved', decided_by = :admin, decided_at = now() where id = :refund;
     update refunds set status = 'processing', request = '{}', sent_at = now() where id = :refund;
     update refunds set status = 'succeeded', settled_at = now() where id = :refund; ${documentKept('refund', ':refund')}
     do $$ begin
       if (select refunded_cents from payments where id = :payment) <> 2000 then
         raise exception 'the payment does not follow its refund' using errcode = 'check_violation';
       end if;
     end $$`,
  ),
  honest(
    'pay credit out as another admin approved it',
    `update credit_payouts set status = 'paid', decided_by = :otherAdmin, decided_at = now() where id = :askedPayout;
     insert into credit_uses (id, kind, patient_id, currency, amount_cents, method, reference, staff_id, used_at)
       values (:askedPayout, 'refunded', :other, 'usd', 60000, 'cash', 'transfer', :otherAdmin, now());
     ${post('credit_refund', `'credit_use:' || :askedPayout`, [
       { account: 'patient_credit', cents: 600_00, patient: ':other' },
       { account: 'cash', cents: -600_00 },
     ])}`,
  ),
  honest(
    'issue a credit note as an admin approved it',
    approvedBy(':admin') +
      requestedNote(':askedNote', ':large', 600_00, ':admin') +
      documentKept('credit_note', ':askedNote'),
  ),
  honest(
    'convert as Stripe did',
    `${CONVERTED} ${converted('from', 'txn_converted', 100)} ${converted('to', 'txn_converted', -110)}`,
  ),
  honest(
    'edit a draft',
    `update invoices set total_amount_cents = 11005 where id = :draft;
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents) values (:draft, 2, 'x', 1, 5)`,
  ),
  honest(
    'draft an hour and a half at a rate with three decimals, less a discount of the whole',
    `delete from invoice_items where invoice_id = :draft;
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents, invoice_discount_cents,
         tax_rate_thousandths, tax_cents) values (:draft, 1, 'x', 1.5, 33, 10, 8875, 4);
     update invoices set discount_cents = 10, total_amount_cents = 44 where id = :draft`,
  ),
];
