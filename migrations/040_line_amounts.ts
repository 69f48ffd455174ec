/**
 * Lines with decimals, rates with three decimals, and the invoice's discount spread over its lines: no tax above what is
 * taxed, and no line below nothing. Lines of earlier invoices keep what they say.
 */
import type { Knex } from 'knex';

const GROSS = 'round(quantity * unit_price_cents)';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table invoice_items drop column total_cents, drop constraint invoice_items_check,
      drop constraint invoice_items_quantity_check;
    alter table invoice_items alter column quantity type numeric;
    alter table invoice_items
      add column invoice_discount_cents bigint not null default 0 check (invoice_discount_cents >= 0),
      add column tax_rate_thousandths integer check (tax_rate_thousandths between 0 and 100000),
      add column total_cents bigint generated always as (${GROSS}::bigint - discount_cents + tax_cents) stored,
      add constraint invoice_items_quantity_check
        check (quantity > 0 and quantity <= 9999 and scale(trim_scale(quantity)) <= 3),
      add constraint invoice_items_net_check check (discount_cents + invoice_discount_cents <= ${GROSS}),
      add constraint invoice_items_same_rate_check check (tax_rate_thousandths = tax_basis_points * 10),
      add constraint invoice_items_tax_check
        check (tax_cents <= ${GROSS} - discount_cents - invoice_discount_cents) not valid;

    -- At commit: the lines of a draft, and of what is issued now, share the whole discount of the invoice.
    create function check_invoice_discount() returns trigger language plpgsql as $$
    declare checked uuid; invoice record; shared bigint;
    begin
      if tg_table_name = 'invoices' then checked := new.id;
      elsif tg_op = 'DELETE' then checked := old.invoice_id;
      else checked := new.invoice_id;
      end if;
      select id, status, discount_cents into invoice from invoices where id = checked;
      if not found or (tg_table_name <> 'invoices' and invoice.status <> 'draft') then return null; end if;
      select coalesce(sum(invoice_discount_cents), 0) into shared from invoice_items where invoice_id = checked;
      if shared <> invoice.discount_cents then
        raise exception 'the lines of invoice % share % of its discount of %', checked, shared, invoice.discount_cents
          using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger invoices_total_shared after update of status, discount_cents on invoices
      deferrable initially deferred for each row when (old.status = 'draft' and new.status <> 'cancelled')
      execute function check_invoice_discount();
    create constraint trigger invoice_items_total_shared after insert or update or delete on invoice_items
      deferrable initially deferred for each row execute function check_invoice_discount();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ begin
      if exists (select from invoice_items where quantity <> trunc(quantity) or invoice_discount_cents > 0
          or tax_rate_thousandths is not null and tax_basis_points is null) then
        raise exception 'invoices hold quantities, rates or discounts that the earlier tables cannot hold';
      end if;
    end $$;
    drop trigger invoice_items_total_shared on invoice_items;
    drop trigger invoices_total_shared on invoices;
    drop function check_invoice_discount();
    alter table invoice_items drop column total_cents, drop constraint invoice_items_quantity_check,
      drop constraint invoice_items_net_check, drop constraint invoice_items_tax_check,
      drop column invoice_discount_cents, drop column tax_rate_thousandths;
    alter table invoice_items alter column quantity type integer using round(quantity)::integer;
    alter table invoice_items
      add column total_cents bigint generated always as (quantity * unit_price_cents - discount_cents + tax_cents) stored,
      add check (quantity between 1 and 9999),
      add check (discount_cents <= quantity * unit_price_cents);
  `);
}
