/** Stripe's other entries, which staff book from their difference: a cost, or money of the owner's. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    insert into ledger_rules (kind, account, sign, effect) values
      ('stripe_adjustment', 'stripe_clearing', 0, null), ('stripe_adjustment', 'payment_fees', 0, null),
      ('stripe_adjustment', 'bank', 0, null);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`delete from ledger_rules where kind = 'stripe_adjustment'`);
}
