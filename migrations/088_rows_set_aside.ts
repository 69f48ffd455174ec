/** A row of Stripe's that cannot be booked is set aside as a difference of its own class. */
import type { Knex } from 'knex';

const CLASSES = `'missing_here', 'missing_at_stripe', 'amount_differs', 'unknown_invoice', 'refund_outside', 'fee_missing',
  'payout_differs', 'unexplained'`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table reconciliation_breaks drop constraint reconciliation_breaks_class_check;
    alter table reconciliation_breaks add constraint reconciliation_breaks_class_check
      check (class in (${CLASSES}, 'not_booked'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table reconciliation_breaks drop constraint reconciliation_breaks_class_check;
    alter table reconciliation_breaks add constraint reconciliation_breaks_class_check check (class in (${CLASSES})) not valid;
  `);
}
