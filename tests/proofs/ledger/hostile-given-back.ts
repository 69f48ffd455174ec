/** Giving money back a second time: what no role may write, at the request, the approval, the sending and beside them. */
import { type Hostile, owed, post } from './sql.ts';

const both = (name: string, refusedBy: string, sql: string): Hostile[] =>
  (['clinic_app', 'clinic_owner'] as const).map((as) => ({ name, as, refusedBy, sql }));

const request = (payment: string, effect: string, cents: number): string =>
  `insert into refunds (payment_id, currency, amount_cents, reason, effect, status, requested_by)
     values (${payment}, 'usd', ${cents}, 'other', '${effect}', 'requested', :clerk);`;
const approve = (refund: string): string =>
  `update refunds set status = 'approved', decided_by = :admin, decided_at = now() where id = ${refund};`;
const CREDIT = { account: 'patient_credit', cents: 51_00, patient: ':giver' };
const credited = (invoice: string, cents: number) => ({
  ...owed(invoice, cents, 'credit'),
  patient: ':giver',
});
const use = (kind: 'applied' | 'refunded', fields: string, values: string): string =>
  `insert into credit_uses (id, kind, patient_id, currency, amount_cents, staff_id, used_at, ${fields})
     values (:fresh, '${kind}', :giver, 'usd', 5100, :admin, now(), ${values});`;
const own = { id: ':fresher' };

export const HOSTILE_GIVEN_BACK: readonly Hostile[] = [
  ...['credit', 'reopen'].flatMap((effect) => [
    ...both(
      `request a refund of money that was paid out as credit, effect ${effect}`,
      'check_refund_money',
      request(':spentPayment', effect, 1),
    ),
    ...both(
      `request two refunds that are each possible, together not, effect ${effect}`,
      'check_refund_money',
      request(':reservedPayment', effect, 20_00) + request(':reservedPayment', effect, 20_01),
    ),
  ]),
  ...both(
    'approve a refund whose money was paid out since it was requested',
    'check_refund_money',
    approve(':overtakenRefund'),
  ),
  ...both(
    'request and approve in one transaction what was paid out',
    'check_refund_money',
    `${request(':spentPayment', 'credit', 110_00)}
     update refunds set status = 'approved', decided_by = :admin, decided_at = now() where payment_id = :spentPayment;`,
  ),
  ...both(
    'send a refund whose money the payer’s bank took back',
    'check_refund_money',
    `update refunds set status = 'processing', request = '{}', sent_at = now() where id = :disputedRefund`,
  ),
  ...both(
    'send at once a refund whose money was paid out',
    'check_refund_money',
    `${approve(':overtakenRefund')}
     update refunds set status = 'processing', request = '{}', sent_at = now() where id = :overtakenRefund`,
  ),
  ...both(
    'pay out credit that an approved refund takes',
    'check_money_back',
    `${use('refunded', 'method, reference', `'cash', 'drawer'`)}
     ${post('credit_refund', `'credit_use:' || :fresh`, [CREDIT, { account: 'cash', cents: -51_00 }], own)}`,
  ),
  ...both(
    'apply credit that an approved refund takes',
    'check_money_back',
    `${use('applied', 'invoice_id', ':owing')}
     ${post(
       'credit_applied',
       `'credit_use:' || :fresh`,
       [CREDIT, { ...owed(':owing', -51_00, 'settle'), patient: ':giver' }],
       own,
     )} update invoices set status = 'partially_paid' where id = :owing`,
  ),
  ...both(
    'reverse a payment at the desk whose money was paid out as credit',
    'check_money_back',
    `insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values (:deskCash, 'x', :admin, now());
     ${post('payment_reversal', `'payment:' || :deskCash`, [
       { ...owed(':desk', 110_00, 'settle', ':deskCash'), patient: ':giver' },
       { account: 'cash', cents: -110_00, payment: ':deskCash' },
     ])} update invoices set status = 'issued' where id = :desk`,
  ),
  ...both(
    'take back by a refund more than was charged',
    'check_charge_left',
    post('refund', `'refund:' || :fresh`, [
      { account: 'stripe_clearing', cents: -10, invoice: ':spent', payment: ':spentPayment' },
      { ...owed(':spent', 10, 'refund', ':spentPayment'), patient: ':giver' },
      { ...credited(':spent', -10), payment: ':spentPayment' },
      { account: 'adjustments', cents: 10, invoice: ':spent', payment: ':spentPayment' },
    ]),
  ),
  ...both(
    'take back by a refund more tax than was charged',
    'check_charge_left',
    post('refund', `'refund:' || :fresh`, [
      { account: 'stripe_clearing', cents: -20_00, invoice: ':paid', payment: ':payment' },
      owed(':paid', 20_00, 'refund', ':payment'),
      owed(':paid', -20_00, 'credit', ':payment'),
      { account: 'tax_payable', cents: 20_00, invoice: ':paid', payment: ':payment' },
    ]),
  ),
  ...both(
    'gain by a refund',
    'guard_ledger_rules',
    post('refund', `'x'`, [
      { account: 'stripe_clearing', cents: -10 },
      { account: 'write_offs', cents: -10 },
    ]),
  ),
  ...both(
    'lose by a refund that failed',
    'guard_ledger_rules',
    post('refund_failed', `'x'`, [
      { account: 'stripe_clearing', cents: 10 },
      { account: 'write_offs', cents: 10 },
    ]),
  ),
  {
    name: 'say that an invoice has money left',
    as: 'clinic_app',
    refusedBy: 'grant',
    sql: `create or replace function invoice_money(checked uuid) returns table (taken_cents bigint, refunded_cents bigint,
      disputed_cents bigint, kept_cents bigint, held_cents bigint, committed_cents bigint, requested_cents bigint)
      language sql as 'select 1, 0, 0, 1, 0, 0, 0'`,
  },
  {
    name: 'drop the guard of refunds',
    as: 'clinic_app',
    refusedBy: 'grant',
    sql: 'drop trigger refunds_money_back on refunds',
  },
];
