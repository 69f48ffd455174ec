/** What no one may do to the books, as the application and as the owner of the schema; each with who must refuse it. */
import { HOSTILE_CREDIT_NOTES } from './hostile-credit-notes.ts';
import { HOSTILE_GIVEN_BACK } from './hostile-given-back.ts';
import { HOSTILE_PARTS } from './hostile-parts.ts';
import {
  CONVERTED,
  converted,
  DISPUTE,
  entries,
  type Hostile,
  number,
  numberOf,
  owed,
  post,
  type Role,
} from './sql.ts';

export type { Hostile, Role };

const app = (name: string, refusedBy: string, sql: string): Hostile => ({
  name,
  as: 'clinic_app',
  refusedBy,
  sql,
});
const owner = (name: string, refusedBy: string, sql: string): Hostile => ({
  name,
  as: 'clinic_owner',
  refusedBy,
  sql,
});
/** Refused for both by the same rule. */
const both = (name: string, refusedBy: string, sql: string): Hostile[] => [
  app(name, refusedBy, sql),
  owner(name, refusedBy, sql),
];
/** The application has no right to it at all; the owner has, and is refused by a rule. */
const ruled = (name: string, refusedBy: string, sql: string): Hostile[] => [
  app(name, 'grant', sql),
  owner(name, refusedBy, sql),
];

const ADDED_ONLY: Record<string, string> = {
  ledger_transactions: 'kind',
  ledger_entries: 'amount_cents',
  payment_reversals: 'reason',
  credit_notes: 'amount_cents',
  credit_note_lines: 'amount_cents',
  write_offs: 'amount_cents',
  due_date_changes: 'reason',
  credit_uses: 'amount_cents',
  document_numbers: 'number',
  audit_logs: 'action',
};

const addedOnly = Object.entries(ADDED_ONLY).flatMap(([table, column]) => [
  ...ruled(`change a row of ${table}`, 'refuse_change', `update ${table} set ${column} = ${column}`),
  ...ruled(`delete a row of ${table}`, 'refuse_change', `delete from ${table}`),
  ...ruled(`truncate ${table}`, 'refuse_change', `truncate ${table} cascade`),
]);

const neverEmptied = [
  'invoices',
  'invoice_items',
  'payments',
  'number_series',
  'patient_balances',
  'stripe_events',
  'refunds',
  'credit_payouts',
  'credit_note_requests',
  'disputes',
].flatMap((table) => ruled(`truncate ${table}`, 'refuse_change', `truncate ${table} cascade`));

