-- The effect of a refund made at Stripe: the clinic's setting chooses it, and staff switch it (decision 37).

alter table clinic_settings add column refunds jsonb not null default '{}'
  check (jsonb_typeof(refunds) = 'object')
  check (coalesce(refunds ->> 'effect_at_stripe', 'credit') in ('credit', 'reopen'));
grant update (refunds) on clinic_settings to clinic_app;

create table refund_effect_changes (
  id uuid primary key,
  refund_id uuid not null references refunds (id),
  -- The effect that the refund has since.
  effect text not null check (effect in ('credit', 'reopen')),
  reason text not null check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  changed_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table refund_effect_changes is
  'Who switched the effect of a refund made at Stripe, and why; rows are only ever added.';
create index refund_effect_changes_by_refund on refund_effect_changes (refund_id, changed_at, id);
create trigger refund_effect_changes_keep before update or delete on refund_effect_changes
  for each row execute function refuse_change();
create trigger refund_effect_changes_keep_all before truncate on refund_effect_changes
  execute function refuse_change();
grant select, insert on refund_effect_changes to clinic_app;

insert into ledger_rules (kind, account, sign, effect) values ('refund_effect', 'receivable', 0, 'credit'),
  ('refund_effect', 'adjustments', 0, null), ('refund_effect', 'tax_payable', 0, null);

create or replace function guard_refund() returns trigger language plpgsql as $$
declare paid record; others bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a refund is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'requested' and not (new.made_at_stripe
      and new.status in ('processing', 'succeeded', 'failed')) then
      raise exception 'a refund begins with a request, not as %', new.status using errcode = 'restrict_violation';
    end if;
  else
    if (old.id, old.payment_id, old.currency, old.amount_cents, old.reason, old.note, old.made_at_stripe,
          old.requested_by, old.created_at)
        is distinct from (new.id, new.payment_id, new.currency, new.amount_cents, new.reason, new.note,
          new.made_at_stripe, new.requested_by, new.created_at)
        -- Only the effect of one that was made at Stripe is switched, with a row that says who and why.
        or (old.effect <> new.effect and (not new.made_at_stripe or old.status <> new.status
          or new.status not in ('processing', 'succeeded')))
        or (old.stripe_refund_id is not null and new.stripe_refund_id is distinct from old.stripe_refund_id)
        or (old.recovered and not new.recovered)
        or (new.recovered and not old.recovered and (old.stripe_refund_id is not null or new.stripe_refund_id is null))
        or (old.request is not null and (new.request, new.sent_at) is distinct from (old.request, old.sent_at))
        or (old.status <> 'requested' and (new.decided_by, new.self_approved)
          is distinct from (old.decided_by, old.self_approved)) then
      raise exception 'refund % keeps what was asked, decided and sent', old.id using errcode = 'restrict_violation';
    end if;
    if old.status <> new.status and not (
         (old.status = 'requested' and new.status in ('approved', 'rejected'))
      or (old.status = 'approved' and new.status in ('processing', 'failed', 'rejected'))
      or (old.status = 'processing' and new.status in ('succeeded', 'failed'))
      or (old.status = 'succeeded' and new.status = 'failed')
      -- Known by Stripe's id that it gets now, and older here than at Stripe: this database was restored.
      or (old.status in ('requested', 'approved', 'rejected') and new.status = 'processing' and new.recovered
          and old.stripe_refund_id is null and new.stripe_refund_id is not null)
      -- Given up on here, yet made at Stripe: known by the id that it gets now.
      or (old.status = 'failed' and new.status in ('processing', 'succeeded') and old.stripe_refund_id is null
          and new.stripe_refund_id is not null)) then
      raise exception 'a refund cannot go from % to %', old.status, new.status using errcode = 'restrict_violation';
    end if;
    if old.status = 'requested' and new.status = 'approved'
        and not exists (select from staff where id = new.decided_by and role = 'admin') then
      raise exception 'only an admin approves a refund' using errcode = 'restrict_violation';
    end if;
  end if;
  if new.status not in ('failed', 'rejected')
      and (tg_op = 'INSERT' or old.status in ('failed', 'rejected')) then
    select amount_cents, status, stripe_payment_id into paid from payments where id = new.payment_id for update;
    if paid.status = 'failed' or paid.stripe_payment_id is null then
      raise exception 'payment % cannot be refunded through Stripe', new.payment_id
        using errcode = 'restrict_violation';
    end if;
    select coalesce(sum(amount_cents), 0) into others from refunds
      where payment_id = new.payment_id and id <> new.id and status not in ('failed', 'rejected');
    if others + new.amount_cents > paid.amount_cents then
      raise exception 'refunds of % would come to more than payment % had', others + new.amount_cents, new.payment_id
        using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;

grant update (effect) on refunds to clinic_app;

create or replace function check_charge_left() returns trigger language plpgsql as $$
declare l record;
begin
  if not exists (select from ledger_transactions where id = new.transaction_id
    and kind in ('credit_note', 'cancel', 'refund', 'refund_effect')) then
    return null;
  end if;
  select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
    into l from ledger_entries where invoice_id = new.invoice_id
      and account in ('revenue', 'adjustments', 'tax_payable');
  if l.charge > 0 or l.tax > 0 then
    raise exception 'more is taken back of invoice % than was charged', new.invoice_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- At commit: a switch is the effect that its refund has; one that was booked is booked as the switch says, and nothing
-- else is.
create function check_refund_effect() returns trigger language plpgsql as $$
declare change record; switched record; booked bigint; credited bigint;
begin
  if tg_table_name = 'refund_effect_changes' then select * into change from refund_effect_changes where id = new.id;
  elsif tg_table_name = 'refunds' then
    select * into change from refund_effect_changes
      where refund_id = new.id and created_at = now() order by changed_at desc, id limit 1;
  else select * into change from refund_effect_changes where 'refund_effect:' || id = new.cause; end if;
  select id, effect, status, made_at_stripe into switched from refunds where id = change.refund_id;
  select count(distinct t.id) filter (where t.cause = 'refund_effect:' || change.id),
      coalesce(sum(e.amount_cents) filter (where e.effect = 'credit'), 0)
    into booked, credited from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where (t.kind = 'refund' and t.cause = 'refund:' || switched.id)
      or (t.kind = 'refund_effect' and t.cause in (select 'refund_effect:' || c.id from refund_effect_changes c
        where c.refund_id = switched.id));
  if change.id is null or switched.effect <> change.effect or not switched.made_at_stripe
      or (switched.status = 'succeeded') <> (booked = 1)
      or (booked = 1 and case change.effect when 'credit' then credited >= 0 else credited <> 0 end) then
    raise exception 'the effect of refund % is not switched as it says', switched.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger refund_effect_changes_booked after insert on refund_effect_changes
  deferrable initially deferred for each row execute function check_refund_effect();
create constraint trigger refunds_effect after update of effect on refunds
  deferrable initially deferred for each row when (old.effect <> new.effect) execute function check_refund_effect();
create constraint trigger ledger_transactions_effect after insert on ledger_transactions
  deferrable initially deferred for each row when (new.kind = 'refund_effect')
  execute function check_refund_effect();

-- migrate:down

drop trigger ledger_transactions_effect on ledger_transactions;
drop trigger refunds_effect on refunds;
drop table refund_effect_changes;
drop function check_refund_effect();

create or replace function check_charge_left() returns trigger language plpgsql as $$
declare l record;
begin
  if not exists (select from ledger_transactions where id = new.transaction_id
    and kind in ('credit_note', 'cancel', 'refund')) then
    return null;
  end if;
  select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
    into l from ledger_entries where invoice_id = new.invoice_id
      and account in ('revenue', 'adjustments', 'tax_payable');
  if l.charge > 0 or l.tax > 0 then
    raise exception 'more is taken back of invoice % than was charged', new.invoice_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

revoke update (effect) on refunds from clinic_app;
create or replace function guard_refund() returns trigger language plpgsql as $$
declare paid record; others bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a refund is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'requested' and not (new.made_at_stripe
      and new.status in ('processing', 'succeeded', 'failed')) then
      raise exception 'a refund begins with a request, not as %', new.status using errcode = 'restrict_violation';
    end if;
  else
    if (old.id, old.payment_id, old.currency, old.amount_cents, old.reason, old.note, old.effect, old.made_at_stripe,
          old.requested_by, old.created_at)
        is distinct from (new.id, new.payment_id, new.currency, new.amount_cents, new.reason, new.note, new.effect,
          new.made_at_stripe, new.requested_by, new.created_at)
        or (old.stripe_refund_id is not null and new.stripe_refund_id is distinct from old.stripe_refund_id)
        or (old.recovered and not new.recovered)
        or (new.recovered and not old.recovered and (old.stripe_refund_id is not null or new.stripe_refund_id is null))
        or (old.request is not null and (new.request, new.sent_at) is distinct from (old.request, old.sent_at))
        or (old.status <> 'requested' and (new.decided_by, new.self_approved)
          is distinct from (old.decided_by, old.self_approved)) then
      raise exception 'refund % keeps what was asked, decided and sent', old.id using errcode = 'restrict_violation';
    end if;
    if old.status <> new.status and not (
         (old.status = 'requested' and new.status in ('approved', 'rejected'))
      or (old.status = 'approved' and new.status in ('processing', 'failed', 'rejected'))
      or (old.status = 'processing' and new.status in ('succeeded', 'failed'))
      or (old.status = 'succeeded' and new.status = 'failed')
      -- Known by Stripe's id that it gets now, and older here than at Stripe: this database was restored.
      or (old.status in ('requested', 'approved', 'rejected') and new.status = 'processing' and new.recovered
          and old.stripe_refund_id is null and new.stripe_refund_id is not null)
      -- Given up on here, yet made at Stripe: known by the id that it gets now.
      or (old.status = 'failed' and new.status in ('processing', 'succeeded') and old.stripe_refund_id is null
          and new.stripe_refund_id is not null)) then
      raise exception 'a refund cannot go from % to %', old.status, new.status using errcode = 'restrict_violation';
    end if;
    if old.status = 'requested' and new.status = 'approved'
        and not exists (select from staff where id = new.decided_by and role = 'admin') then
      raise exception 'only an admin approves a refund' using errcode = 'restrict_violation';
    end if;
  end if;
  if new.status not in ('failed', 'rejected')
      and (tg_op = 'INSERT' or old.status in ('failed', 'rejected')) then
    select amount_cents, status, stripe_payment_id into paid from payments where id = new.payment_id for update;
    if paid.status = 'failed' or paid.stripe_payment_id is null then
      raise exception 'payment % cannot be refunded through Stripe', new.payment_id
        using errcode = 'restrict_violation';
    end if;
    select coalesce(sum(amount_cents), 0) into others from refunds
      where payment_id = new.payment_id and id <> new.id and status not in ('failed', 'rejected');
    if others + new.amount_cents > paid.amount_cents then
      raise exception 'refunds of % would come to more than payment % had', others + new.amount_cents, new.payment_id
        using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;

delete from ledger_rules where kind = 'refund_effect';
alter table clinic_settings drop column refunds;
