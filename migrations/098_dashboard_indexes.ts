/** The alerts of the dashboard find what is rare without a walk through all payments and invoices. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index payments_failed on payments (received_at desc) where status = 'failed';
    create index payments_received on payments (currency, received_at desc) include (amount_cents)
      where status <> 'failed' and reversed_at is null;
    create index invoices_owed_after_refund on invoices (updated_at desc) where balance_cents > 0 and refunded_cents > 0;
    -- Pages that Stripe never made or refused, and the newest one that it made.
    create index checkout_sessions_refused on checkout_sessions (invoice_id, created_at desc)
      where state = 'failed' or stripe_id is null;
    create index checkout_sessions_made on checkout_sessions (currency, created_at desc) where stripe_id is not null;
    create index disputes_to_do on disputes (opened_at desc)
      where status like '%needs\\_response' or status = 'lost' and outcome is null and withdrawn_cents > reinstated_cents;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index disputes_to_do;
    drop index checkout_sessions_made;
    drop index checkout_sessions_refused;
    drop index invoices_owed_after_refund;
    drop index payments_received;
    drop index payments_failed;
  `);
}