const ledger = [
  ...both(
    'book what does not balance',
    'check_ledger_balance',
    post('unequal', `'x'`, [
      { account: 'cash', cents: 100 },
      { account: 'bank', cents: -99 },
    ]),
  ),
  ...both(
    'book a transaction without entries',
    'check_ledger_balance',
    `insert into ledger_transactions (kind, cause, currency, occurred_at) values ('empty', 'x', 'usd', now())`,
  ),
  ...both(
    'unbalance a transaction after it was checked',
    'check_ledger_balance',
    `${post('late', `'x'`, [
      { account: 'cash', cents: 100 },
      { account: 'bank', cents: -100 },
    ])} set constraints all immediate; set constraints all deferred; ${entries([{ account: 'cash', cents: 1 }])}`,
  ),
  ...both(
    'add entries to a transaction of another day',
    'guard_ledger_entry',
    `insert into ledger_entries (transaction_id, currency, account, amount_cents)
     select id, currency, 'cash', v from ledger_transactions, (values (5), (-5)) e (v) where cause = 'invoice:' || :issued and kind = 'issue'`,
  ),
  ...both(
    'book one cause twice',
    'ledger_transactions_kind_cause_key',
    post('issue', `'invoice:' || :issued`, [
      owed(':issued', 110_00, 'charge'),
      { account: 'revenue', cents: -110_00, invoice: ':issued' },
    ]),
  ),
  ...both(
    'settle more than is owed',
    'invoices_balance_cents_check',
    post('gift', `'x'`, [owed(':issued', -200_00, 'settle'), { account: 'cash', cents: 200_00 }]),
  ),
  ...both(
    'spend more credit than there is',
    'patient_balances_credit_cents_check',
    post('gift', `'x'`, [
      { account: 'patient_credit', cents: 999_999, patient: ':patient' },
      { account: 'cash', cents: -999_999 },
    ]),
  ),
  ...both(
    'settle an invoice and leave it unpaid',
    'check_invoice_against_ledger',
    post('gift', `'x'`, [owed(':issued', -110_00, 'settle'), { account: 'cash', cents: 110_00 }]),
  ),
  ...both(
    'book on a draft',
    'check_invoice_against_ledger',
    post('gift', `'x'`, [owed(':draft', 5, 'charge'), { account: 'revenue', cents: -5, invoice: ':draft' }]),
  ),
  ...both(
    'book a payment with the wrong sign',
    'guard_ledger_rules',
    post('payment', `'x'`, [owed(':partly', 10, 'settle'), { account: 'cash', cents: -10 }]),
  ),
  ...both(
    'book a payment as earnings',
    'guard_ledger_rules',
    post('payment', `'x'`, [
      { account: 'cash', cents: 10 },
      { account: 'revenue', cents: -10 },
    ]),
  ),
  ...both(
    'settle by a write-off',
    'guard_ledger_rules',
    post('write_off', `'x'`, [owed(':issued', -10, 'settle'), { account: 'write_offs', cents: 10 }]),
  ),
  ...both(
    'take a refund from the cash box',
    'guard_ledger_rules',
    post('refund', `'x'`, [owed(':partly', 10, 'refund'), { account: 'cash', cents: -10 }]),
  ),
  ...both(
    'refund by forgiving the debt',
    'guard_ledger_rules',
    post('refund', `'x'`, [owed(':partly', -10, 'write_off'), { account: 'stripe_clearing', cents: 10 }]),
  ),
  ...both(
    'lose a dispute into the clinic’s bank',
    'guard_ledger_rules',
    post('dispute_lost', `'x'`, [
      { account: 'disputed_funds', cents: -10 },
      { account: 'bank', cents: 10 },
    ]),
  ),
  ...both(
    'pay a fee out of a patient’s credit',
    'guard_ledger_rules',
    post('stripe_fee', `'x'`, [
      { account: 'payment_fees', cents: -10 },
      { account: 'patient_credit', cents: 10, patient: ':patient' },
    ]),
  ),
  ...both(
    'send a payout to the cash box',
    'guard_ledger_rules',
    post('payout', `'x'`, [
      { account: 'cash', cents: 10 },
      { account: 'stripe_clearing', cents: -10 },
    ]),
  ),
  ...both(
    'convert into the clinic’s bank',
    'guard_ledger_rules',
    post('exchange_to', `'x'`, [
      { account: 'bank', cents: 10 },
      { account: 'exchange', cents: -10 },
    ]),
  ),
  ...both(
    'convert what Stripe did not',
    'check_exchange_booked',
    `${converted('from', 'txn_unknown', 100)} ${converted('to', 'txn_unknown', -110)}`,
  ),
  ...both(
    'convert without the other side',
    'check_exchange_booked',
    `${CONVERTED} ${converted('from', 'txn_converted', 100)}`,
  ),
  ...both(
    'convert into more than Stripe did',
    'check_exchange_booked',
    `${CONVERTED} ${converted('from', 'txn_converted', 100)} ${converted('to', 'txn_converted', -90)}`,
  ),
  ...both(
    'convert more than was disputed',
    'check_exchange_booked',
    `${CONVERTED} ${converted('from', 'txn_converted', 120)} ${converted('to', 'txn_converted', -110)}`,
  ),
  ...both(
    'book a payment a second time',
    'check_payment_booked',
    post('payment', `'again'`, [
      { account: 'stripe_clearing', cents: 5_00, payment: ':payment' },
      { account: 'patient_credit', cents: -5_00, patient: ':patient', payment: ':payment' },
    ]),
  ),
  ...both(
    'book a write-off that no one signed',
    'check_booking_has_document',
    post('write_off', `'write_off:' || :fresh`, [
      owed(':issued', -10, 'write_off'),
      { account: 'write_offs', cents: 10 },
    ]),
  ),
  ...both(
    'book a credit note without a note',
    'check_booking_has_document',
    post('credit_note', `'credit_note:' || :fresh`, [
      owed(':issued', -10, 'credit'),
      { account: 'adjustments', cents: 10, invoice: ':issued' },
    ]),
  ),
  ...both(
    'book credit that no one used',
    'check_booking_has_document',
    post('credit_applied', `'credit_use:' || :fresh`, [
      owed(':issued', -10, 'settle'),
      { account: 'patient_credit', cents: 10, patient: ':patient' },
    ]),
  ),
  app(
    'write an invoice’s running total',
    'grant',
    'update invoices set balance_cents = 0 where id = :issued',
  ),
  owner(
    'write an invoice’s running total',
    'check_invoice_against_ledger',
    'update invoices set paid_cents = 5 where id = :issued',
  ),
  ...ruled(
    'write a patient’s credit',
    'check_patient_balance',
    'update patient_balances set credit_cents = credit_cents + 1 where patient_id = :patient',
  ),
  ...ruled(
    'invent a patient’s credit',
    'check_patient_balance',
    `insert into patient_balances (patient_id, currency, credit_cents) values (:other, 'eur', 5)`,
  ),
  ...ruled(
    'move a patient’s credit to another patient',
    'guard_patient_balance',
    'update patient_balances set patient_id = :other where patient_id = :patient',
  ),
  ...ruled('forget a patient’s balance', 'guard_patient_balance', 'delete from patient_balances'),
  ...ruled(
    'hide what a patient owed before',
    'check_patient_balance',
    `update patient_balances set balance_cents = balance_cents + 1, changed_in = pg_current_xact_id(),
       balance_before = balance_cents + 1 where patient_id = :patient`,
  ),
  ...ruled(
    'owe less than nothing',
    'patient_balances_balance_cents_check',
    'update patient_balances set balance_cents = -1 where patient_id = :patient',
  ),
  app('read the rules’ table to change it', 'grant', `update ledger_rules set sign = 0`),
];

