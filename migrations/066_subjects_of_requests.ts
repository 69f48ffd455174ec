/** What a request did may be a Stripe event, whose id is no UUID. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table idempotency_keys alter column subject_id type text');
}

export async function down(knex: Knex): Promise<void> {
  // The answers to such requests would be lost; the keys stay, so that nothing is done twice.
  await knex.raw(`
    alter table idempotency_keys alter column subject_id type uuid
      using case when subject_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then subject_id::uuid end
  `);
}
