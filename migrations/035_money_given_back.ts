/** What an invoice gives back never exceeds what it took: the figures of an invoice's money, and the guards at commit. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A patient's unused credit by the invoice that it came from, oldest first. Money that goes back for an invoice takes
    -- that invoice's credit first; credit that is applied or paid out takes the oldest.
    create function credit_lots(patient uuid, in_currency text, without_transaction uuid default null)
      returns table (invoice_id uuid, held_cents bigint) language plpgsql as $$
    declare e record; sources uuid[] := '{}'; held bigint[] := '{}'; remaining bigint; taken bigint; place int;
    begin
      for e in select x.amount_cents, case when t.kind in ('credit_applied', 'credit_refund') then null
            else coalesce(x.invoice_id, y.invoice_id) end as source
          from ledger_entries x join ledger_transactions t on t.id = x.transaction_id left join payments y on y.id = x.payment_id
          where x.patient_id = patient and x.account = 'patient_credit' and x.currency = in_currency
            and t.id is distinct from without_transaction order by x.id loop
        place := array_position(sources, e.source);
        if e.amount_cents < 0 then
          if place is null then sources := sources || e.source; held := held || -e.amount_cents;
          else held[place] := held[place] - e.amount_cents; end if;
          continue;
        end if;
        remaining := e.amount_cents;
        if e.source is not null and place is not null then
          taken := least(remaining, held[place]); held[place] := held[place] - taken; remaining := remaining - taken;
        end if;
        for place in 1 .. cardinality(held) loop
          taken := least(remaining, held[place]); held[place] := held[place] - taken; remaining := remaining - taken;
        end loop;
        -- What is used up and filled again later is new credit.
        select coalesce(array_agg(l.s order by l.n), '{}'), coalesce(array_agg(l.h order by l.n), '{}') into sources, held
          from unnest(sources, held) with ordinality l (s, h, n) where l.h > 0;
      end loop;
      return query select l.s, l.h from unnest(sources, held) with ordinality l (s, h, n) where l.h > 0 order by l.n;
    end $$;

    -- The money of an invoice. taken: payments and credit that settled it, with their surplus. kept: what of it has not gone
    -- back, has not become credit and is not with a bank that disputes it; below zero when Stripe moved more than was left.
    -- held: its credit that was not used. committed: refunds approved or sent; requested: refunds that wait for a decision.
    create function invoice_money(checked uuid) returns table (taken_cents bigint, refunded_cents bigint, disputed_cents bigint,
      kept_cents bigint, held_cents bigint, committed_cents bigint, requested_cents bigint) language plpgsql as $$
    declare i record; l record; p record;
    begin
      select i2.patient_id, i2.currency into i from invoices i2 where i2.id = checked;
      select coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0)::bigint as settled,
          coalesce(-sum(e.amount_cents) filter (where e.effect in ('settle', 'refund')
            or (e.account in ('disputed_funds', 'write_offs') and e.payment_id is not null)), 0)::bigint
          + coalesce(sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as kept
        into l from ledger_entries e where e.invoice_id = checked;
      select coalesce(sum(y.refunded_cents), 0)::bigint as refunded,
          coalesce(sum((select -sum(e.amount_cents) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
            where e.payment_id = y.id and e.account = 'patient_credit' and t.kind in ('payment', 'payment_reversal'))), 0)::bigint as surplus,
          coalesce(sum((select sum(d.withdrawn_cents - d.reinstated_cents) from disputes d where d.payment_id = y.id)), 0)::bigint as disputed,
          coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id
            and r.status in ('approved', 'processing'))), 0)::bigint as committed,
          coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id and r.status = 'requested')), 0)::bigint as requested
        into p from payments y where y.invoice_id = checked;
      return query select l.settled + p.surplus, p.refunded, p.disputed, l.kept,
        coalesce((select c.held_cents from credit_lots(i.patient_id, i.currency) c where c.invoice_id = checked), 0),
        p.committed, p.requested;
    end $$;
    revoke all on function credit_lots(uuid, text, uuid), invoice_money(uuid) from public;
    grant execute on function credit_lots(uuid, text, uuid), invoice_money(uuid) to clinic_app;

    -- At commit: what the clinic itself gives back is there. What Stripe moved is always booked, so those kinds are not refused.
    create function check_money_back() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare checked uuid; whose uuid; m record;
    begin
      select e.invoice_id into checked from ledger_entries e
        where e.transaction_id = new.id and e.invoice_id is not null limit 1;
      if new.kind in ('credit_note', 'payment_reversal') then
        select * into m from invoice_money(checked);
        if new.kind = 'credit_note' and m.kept_cents < 0 and exists (select from ledger_entries
            where transaction_id = new.id and account = 'patient_credit') then
          raise exception 'invoice % would give back % more than it took', checked, -m.kept_cents using errcode = 'check_violation';
        end if;
        if new.kind = 'credit_note' then return null; end if;
        if m.kept_cents + m.held_cents < m.committed_cents and exists (select from ledger_entries
            where transaction_id = new.id and account = 'receivable') then
          raise exception 'money of invoice % left as credit or is wanted by a refund', checked using errcode = 'check_violation';
        end if;
      end if;
      select e.patient_id into whose from ledger_entries e where e.transaction_id = new.id and e.account = 'patient_credit' limit 1;
      for m in select b.invoice_id, f.* from credit_lots(whose, new.currency, new.id) b
            left join credit_lots(whose, new.currency) a on a.invoice_id = b.invoice_id
            cross join lateral invoice_money(b.invoice_id) f
          where coalesce(a.held_cents, 0) < b.held_cents loop
        if m.kept_cents + m.held_cents < m.committed_cents then
          raise exception 'credit of invoice % is wanted by a refund or a dispute', m.invoice_id using errcode = 'check_violation';
        end if;
      end loop;
      return null;
    end $$;
    create constraint trigger ledger_transactions_money_back after insert on ledger_transactions deferrable initially deferred
      for each row when (new.kind in ('credit_note', 'payment_reversal', 'credit_applied', 'credit_refund'))
      execute function check_money_back();

    -- At commit: a refund that is asked for, approved or first sent finds its money on the invoice, in the order of commits.
    create function check_refund_money() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare i record; m record; now_is text;
    begin
      select r.status, y.invoice_id, v.patient_id, r.currency into i
        from refunds r join payments y on y.id = r.payment_id join invoices v on v.id = y.invoice_id where r.id = new.id;
      now_is := i.status;
      if now_is not in ('requested', 'approved', 'processing') then return null; end if;
      perform from patient_balances b where b.patient_id = i.patient_id and b.currency = i.currency for update;
      select * into m from invoice_money(i.invoice_id);
      if m.kept_cents + m.held_cents < m.committed_cents + (case now_is when 'requested' then m.requested_cents else 0 end) then
        raise exception 'refunds of invoice % would give back more than it took', i.invoice_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger refunds_money_back after insert or update of status on refunds deferrable initially deferred
      for each row when (not new.made_at_stripe and new.stripe_refund_id is null and new.status in ('requested', 'approved', 'processing'))
      execute function check_refund_money();

    -- Refunds too take back no more of an invoice than is left of its charge.
    create or replace function check_charge_left() returns trigger language plpgsql as $$
    declare l record;
    begin
      if not exists (select from ledger_transactions where id = new.transaction_id and kind in ('credit_note', 'cancel', 'refund')) then
        return null;
      end if;
      select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
        into l from ledger_entries where invoice_id = new.invoice_id and account in ('revenue', 'adjustments', 'tax_payable');
      if l.charge > 0 or l.tax > 0 then
        raise exception 'more is taken back of invoice % than was charged', new.invoice_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;

    -- Money that Stripe moved and nobody owes again, on a canceled invoice, is the clinic's loss.
    insert into ledger_rules (kind, account, sign, effect) values
      ('refund', 'write_offs', 1, null), ('refund_failed', 'write_offs', -1, null);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from ledger_rules where kind in ('refund', 'refund_failed') and account = 'write_offs';
    create or replace function check_charge_left() returns trigger language plpgsql as $$
    declare l record;
    begin
      if not exists (select from ledger_transactions where id = new.transaction_id and kind in ('credit_note', 'cancel')) then
        return null;
      end if;
      select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
        into l from ledger_entries where invoice_id = new.invoice_id and account in ('revenue', 'adjustments', 'tax_payable');
      if l.charge > 0 or l.tax > 0 then
        raise exception 'more is taken back of invoice % than was charged', new.invoice_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    drop trigger refunds_money_back on refunds;
    drop trigger ledger_transactions_money_back on ledger_transactions;
    drop function check_refund_money();
    drop function check_money_back();
    drop function invoice_money(uuid);
    drop function credit_lots(uuid, text, uuid);
  `);
}