const invoices = [
  ...both(
    'begin with an issued invoice',
    'guard_invoice',
    `insert into invoices (patient_id, staff_id, currency, total_amount_cents, due_date, status)
     values (:patient, :clerk, 'usd', 0, '2027-01-01', 'issued')`,
  ),
  ...both('delete an issued invoice', 'guard_invoice', 'delete from invoices where id = :issued'),
  ...[
    ['a draft', ':draft', 'paid'],
    ['a paid invoice', ':paid', 'cancelled'],
    ['a partly paid invoice', ':partly', 'cancelled'],
    ['a cancelled invoice', ':cancelled', 'issued'],
    ['an issued invoice', ':issued', 'draft'],
  ].flatMap(([what, id, status]) =>
    both(
      `make ${what} ${status}`,
      'guard_invoice',
      `update invoices set status = '${status}' where id = ${id}`,
    ),
  ),
  ...[
    'total_amount_cents = 1',
    `currency = 'eur'`,
    'patient_id = :other',
    `invoice_number = 'X-202601-0001'`,
  ].flatMap((edit) =>
    both(
      `edit an issued invoice: ${edit}`,
      'guard_invoice',
      `update invoices set ${edit} where id = :issued`,
    ),
  ),
  owner('give an invoice another id', 'guard_invoice', 'update invoices set id = :fresh where id = :draft'),
  ...both(
    'say that it is paid',
    'check_invoice_against_ledger',
    `update invoices set status = 'paid' where id = :issued`,
  ),
  ...both(
    'say that it is unpaid',
    'check_invoice_against_ledger',
    `update invoices set status = 'issued' where id = :paid`,
  ),
  ...both(
    'cancel a debt that stands',
    'check_invoice_against_ledger',
    `update invoices set status = 'cancelled', cancelled_at = now() where id = :issued`,
  ),
  ...both(
    'write another total',
    'check_invoice_total',
    'update invoices set total_amount_cents = total_amount_cents - 1 where id = :draft',
  ),
  ...both(
    'discount without lowering the total',
    'check_invoice_total',
    'update invoices set discount_cents = 1 where id = :draft',
  ),
  ...both(
    'add a line and leave the total',
    'check_invoice_total',
    `insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents) values (:draft, 2, 'x', 1, 5)`,
  ),
  ...both(
    'give a discount that no line shares',
    'check_invoice_discount',
    'update invoices set discount_cents = 1, total_amount_cents = total_amount_cents - 1 where id = :draft',
  ),
  ...both(
    'let a line share a discount that the invoice does not give',
    'check_invoice_discount',
    `delete from invoice_items where invoice_id = :draft;
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents, tax_cents, invoice_discount_cents)
       values (:draft, 1, 'x', 1, 10000, 1000, 1)`,
  ),
  ...both(
    'issue an invoice before its service is given',
    'check_service_dates',
    `delete from invoice_items where invoice_id = :draft;
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents, tax_cents, service_date)
       values (:draft, 1, 'x', 1, 10000, 1000, '2199-01-01');
     update invoices set status = 'issued', invoice_number = 'CLINIC-209901-0001', issued_at = now() where id = :draft`,
  ),
  ...both(
    'charge another price than the list and give no reason',
    'check_listed_price',
    `delete from invoice_items where invoice_id = :draft;
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents, tax_cents, price_list_version_id)
       values (:draft, 1, 'x', 1, 10000, 1000, :listed)`,
  ),
  ...both(
    'drop a line and leave the total',
    'check_invoice_total',
    'delete from invoice_items where invoice_id = :draft',
  ),
  ...both(
    'add a line to an issued invoice',
    'guard_invoice_item',
    `insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents) values (:issued, 2, 'x', 1, 0)`,
  ),
  ...both(
    'drop a line of an issued invoice',
    'guard_invoice_item',
    'delete from invoice_items where invoice_id = :issued',
  ),
  ...ruled(
    'change a line of an issued invoice',
    'guard_invoice_item',
    `update invoice_items set description = 'x' where invoice_id = :issued`,
  ),
  ...ruled(
    'move a line to another invoice',
    'guard_invoice_item',
    'update invoice_items set invoice_id = :issued, position = 2 where invoice_id = :draft',
  ),
  ...both(
    'move a due date without a reason',
    'check_due_date_change',
    `update invoices set due_date = '2028-01-01' where id = :partly`,
  ),
  ...both(
    'move a due date to another day than the reason says',
    'check_due_date_change',
    `insert into due_date_changes (invoice_id, from_date, to_date, reason, staff_id, changed_at)
       values (:partly, '2027-06-30', '2027-07-01', 'x', :clerk, now());
     update invoices set due_date = '2028-01-01' where id = :partly`,
  ),
  ...ruled(
    'hide an invoice as archived',
    'guard_archived_at',
    'update invoices set archived_at = now() where id = :paid',
  ),
];

