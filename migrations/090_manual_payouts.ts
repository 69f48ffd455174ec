/** Payouts that were made by hand: Stripe does not say what they are made of. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table payouts add column automatic boolean not null default true');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payouts drop column automatic');
}
