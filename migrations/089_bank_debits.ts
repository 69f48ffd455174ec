/** Bank debits that are on their way or have failed: Stripe has booked them, and our ledger books only those that succeed. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table bank_debits (
      stripe_charge_id text primary key,
      stripe_payment_id text not null,
      invoice_id uuid not null references invoices (id),
      amount_cents bigint not null check (amount_cents > 0),
      currency text not null,
      state text not null check (state in ('pending', 'failed')),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index bank_debits_by_invoice on bank_debits (invoice_id);
    create trigger bank_debits_touch before update on bank_debits for each row execute function touch_updated_at();
    create trigger bank_debits_no_delete before delete on bank_debits for each row execute function refuse_change();
    create trigger bank_debits_keep before truncate on bank_debits execute function refuse_change();
    grant select, insert, update (state) on bank_debits to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table bank_debits');
}
