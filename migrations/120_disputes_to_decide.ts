/** What a dispute that ended did not return is decided by staff: also when only a part of the money came back. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index disputes_to_do;
    create index disputes_to_do on disputes (opened_at desc)
      where status like '%needs\\_response' or (status in ('lost', 'prevented') or status = 'won' and reinstated_cents > 0)
        and outcome is null and withdrawn_cents > reinstated_cents;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index disputes_to_do;
    create index disputes_to_do on disputes (opened_at desc)
      where status like '%needs\\_response' or status = 'lost' and outcome is null and withdrawn_cents > reinstated_cents;
  `);
}
