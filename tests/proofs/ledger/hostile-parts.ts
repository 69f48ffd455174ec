/** What no one may do to moved allocations, to the parts of a refund, and to the switches of a refund's effect. */
import type { Hostile } from './sql.ts';

const UNKNOWN_ID = 'gen_random_uuid()';
const LONG = `repeat('x', 501)`;

const both = (name: string, refusedBy: string, sql: string): Hostile[] =>
  (['clinic_app', 'clinic_owner'] as const).map((as) => ({ name, as, refusedBy, sql }));
const owner = (refusedBy: string, sql: string, name = `break ${refusedBy}`): Hostile => ({
  name,
  as: 'clinic_owner',
  refusedBy,
  sql,
});

type Values = Readonly<Record<string, string>>;

const insert = (table: string, values: Values): string =>
  `insert into ${table} (${Object.keys(values).join(', ')}) values (${Object.values(values).join(', ')});`;

const move = (changed: Values): string =>
  insert('allocation_moves', {
    id: ':fresh',
    payment_id: ':several',
    currency: `'usd'`,
    from_invoice_id: ':severalSecond',
    to_invoice_id: ':issued',
    amount_cents: '500',
    reason: `'x'`,
    staff_id: ':clerk',
    moved_at: 'now()',
    ...changed,
  });

/** A refund that is asked for in this transaction, so that its parts may be named. */
const REFUNDING = `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, status, requested_by)
  values (:fresh, :payment, 'usd', 10, 'other', 'reopen', 'requested', :clerk);`;
const part = (changed: Values = {}): string =>
  insert('refund_parts', { refund_id: ':fresh', invoice_id: ':paid', amount_cents: '10', ...changed });

/** A refund that was made at Stripe, and whose effect is switched in this transaction. */
const SWITCHED = `insert into refunds (id, payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id)
    values (:fresh, :payment, 'usd', 10, 'other', 'credit', 'processing', true, 're_parts');
  update refunds set effect = 'reopen' where id = :fresh;`;
const change = (changed: Values = {}): string =>
  insert('refund_effect_changes', {
    id: ':fresher',
    refund_id: ':fresh',
    effect: `'reopen'`,
    reason: `'x'`,
    staff_id: ':admin',
    changed_at: 'now()',
    ...changed,
  });

/** Rows that are only ever added: how one is made, and a column that someone might want to change. */
const ADDED_ONLY: readonly (readonly [table: string, made: string, column: string])[] = [
  ['allocation_moves', move({}), 'reason'],
  ['refund_parts', REFUNDING + part(), 'amount_cents'],
  ['refund_effect_changes', SWITCHED + change(), 'reason'],
];

const addedOnly = ADDED_ONLY.flatMap(([table, made, column]): Hostile[] => {
  const change = `update ${table} set ${column} = ${column}`;
  const remove = `delete from ${table}`;
  const empty = `truncate ${table} cascade`;
  return [
    ...[change, remove, empty].map(
      (sql): Hostile => ({ name: sql, as: 'clinic_app', refusedBy: 'grant', sql }),
    ),
    owner('refuse_change', `${made} ${change}`, `change a row of ${table}`),
    owner('refuse_change', `${made} ${remove}`, `delete a row of ${table}`),
    owner('refuse_change', empty, empty),
  ];
});

export const HOSTILE_PARTS: readonly Hostile[] = [
  ...addedOnly,
  owner('allocation_moves_amount_cents_check', move({ amount_cents: '0' })),
  owner('allocation_moves_reason_check', move({ reason: LONG })),
  owner('allocation_moves_two_invoices', move({ to_invoice_id: ':severalSecond' })),
  owner('allocation_moves_staff_id_fkey', move({ staff_id: UNKNOWN_ID })),
  owner('allocation_moves_payment_id_currency_fkey', move({ payment_id: UNKNOWN_ID })),
  owner('allocation_moves_from_invoice_id_currency_fkey', move({ from_invoice_id: UNKNOWN_ID })),
  owner('allocation_moves_to_invoice_id_currency_fkey', move({ to_invoice_id: UNKNOWN_ID })),
  owner('allocation_moves_pkey', move({}) + move({})),
  owner('refund_parts_amount_cents_check', REFUNDING + part({ amount_cents: '0' })),
  owner('refund_parts_pkey', REFUNDING + part() + part()),
  owner('refund_effect_changes_effect_check', SWITCHED + change({ effect: `'gift'` })),
  owner('refund_effect_changes_reason_check', SWITCHED + change({ reason: `''` })),
  owner('refund_effect_changes_staff_id_fkey', SWITCHED + change({ staff_id: UNKNOWN_ID })),
  owner('refund_effect_changes_refund_id_fkey', SWITCHED + change({ refund_id: UNKNOWN_ID })),
  owner('refund_effect_changes_pkey', SWITCHED + change() + change()),
  ...both(
    'sign a switch to the effect that the refund has not',
    'check_refund_effect',
    `${SWITCHED} ${change({ effect: `'credit'` })}`,
  ),
  ...both(
    'sign a switch of a refund that was asked for here',
    'check_refund_effect',
    REFUNDING + change({ effect: `'reopen'` }),
  ),
  ...both('name a part of a refund that never was', 'guard_refund_part', part({ refund_id: UNKNOWN_ID })),
  ...both(
    'name a part of an invoice that never was',
    'guard_refund_part',
    REFUNDING + part({ invoice_id: UNKNOWN_ID }),
  ),
];