const SURPLUS = { account: 'patient_credit', cents: -10_00, patient: ':patient' };
/** The signed move of a part of the payment of several invoices. */
const moved = (from: string, to: string, cents: number): string =>
  `insert into allocation_moves (id, payment_id, currency, from_invoice_id, to_invoice_id, amount_cents, reason, staff_id, moved_at)
   values (:fresh, :several, 'usd', ${from}, ${to}, ${cents}, 'x', :clerk, now());`;
const refunding = `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, status, requested_by)
  values (:fresh, :payment, 'usd', 10, 'other', 'reopen', 'requested', :clerk);`;
const madeAtStripe = `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id)
  values (:fresh, :payment, 'usd', 10, 'other', 'credit', 'processing', true, 're_hostile');`;
const payments = [
  ...both(
    'record money that is not in the ledger',
    'check_payment_booked',
    `insert into payments (invoice_id, stripe_payment_id, amount_cents, currency, status, method, received_at)
     values (:issued, 'pi_hostile', 10, 'usd', 'succeeded', 'card', now())`,
  ),
  ...both(
    'rewrite the amount of a payment',
    'guard_payment',
    'update payments set amount_cents = 1 where id = :payment',
  ),
  ...both(
    'let a booked payment fail',
    'guard_payment',
    `update payments set status = 'failed' where id = :payment`,
  ),
  ...ruled(
    'move a payment to another invoice',
    'guard_payment',
    'update payments set invoice_id = :issued where id = :payment',
  ),
  ...ruled('delete a payment', 'guard_payment', 'delete from payments where id = :payment'),
  ...both(
    'take a receipt number that no series gave',
    'check_number_given',
    `insert into payments (id, invoice_id, amount_cents, currency, status, method, received_at, receipt_number, recorded_by)
       values (:fresh, :surplus, 1000, 'usd', 'succeeded', 'cash', now(), 'CLINIC-R-209901-0001', :clerk);
     ${post(
       'payment',
       `'hostile'`,
       [
         { account: 'cash', cents: 10_00, payment: ':fresh' },
         { ...SURPLUS, payment: ':fresh' },
       ],
       { id: ':fresher' },
     )}`,
  ),
  ...ruled(
    'rewrite a receipt’s number',
    'guard_offline_payment',
    `update payments set receipt_number = 'CLINIC-R-209901-0001' where id = :cash`,
  ),
  ...both(
    'turn cash into a cheque',
    'guard_offline_payment',
    `update payments set method = 'cheque' where id = :cash`,
  ),
  ...ruled(
    'mark a payment as reversed',
    'guard_offline_payment',
    'update payments set reversed_at = now() where id = :cash',
  ),
  ...both(
    'begin with a reversed payment',
    'guard_offline_payment',
    `insert into payments (invoice_id, stripe_payment_id, amount_cents, currency, status, method, received_at, reversed_at)
     values (:issued, 'pi_hostile', 10, 'usd', 'succeeded', 'card', now(), now())`,
  ),
  ...both(
    'reverse a payment without booking it',
    'check_payment_booked',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:cash, 'x', :admin, now())`,
  ),
  ...both(
    'reverse a part of a payment',
    'check_payment_booked',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:cash, 'x', :admin, now());
     ${post('payment_reversal', `'payment:' || :cash`, [
       owed(':partly', 30_00, 'settle', ':cash'),
       { account: 'cash', cents: -30_00, payment: ':cash' },
     ])}`,
  ),
  ...both(
    'book a reversal that no one signed',
    'check_payment_booked',
    `${post('payment_reversal', `'payment:' || :cash`, [
      owed(':partly', 40_00, 'settle', ':cash'),
      { account: 'cash', cents: -40_00, payment: ':cash' },
    ])} update invoices set status = 'issued' where id = :partly`,
  ),
  ...both(
    'leave the surplus of a payment to another patient',
    'guard_payer',
    `${number('receipt', 'R-', ':fresh')}
     insert into payments (id, invoice_id, amount_cents, currency, status, method, received_at, receipt_number, recorded_by)
       values (:fresh, :surplus, 1000, 'usd', 'succeeded', 'cash', now(), ${numberOf(':fresh')}, :clerk);
     ${post(
       'payment',
       `'payment:' || :fresh`,
       [
         { account: 'cash', cents: 10_00, payment: ':fresh' },
         { ...SURPLUS, patient: ':other', payment: ':fresh' },
       ],
       { id: ':fresher' },
     )}`,
  ),
  ...both(
    'settle more of the invoices than a payment has',
    'guard_ledger_rules',
    post('payment', `'x'`, [
      owed(':issued', -110_00, 'settle', ':cash'),
      owed(':partly', -10_00, 'settle', ':cash'),
      { account: 'cash', cents: 100_00, payment: ':cash' },
      { account: 'patient_credit', cents: 20_00, patient: ':patient', payment: ':cash' },
    ]),
  ),
  ...both(
    'reverse a payment on another invoice than it settled',
    'check_payment_booked',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:several, 'x', :admin, now());
     ${post('payment_reversal', `'payment:' || :several`, [
       owed(':severalFirst', 20_00, 'settle', ':several'),
       owed(':severalSecond', 10_00, 'settle', ':several'),
       { account: 'cash', cents: -30_00, payment: ':several' },
     ])} update invoices set status = 'issued' where id = :severalFirst;
     update invoices set status = 'issued' where id = :severalSecond`,
  ),
  ...both(
    'move a part of a payment that no one signed',
    'check_allocation_move',
    `${post('allocation_moved', `'allocation_move:' || :fresh`, [
      owed(':severalSecond', 5_00, 'settle', ':several'),
      owed(':issued', -5_00, 'settle', ':several'),
    ])} update invoices set status = 'partially_paid' where id = :issued`,
  ),
  ...both(
    'move another amount than is signed',
    'check_allocation_move',
    `${moved(':severalSecond', ':issued', 4_00)}
     ${post('allocation_moved', `'allocation_move:' || :fresh`, [
       owed(':severalSecond', 5_00, 'settle', ':several'),
       owed(':issued', -5_00, 'settle', ':several'),
     ])} update invoices set status = 'partially_paid' where id = :issued`,
  ),
  ...both('sign a move and not book it', 'check_allocation_move', moved(':severalSecond', ':issued', 5_00)),
  ...both(
    'move more of a payment than it settled',
    'check_payment_booked',
    `${moved(':partly', ':issued', 5_00)}
     ${post('allocation_moved', `'allocation_move:' || :fresh`, [
       owed(':partly', 5_00, 'settle', ':several'),
       owed(':issued', -5_00, 'settle', ':several'),
     ])} update invoices set status = 'partially_paid' where id = :issued`,
  ),
  ...both(
    'divide a refund into less than it is',
    'check_refund_parts',
    `${refunding}
     insert into refund_parts (refund_id, invoice_id, amount_cents) values (:fresh, :paid, 5)`,
  ),
  ...both(
    'divide a refund over an invoice of another patient',
    'guard_refund_part',
    `${refunding}
     insert into refund_parts (refund_id, invoice_id, amount_cents) values (:fresh, :overpaid, 10)`,
  ),
  ...both(
    'divide a refund anew',
    'guard_refund_part',
    `insert into refund_parts (refund_id, invoice_id, amount_cents)
     select id, :paid, amount_cents from refunds where id = :refund`,
  ),
  ...both(
    'switch the effect of a refund that was asked for here',
    'guard_refund',
    `update refunds set effect = case effect when 'credit' then 'reopen' else 'credit' end where id = :refund`,
  ),
  ...both(
    'switch the effect of a refund made at Stripe, and no one says why',
    'check_refund_effect',
    `${madeAtStripe} update refunds set effect = 'reopen' where id = :fresh`,
  ),
  ...both(
    'book a switch that no one signed',
    'check_refund_effect',
    post('refund_effect', `'refund_effect:' || :fresh`, [
      owed(':partly', -10_00, 'credit'),
      { account: 'adjustments', cents: 10_00, invoice: ':partly' },
    ]),
  ),
  ...both(
    'reverse money that came through Stripe',
    'guard_payment_reversal',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:payment, 'x', :admin, now())`,
  ),
  ...both(
    'reverse a payment that never was',
    'guard_payment_reversal',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:fresh, 'x', :admin, now())`,
  ),
  ...both(
    'reverse a payment twice',
    'payment_reversals_payment_id_key',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:reversedPayment, 'x', :admin, now())`,
  ),
  ...both(
    'open two payment pages for one invoice',
    'checkout_invoices_one_open',
    `insert into checkout_sessions (invoice_id, currency, amount_cents, kind, state, idempotency_key, request)
     values (:writtenOff, 'usd', 5, 'checkout_session', 'creating', 'hostile-1', '{}'),
            (:writtenOff, 'usd', 5, 'checkout_session', 'creating', 'hostile-2', '{}')`,
  ),
  ...both(
    'cover more by a payment page than it asks for',
    'check_checkout_covers',
    `insert into checkout_sessions (id, invoice_id, currency, amount_cents, kind, state, idempotency_key)
       values (:fresh, :writtenOff, 'usd', 5, 'checkout_session', 'failed', 'hostile-3');
     insert into checkout_invoices (checkout_id, invoice_id, place, amount_cents) values (:fresh, :draft, 2, 5)`,
  ),
];

