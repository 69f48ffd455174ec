/** A payment page gets a new idempotency key when Stripe has stored an error under the first. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('grant update (idempotency_key) on checkout_sessions to clinic_app');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('revoke update (idempotency_key) on checkout_sessions from clinic_app');
}
