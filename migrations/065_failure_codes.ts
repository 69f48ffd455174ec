/** Why a payment failed, as Stripe's code, so that the patient reads it in their own language. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table payments add column failure_code text check (length(failure_code) between 1 and 100),
      add constraint payments_failure_code_of_failed check (failure_code is null or status = 'failed');
    grant update (failure_code) on payments to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table payments drop column failure_code');
}