const numbered = (id: string, fields: string, values: string): string => `${number('credit_note', 'CN-', id)}
  insert into credit_notes (id, number, invoice_id, currency, ${fields}, reason, staff_id, issued_at)
    values (${id}, ${numberOf(id)}, ${values}, 'x', :clerk, now());`;
const NOTE = 'amount_cents, tax_cents, owed_cents, to_credit_cents';

const documents = [
  ...both(
    'write a credit note that is not booked',
    'check_document_booked',
    numbered(':fresh', NOTE, `:issued, 'usd', 10, 0, 10, 0`),
  ),
  ...both(
    'credit more as a clerk than the clinic allows',
    'guard_clerk_credit_note',
    numbered(':fresh', NOTE, `:issued, 'usd', 50001, 0, 50001, 0`),
  ),
  ...both(
    'credit more tax than was charged',
    'check_charge_left',
    `${post(
      'credit_note',
      `'credit_note:' || :fresh`,
      [
        owed(':issued', -20_00, 'credit'),
        { account: 'adjustments', cents: 5_00, invoice: ':issued' },
        { account: 'tax_payable', cents: 15_00, invoice: ':issued' },
      ],
      { id: ':fresher' },
    )} ${numbered(':fresh', NOTE, `:issued, 'usd', 2000, 1500, 2000, 0`)}`,
  ),
  ...both(
    'give back by a credit note what was not paid',
    'check_money_back',
    `${post(
      'credit_note',
      `'credit_note:' || :fresh`,
      [
        { account: 'patient_credit', cents: -20_00, patient: ':patient', invoice: ':issued' },
        { account: 'adjustments', cents: 20_00, invoice: ':issued' },
      ],
      { id: ':fresher' },
    )} ${numbered(':fresh', NOTE, `:issued, 'usd', 2000, 0, 0, 2000`)}`,
  ),
  ...both(
    'credit the line of another invoice',
    'check_credit_note',
    `insert into credit_note_lines select :note, id, 5, 0 from invoice_items where invoice_id = :issued`,
  ),
  ...both(
    'take a number for a credit note that no series gave',
    'check_number_given',
    `insert into credit_notes (id, number, invoice_id, currency, ${NOTE}, reason, staff_id, issued_at)
       values (:fresh, 'CLINIC-CN-209901-0001', :issued, 'usd', 10, 0, 10, 0, 'x', :clerk, now());
     ${post(
       'credit_note',
       `'credit_note:' || :fresh`,
       [owed(':issued', -10, 'credit'), { account: 'adjustments', cents: 10, invoice: ':issued' }],
       { id: ':fresher' },
     )}`,
  ),
  ...both(
    'write off without booking it',
    'check_document_booked',
    `insert into write_offs (invoice_id, currency, amount_cents, reason, staff_id, written_off_at)
     values (:issued, 'usd', 10, 'x', :admin, now())`,
  ),
  ...both(
    'reverse a write-off by another amount',
    'guard_write_off',
    `insert into write_offs (invoice_id, currency, amount_cents, reason, staff_id, written_off_at, reverses)
     values (:writtenOff, 'usd', 999, 'x', :admin, now(), :standing)`,
  ),
  ...both(
    'reverse a write-off that never was',
    'guard_write_off',
    `insert into write_offs (invoice_id, currency, amount_cents, reason, staff_id, written_off_at, reverses)
     values (:writtenOff, 'usd', 500, 'x', :admin, now(), :fresh)`,
  ),
  ...both(
    'reverse a write-off twice',
    'write_offs_reverses_key',
    `insert into write_offs (invoice_id, currency, amount_cents, reason, staff_id, written_off_at, reverses)
     values (:writtenOff, 'usd', 500, 'x', :admin, now(), :undone)`,
  ),
  ...both(
    'use credit without booking it',
    'check_document_booked',
    `insert into credit_uses (kind, patient_id, currency, amount_cents, invoice_id, staff_id, used_at)
     values ('applied', :patient, 'usd', 10, :issued, :clerk, now())`,
  ),
];

