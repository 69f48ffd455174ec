/** Lists whose order no index had. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index patient_balances_credit;
    create index patient_balances_credit on patient_balances (credit_cents desc, patient_id desc, currency desc)
      where credit_cents > 0;
    -- Few of the disputes are open, and every reminder asks for one.
    create index disputes_open on disputes (payment_id) where status not in ('won', 'lost', 'warning_closed', 'prevented');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index disputes_open;
    drop index patient_balances_credit;
    create index patient_balances_credit on patient_balances (credit_cents desc, patient_id) where credit_cents > 0;
  `);
}
