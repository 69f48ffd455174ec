/** What a payment page is asked for holds the patient's link: it is ciphertext, and gone once the page is there. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Nobody can seal here what waits in clear: those few pages are asked for anew by whoever wants one.
    update checkout_sessions set state = 'failed', last_error = 'given up at an update' where stripe_id is null
      and state in ('creating', 'closing');
    alter table checkout_sessions drop column request, add column request bytea,
      add constraint checkout_sessions_request_check check (request is not null or stripe_id is not null or state = 'failed');
    grant update (request) on checkout_sessions to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table checkout_sessions drop column request, add column request jsonb not null default '{}';
    alter table checkout_sessions alter column request drop default;
  `);
}