/** Credit of :other paid out in cash, booked under its own id. */
const paidOut = (cents: number, id = ':fresh', staff = ':admin'): string =>
  `insert into credit_uses (id, kind, patient_id, currency, amount_cents, method, reference, staff_id, used_at)
     values (${id}, 'refunded', :other, 'usd', ${cents}, 'cash', 'transfer', ${staff}, now());
   with booked as (insert into ledger_transactions (kind, cause, currency, occurred_at)
     values ('credit_refund', 'credit_use:' || ${id}, 'usd', now()) returning id)
   insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id)
     select id, 'usd', 'patient_credit', ${cents}, :other::uuid from booked
     union all select id, 'usd', 'cash', -${cents}, null from booked;`;
const PAYOUT = (fields: string, values: string): string =>
  `insert into credit_payouts (id, patient_id, currency, amount_cents, method, reference, requested_at, requested_by, ${fields})
     values (:fresh, :other, 'usd', ${values});`;
const DECIDED = (by: string, more = ''): string =>
  `update credit_payouts set status = 'paid', decided_by = ${by}, decided_at = now()${more} where id = :askedPayout;`;

const payouts = [
  ...both('pay credit out above the limit without approval', 'check_credit_payout', paidOut(500_01)),
  ...both(
    'pay credit out above the limit in small parts',
    'check_credit_payout',
    paidOut(250_00) + paidOut(250_01, ':fresher'),
  ),
  ...both(
    'pay out what is only requested',
    'check_credit_payout',
    paidOut(600_00, ':askedPayout', ':otherAdmin'),
  ),
  ...both('say that a pay-out was paid', 'check_credit_payout', DECIDED(':otherAdmin')),
  ...both('take credit that a pay-out reserves', 'check_credit_reserved', paidOut(400_00)),
  ...both(
    'request more than the credit that is free',
    'check_credit_reserved',
    PAYOUT('status', `30001, 'cash', 'x', now(), :admin, 'requested'`),
  ),
  ...both(
    'begin with a pay-out that is rejected',
    'guard_credit_payout',
    PAYOUT(
      'status, decided_by, decided_at, decision_reason',
      `100, 'cash', 'x', now(), :admin, 'rejected', :otherAdmin, now(), 'x'`,
    ),
  ),
  ...both(
    'request a pay-out without a member of staff',
    'guard_credit_payout',
    PAYOUT('status', `100, 'cash', 'x', now(), gen_random_uuid(), 'requested'`),
  ),
  ...both('approve a pay-out as a clerk', 'guard_credit_payout', DECIDED(':clerk')),
  ...both('approve one’s own pay-out', 'credit_payouts_two_people', DECIDED(':admin')),
  ...both(
    'approve one’s own pay-out though there is another admin',
    'guard_credit_payout',
    DECIDED(':admin', ', self_approved = true'),
  ),
  ...both(
    'approve a pay-out right after one was given access',
    'guard_credit_payout',
    `insert into staff_access_grants (staff_id, granted_by, granted_at, kind) values (:otherAdmin, :clerk, now(), 'reset');
     ${DECIDED(':otherAdmin')}`,
  ),
  ...ruled(
    'raise a pay-out',
    'guard_credit_payout',
    'update credit_payouts set amount_cents = amount_cents + 1 where id = :askedPayout',
  ),
  ...ruled('delete a pay-out', 'guard_credit_payout', 'delete from credit_payouts where id = :askedPayout'),
];

