/** Running totals of the ledger and of open invoices: the dashboard reads sums that the writing transaction has kept. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Which sum an instant belongs to. Every time zone is less than a day and a multiple of a quarter of an hour away from
    -- UTC: an instant that far inside a month is in that month for all of them, and near its ends quarter hours are kept.
    create function total_period(at timestamptz) returns timestamptz language sql immutable as $$
      select case
        when date_trunc('month', at at time zone 'UTC' - interval '1 day') = date_trunc('month', at at time zone 'UTC' + interval '1 day')
          then (date_trunc('month', at at time zone 'UTC') + interval '14 days') at time zone 'UTC'
        else date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00Z') end
    $$;

    create table ledger_totals (
      currency text not null,
      -- See total_period(); -infinity sums everything.
      period timestamptz not null,
      -- Writers of different connections add to different rows, so that they do not wait for each other.
      shard smallint not null,
      invoiced_cents bigint not null,
      collected_cents bigint not null,
      receivable_cents bigint not null,
      primary key (currency, period, shard)
    ) with (fillfactor = 50);
    create table open_totals (
      currency text not null,
      due_date date not null,
      shard smallint not null,
      invoices integer not null,
      balance_cents bigint not null,
      primary key (currency, due_date, shard)
    ) with (fillfactor = 50);

    -- What the rows of the ledger and the invoices say, as the totals should hold it.
    create view ledger_sums as
      select e.currency, total_period(t.occurred_at) as period,
        coalesce(sum(e.amount_cents) filter (where e.account = 'receivable' and e.effect = 'charge'), 0)::bigint as invoiced_cents,
        coalesce(sum(e.amount_cents) filter (where e.account in ('stripe_clearing', 'cash', 'bank')
          and t.kind in ('payment', 'payment_reversal', 'refund', 'refund_failed', 'credit_refund')), 0)::bigint as collected_cents,
        coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0)::bigint as receivable_cents
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      group by 1, 2;
    create view open_sums as
      select currency, due_date, count(*)::integer as invoices, sum(balance_cents)::bigint as balance_cents
      from invoices where status in ('issued', 'partially_paid') group by 1, 2;

    -- Every total that the rows contradict; empty at each commit.
    create view wrong_totals as
      select 'ledger' as total, currency, period::text as of from (
          select * from ledger_sums
          union all select currency, '-infinity', invoiced_cents, collected_cents, receivable_cents from ledger_sums
          union all select currency, period, -invoiced_cents, -collected_cents, -receivable_cents from ledger_totals) d
        group by currency, period
        having sum(invoiced_cents) <> 0 or sum(collected_cents) <> 0 or sum(receivable_cents) <> 0
      union all
      select 'open', currency, due_date::text from (
          select * from open_sums union all select currency, due_date, -invoices, -balance_cents from open_totals) d
        group by currency, due_date having sum(invoices) <> 0 or sum(balance_cents) <> 0;
    grant select on ledger_totals, open_totals, wrong_totals to clinic_app;

    -- Both run as the owner: the application cannot write the totals itself.
    create function follow_ledger_totals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      insert into ledger_totals as k (currency, period, shard, invoiced_cents, collected_cents, receivable_cents)
        select s.currency, p.period, pg_backend_pid() % 32, sum(s.invoiced), sum(s.collected), sum(s.receivable)
        from (select e.currency, t.occurred_at,
            case when e.effect = 'charge' then e.amount_cents else 0 end as invoiced,
            case when e.account <> 'receivable' and t.kind in ('payment', 'payment_reversal', 'refund', 'refund_failed', 'credit_refund')
              then e.amount_cents else 0 end as collected,
            case when e.account = 'receivable' then e.amount_cents else 0 end as receivable
          from added e join ledger_transactions t on t.id = e.transaction_id
          where e.account in ('receivable', 'stripe_clearing', 'cash', 'bank')) s,
          lateral (values (timestamptz '-infinity'), (total_period(s.occurred_at))) p (period)
        where s.invoiced <> 0 or s.collected <> 0 or s.receivable <> 0
        group by 1, 2 order by 1, 2
        on conflict (currency, period, shard) do update set invoiced_cents = k.invoiced_cents + excluded.invoiced_cents,
          collected_cents = k.collected_cents + excluded.collected_cents,
          receivable_cents = k.receivable_cents + excluded.receivable_cents;
      return null;
    end $$;
    create trigger ledger_entries_totals after insert on ledger_entries
      referencing new table as added for each statement execute function follow_ledger_totals();

    -- An invoice begins and is deleted as a draft (guard_invoice), so that only changes open and close one.
    create function follow_open_totals() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      insert into open_totals as k (currency, due_date, shard, invoices, balance_cents)
        select currency, due_date, pg_backend_pid() % 32, sum(invoices), sum(balance_cents) from (
          select currency, due_date, -1 as invoices, -balance_cents as balance_cents from before_rows
            where status in ('issued', 'partially_paid')
          union all
          select currency, due_date, 1, balance_cents from after_rows where status in ('issued', 'partially_paid')) c
        group by 1, 2 having sum(invoices) <> 0 or sum(balance_cents) <> 0 order by 1, 2
        on conflict (currency, due_date, shard) do update set invoices = k.invoices + excluded.invoices,
          balance_cents = k.balance_cents + excluded.balance_cents;
      return null;
    end $$;
    create trigger invoices_open_totals after update on invoices
      referencing old table as before_rows new table as after_rows for each statement execute function follow_open_totals();

    insert into ledger_totals
      select currency, period, 0, invoiced_cents, collected_cents, receivable_cents from ledger_sums
      union all
      select currency, '-infinity', 0, sum(invoiced_cents), sum(collected_cents), sum(receivable_cents) from ledger_sums group by currency;
    insert into open_totals select currency, due_date, 0, invoices, balance_cents from open_sums;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger invoices_open_totals on invoices;
    drop trigger ledger_entries_totals on ledger_entries;
    drop function follow_open_totals();
    drop function follow_ledger_totals();
    drop view wrong_totals;
    drop view open_sums;
    drop view ledger_sums;
    drop table open_totals;
    drop table ledger_totals;
    drop function total_period(timestamptz);
  `);
}
