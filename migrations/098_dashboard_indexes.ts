/** The alerts of the dashboard find what is rare without a walk through all payments and invoices. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index payments_failed on payments (received_at desc) where status = 'failed';
    create index payments_received on payments (currency, received_at desc) include (amount_cents)
      where status <> 'failed' and reversed_at is null;
    create index invoices_owed_after_refund on invoices (updated_at desc) where balance_cents > 0 and refunded_cents > 0;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index invoices_owed_after_refund;
    drop index payments_received;
    drop index payments_failed;
  `);
}
