/** What a clinic demands of a sign-in is a setting that an admin changes while it runs. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clinic_settings add column security jsonb not null default '{}'
      check (jsonb_typeof(security) = 'object')
      check (coalesce(security ->> 'second_factor', 'optional') in ('optional', 'required'))
      check (coalesce(jsonb_typeof(security -> 'step_up_for_refunds'), 'boolean') = 'boolean')
      check (coalesce((security ->> 'session_idle_minutes')::integer, 15) between 5 and 60);
    grant update (security) on clinic_settings to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table clinic_settings drop column security');
}
