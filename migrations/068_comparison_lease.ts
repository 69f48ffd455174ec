/** A comparison that died is taken over within a minute, and one that is asked for beside a running one comes after it. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table reconciliation_runs add column seen_alive_at timestamptz;
    comment on column reconciliation_runs.seen_alive_at is
      'Renewed while the comparison runs; one that was not renewed for a minute has lost its process.';
    drop index reconciliation_runs_one;
    create unique index reconciliation_runs_one_waiting on reconciliation_runs ((true)) where state = 'waiting';
    create unique index reconciliation_runs_one_running on reconciliation_runs ((true)) where state = 'running';
    grant update (seen_alive_at) on reconciliation_runs to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index reconciliation_runs_one_waiting;
    drop index reconciliation_runs_one_running;
    alter table reconciliation_runs drop column seen_alive_at;
    update reconciliation_runs set state = 'failed', finished_at = now() where state = 'running';
    create unique index reconciliation_runs_one on reconciliation_runs ((true)) where state in ('waiting', 'running');
  `);
}