const numbers = [
  ...both(
    'leave a gap',
    'guard_number',
    `insert into document_numbers (kind, month, sequence, number, document_id) values ('invoice', '209901', 2, 'CLINIC-209901-0002', :fresh)`,
  ),
  ...both(
    'number a document that does not exist',
    'check_number_used',
    `insert into document_numbers (kind, month, sequence, number, document_id) values ('invoice', '209901', 1, 'CLINIC-209901-0001', :fresh)`,
  ),
  ...both(
    'number a document twice',
    'document_numbers_kind_document_id_key',
    `insert into document_numbers (kind, month, sequence, number, document_id) values ('invoice', '209901', 1, 'CLINIC-209901-0001', :issued)`,
  ),
  ...both(
    'give a number that reads as another',
    'document_numbers_reads',
    `insert into document_numbers (kind, month, sequence, number, document_id) values ('invoice', '209901', 1, 'CLINIC-209901-0007', :issued)`,
  ),
  ...both(
    'issue under a number that no series gave',
    'check_number_given',
    `${post('issue', `'invoice:' || :draft`, [
      owed(':draft', 110_00, 'charge'),
      { account: 'revenue', cents: -100_00, invoice: ':draft' },
      { account: 'tax_payable', cents: -10_00, invoice: ':draft' },
    ])} update invoices set status = 'issued', invoice_number = 'CLINIC-209901-0001', issued_at = now() where id = :draft`,
  ),
  ...both(
    'skip a place of the series',
    'check_series_used',
    `update number_series set last = last + 2 where kind = 'invoice'`,
  ),
  ...both(
    'set the series back',
    'guard_series',
    `update number_series set last = last - 1 where kind = 'invoice' and last > 1`,
  ),
  ...both(
    'begin a series at nothing',
    'guard_series',
    `insert into number_series (kind, month, last) values ('invoice', '209901', 0)`,
  ),
  ...both(
    'begin a series in the middle',
    'check_series_used',
    `insert into number_series (kind, month, last) values ('invoice', '209901', 7)`,
  ),
  ...both(
    'take a place and not use it',
    'check_series_used',
    `update number_series set last = last + 1 where kind = 'invoice'`,
  ),
  ...ruled('forget a series', 'guard_series', 'delete from number_series'),
];

const EVENT = `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id, state, settled_at)
  values ('evt_hostile', 'x', false, now(), '\\x00', sha256('x'), 'webhook', 'x', 'applied', now());`;
const REFUND = (fields: string, values: string) =>
  `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, ${fields}) values (:fresh, ${values});`;

