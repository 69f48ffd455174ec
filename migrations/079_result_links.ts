/** What Stripe sends the patient back with is a link to the result of one payment page, and to nothing else. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table patient_links drop constraint patient_links_purpose_check,
      add constraint patient_links_purpose_check check (purpose in ('pay', 'receipt', 'result')),
      -- Deferred: the link is made first, because its token stands in what the page is requested with.
      add column checkout_id uuid unique references checkout_sessions (id) deferrable initially deferred,
      add constraint patient_links_result_of_page check ((purpose = 'result') = (checkout_id is not null));
    comment on column patient_links.checkout_id is 'The payment page whose result the link shows.';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from patient_links where purpose = 'result';
    alter table patient_links drop column checkout_id, drop constraint patient_links_purpose_check,
      add constraint patient_links_purpose_check check (purpose in ('pay', 'receipt'));
  `);
}
