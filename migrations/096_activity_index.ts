/** The newest things that people did, for the dashboard: most rows of the trail are looks at records. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index audit_logs_activity on audit_logs (sequence desc)
      where outcome = 'done' and action not like 'read\\_%' and action not like 'sign\\_%' and action <> 'send_message';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index audit_logs_activity');
}