const stripe = [
  owner(
    'rewrite what Stripe sent',
    'guard_stripe_event',
    `${EVENT} update stripe_events set type = 'y' where id = 'evt_hostile'`,
  ),
  app(
    'rewrite what Stripe sent',
    'grant',
    `${EVENT} update stripe_events set type = 'y' where id = 'evt_hostile'`,
  ),
  ...both(
    'apply an event a second time',
    'guard_stripe_event',
    `${EVENT} update stripe_events set state = 'received', settled_at = null where id = 'evt_hostile'`,
  ),
  ...both(
    'store an event without its work',
    'check_event_work',
    EVENT.replace(`'applied', now()`, `'received', null`),
  ),
  ...ruled(
    'delete an event',
    'guard_stripe_event',
    `${EVENT} delete from stripe_events where id = 'evt_hostile'`,
  ),
  ...both(
    'refund more than was paid',
    'guard_refund',
    REFUND('status, requested_by', `:payment, 'usd', 10000, 'other', 'credit', 'requested', :clerk`),
  ),
  ...both(
    'refund cash through Stripe',
    'guard_refund',
    REFUND('status, requested_by', `:cash, 'usd', 100, 'other', 'credit', 'requested', :clerk`),
  ),
  ...both(
    'begin with an approved refund',
    'guard_refund',
    REFUND(
      'status, requested_by, decided_by, decided_at',
      `:payment, 'usd', 100, 'other', 'credit', 'approved', :clerk, :admin, now()`,
    ),
  ),
  ...both(
    'approve a refund without a member of staff',
    'guard_refund',
    `update refunds set status = 'approved', decided_at = now() where id = :refund`,
  ),
  ...both(
    'begin with a refund in no known state',
    'guard_refund',
    REFUND('status, made_at_stripe', `:payment, 'usd', 100, 'other', 'credit', 'lost', true`),
  ),
  ...both(
    'approve as a clerk',
    'guard_refund',
    `update refunds set status = 'approved', decided_by = :clerk, decided_at = now(), self_approved = true where id = :refund`,
  ),
  ...both(
    'approve a refund right after one was given access',
    'guard_refund_approver',
    `insert into staff_access_grants (staff_id, granted_by, granted_at, kind) values (:admin, :clerk, now(), 'reset');
     update refunds set status = 'approved', decided_by = :admin, decided_at = now() where id = :refund`,
  ),
  ...both(
    'approve one’s own refund',
    'refunds_check1',
    `${REFUND('status, requested_by', `:payment, 'usd', 100, 'other', 'credit', 'requested', :admin`)}
     update refunds set status = 'approved', decided_by = :admin, decided_at = now() where id = :fresh`,
  ),
  ...both(
    'settle a refund that no one approved',
    'guard_refund',
    `update refunds set status = 'succeeded', settled_at = now() where id = :refund`,
  ),
  ...ruled(
    'raise a refund',
    'guard_refund',
    'update refunds set amount_cents = amount_cents + 1 where id = :refund',
  ),
  ...both(
    'call a refund recovered that Stripe does not have',
    'guard_refund',
    'update refunds set recovered = true where id = :refund',
  ),
  ...ruled('delete a refund', 'guard_refund', 'delete from refunds where id = :refund'),
  ...ruled(
    'say that a payment was refunded',
    'check_payment_refunds',
    'update payments set refunded_cents = 100 where id = :payment',
  ),
  ...both(
    'rewrite what a dispute withdrew',
    'guard_dispute',
    `${DISPUTE} update disputes set withdrawn_cents = 100 where id = :fresh; update disputes set withdrawn_cents = 50 where id = :fresh`,
  ),
  ...both(
    'decide on a dispute as a clerk',
    'guard_dispute',
    `${DISPUTE} update disputes set withdrawn_cents = 100, outcome = 'absorb', decided_by = :clerk, decided_at = now() where id = :fresh`,
  ),
  ...both(
    'charge the fee of a dispute in another currency',
    'guard_dispute',
    `${DISPUTE} update disputes set fee_cents = 5, fee_currency = 'usd' where id = :fresh;
     update disputes set fee_currency = 'eur' where id = :fresh`,
  ),
  ...ruled('delete a dispute', 'guard_dispute', `${DISPUTE} delete from disputes where id = :fresh`),
];

const schema = [
  app('make a table', 'grant', 'create table mine (id int)'),
  app('drop a table', 'grant', 'drop table ledger_entries'),
  app('disable a trigger', 'grant', 'alter table ledger_entries disable trigger all'),
  app(
    'replace a guard',
    'grant',
    `create or replace function refuse_change() returns trigger language plpgsql as 'begin return old; end'`,
  ),
  app('switch triggers off for the session', 'grant', 'set session_replication_role = replica'),
  owner('switch triggers off for the session', 'grant', 'set session_replication_role = replica'),
  app('become the owner', 'grant', 'grant clinic_owner to clinic_app'),
  app('read files of the server', 'grant', `select pg_read_file('/etc/passwd')`),
];

export const HOSTILE: readonly Hostile[] = [
  ...addedOnly,
  ...neverEmptied,
  ...ledger,
  ...invoices,
  ...payments,
  ...documents,
  ...payouts,
  ...numbers,
  ...stripe,
  ...HOSTILE_GIVEN_BACK,
  ...HOSTILE_PARTS,
  ...HOSTILE_CREDIT_NOTES,
  ...schema,
];
