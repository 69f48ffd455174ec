/** Finding everything that one request did in the audit trail. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index audit_logs_by_request on audit_logs (request_id, sequence desc)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index audit_logs_by_request');
}
