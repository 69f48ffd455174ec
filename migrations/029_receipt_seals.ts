/** Finds the first seal over a row of the audit trail, as receipts print it. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index audit_seals_by_sequence on audit_seals (sequence, number)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index audit_seals_by_sequence');
}
