/** One late fee for each stretch of lateness, whatever the rule was, and an index for invoices that were issued late. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table late_fees drop constraint late_fees_invoice_id_rule_period_key, add unique (invoice_id, period);
    create index invoices_issued_lately on invoices (issued_at) where status in ('issued', 'partially_paid');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index invoices_issued_lately;
    alter table late_fees drop constraint late_fees_invoice_id_period_key, add unique (invoice_id, rule, period);
  `);
}
