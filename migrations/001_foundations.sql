-- Foundations: extensions, what the application may use, shared types and functions, and the clinic's settings.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The application uses what it is granted and creates nothing.
revoke create on schema public from public;
grant usage on schema public to clinic_app;

create type staff_role as enum ('admin', 'billing_clerk');
create type invoice_status as enum ('draft', 'issued', 'partially_paid', 'paid', 'cancelled');
create type payment_status as enum ('succeeded', 'failed', 'refunded');
create type actor_type as enum ('staff', 'system');

create function touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

-- For tables whose rows are only ever added. A trigger, because a grant does not bind the owner.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: rows are only ever added', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;

-- How a name is folded for the search: white space, case, accents, apostrophes and compatibility forms make no difference.
-- Composed forms first, so that accents are found. A sigma at the end of a word is a sigma.
create function search_text(value text) returns text
language sql immutable parallel safe strict as $$
  select regexp_replace(
    translate(
      regexp_replace(lower(unaccent('unaccent'::regdictionary, normalize(value, NFKC))),
        '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200d\u00ad\u2060\ufeff]', '', 'g'),
      'ς''’‘ʼ`´', 'σ'),
    '\s+', ' ', 'g') $$;


create table clinic_settings (
  one boolean primary key default true check (one),
  reminders jsonb not null default '{}' check (jsonb_typeof(reminders) = 'object'),
  late_fee jsonb not null default '{}' check (jsonb_typeof(late_fee) = 'object'),
  archive jsonb not null default '{}' check (jsonb_typeof(archive) = 'object'),
  retention jsonb not null default '{}' check (jsonb_typeof(retention) = 'object'),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  security jsonb not null default '{}'
    check (jsonb_typeof(security) = 'object')
    check (coalesce(security ->> 'second_factor', 'optional') in ('optional', 'required'))
    check (coalesce(jsonb_typeof(security -> 'step_up_for_refunds'), 'boolean') = 'boolean')
    check (coalesce((security ->> 'session_idle_minutes')::integer, 15) between 5 and 60),
  -- The approval limit of credit payouts before it was last raised, kept by keep_payout_limit().
  payout_limit_before bigint,
  payout_limit_raised_at timestamptz,
  constraint clinic_settings_clerk_credit_note
    check (coalesce((security ->> 'clerk_credit_note_cents')::bigint, 0) >= 0),
  constraint clinic_settings_payout_approval
    check (coalesce((security ->> 'credit_payout_approval_cents')::bigint, 0) >= 0)
);
comment on table clinic_settings is
  'What an admin has set, in one row; an empty part means the defaults, which the domain states.';
insert into clinic_settings default values;

create trigger clinic_settings_touch before update on clinic_settings
  for each row execute function touch_updated_at();
create trigger clinic_settings_keep before delete on clinic_settings
  for each row execute function refuse_change();
create trigger clinic_settings_keep_all before truncate on clinic_settings execute function refuse_change();
-- An edit based on an older version is refused.
create function guard_clinic_settings() returns trigger language plpgsql as $$
begin
  if new.version <> old.version + 1 then
    raise exception 'settings count their versions up by one' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger clinic_settings_guard before update on clinic_settings
  for each row execute function guard_clinic_settings();
-- An admin who raises the limit cannot use it on the same day: for 24 hours the lower one still counts.
create function keep_payout_limit() returns trigger language plpgsql as $$
declare was bigint; becomes bigint;
begin
  select coalesce((security ->> 'credit_payout_approval_cents')::bigint, 50000) into was
    from (select old.security) s (security);
  select coalesce((security ->> 'credit_payout_approval_cents')::bigint, 50000) into becomes
    from (select new.security) s (security);
  new.payout_limit_before := old.payout_limit_before;
  new.payout_limit_raised_at := old.payout_limit_raised_at;
  if becomes > was then
    new.payout_limit_before := case when old.payout_limit_raised_at > now() - interval '24 hours'
      then least(old.payout_limit_before, was) else was end;
    new.payout_limit_raised_at := now();
  end if;
  return new;
end $$;
create trigger clinic_settings_payout_limit before update on clinic_settings
  for each row execute function keep_payout_limit();
-- The amount above which a payout of credit at this instant needs another admin, in cents.
create function credit_payout_limit(at timestamptz) returns bigint language sql stable as $$
  select case when payout_limit_raised_at > at - interval '24 hours'
    then least(payout_limit_before, coalesce((security ->> 'credit_payout_approval_cents')::bigint, 50000))
    else coalesce((security ->> 'credit_payout_approval_cents')::bigint, 50000) end from clinic_settings
$$;
grant select, update (reminders, late_fee, archive, retention, version, security) on clinic_settings to
  clinic_app;
