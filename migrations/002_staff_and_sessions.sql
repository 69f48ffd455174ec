-- Staff and sessions: accounts, invitations, two-factor authentication, sign-ins, and notices about accounts.

create table staff (
  id uuid primary key default gen_random_uuid(),
  email text not null check (length(email) between 3 and 254),
  -- Null: invited, and no password chosen yet.
  password_hash text check (password_hash like '$argon2id$%'),
  name text not null check (length(name) between 1 and 120),
  role staff_role not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Encrypted under the key ring; it counts once it is confirmed.
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  -- The newest half-minute whose code was used: no code works twice.
  totp_last_step bigint,
  language text not null default 'en' check (language in ('en', 'es')),
  check (totp_secret is not null or (totp_confirmed_at is null and totp_last_step is null))
);
comment on table staff is 'The clinic''s employees who sign in: admins and billing clerks.';
create unique index staff_email_unique on staff (lower(email));
create trigger staff_touch before update on staff for each row execute function touch_updated_at();
create trigger staff_keep before truncate on staff execute function refuse_change();
-- Two admins who remove each other's rights at the same moment would leave none, so they wait for each other here.
create function keep_an_admin() returns trigger language plpgsql as $$
begin
  if old.role = 'admin' and old.disabled_at is null and old.password_hash is not null
      and (tg_op = 'DELETE' or new.role <> 'admin' or new.disabled_at is not null or new.password_hash is null) then
    perform pg_advisory_xact_lock(hashtext('staff.last_admin'));
    if not exists (select from staff
        where role = 'admin' and disabled_at is null and password_hash is not null and id <> old.id) then
      raise exception 'the last admin stays' using errcode = 'restrict_violation';
    end if;
  end if;
  return null;
end $$;
create trigger staff_keep_an_admin after update or delete on staff
  for each row execute function keep_an_admin();
grant select, insert, update (email, password_hash, name, role, disabled_at, totp_secret, totp_confirmed_at,
  totp_last_step, language) on staff to clinic_app;


create table staff_links (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null references staff (id),
  purpose text not null check (purpose in ('invite', 'reset')),
  token_hash bytea not null unique check (length(token_hash) = 32),
  -- Null: emergency access, created by the operator of the database.
  created_by uuid references staff (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
comment on table staff_links is 'One-time links by which staff choose a password; only the hash of the token is kept.';
create index staff_links_by_staff on staff_links (staff_id);
grant select, insert, update (used_at, revoked_at) on staff_links to clinic_app;


create table recovery_codes (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null references staff (id),
  code_hash bytea not null unique check (length(code_hash) = 32),
  created_at timestamptz not null default now(),
  used_at timestamptz
);
comment on table recovery_codes is 'Codes that replace a lost authenticator app, each once.';
create index recovery_codes_by_staff on recovery_codes (staff_id);
grant select, insert, update (used_at), delete on recovery_codes to clinic_app;


create table sessions (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null references staff (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  -- How the refresh token travels: a browser's session never returns one in a body.
  delivery text not null check (delivery in ('body', 'cookie')),
  last_seen_at timestamptz not null default now(),
  stepped_up_at timestamptz,
  address text,
  agent text
);
comment on table sessions is 'Sign-ins of staff, which end by sign-out, inactivity, age or an admin.';
create index sessions_by_staff on sessions (staff_id) where revoked_at is null;
create trigger sessions_keep_all before truncate on sessions execute function refuse_change();
grant select, insert, update (revoked_at, revoked_because, last_seen_at, stepped_up_at) on sessions to
  clinic_app;


create table refresh_tokens (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references sessions (id),
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table refresh_tokens is 'Tokens that renew a session, each once: a second use revokes the session.';
create index refresh_tokens_by_session on refresh_tokens (session_id);
grant select, insert, update (used_at) on refresh_tokens to clinic_app;


create table step_up_proofs (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references sessions (id) on delete cascade,
  request_hash bytea not null check (length(request_hash) = 32),
  proven_at timestamptz not null,
  used_at timestamptz
);
comment on table step_up_proofs is 'A password or code that was entered again, which allows exactly one request.';
create index step_up_proofs_open on step_up_proofs (session_id, request_hash) where used_at is null;
-- A used proof stays used and keeps the request that it was for.
create function keep_proof() returns trigger language plpgsql as $$
begin
  if (old.id, old.session_id, old.request_hash, old.proven_at) is distinct from
      (new.id, new.session_id, new.request_hash, new.proven_at) or old.used_at is not null then
    raise exception 'a proof is used once' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger step_up_proofs_keep before update on step_up_proofs for each row execute function keep_proof();
grant select, insert, update (used_at) on step_up_proofs to clinic_app;


create table staff_access_grants (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null references staff (id),
  kind text not null
    check (kind in ('invited', 'registered', 'reset', 'second_factor_removed', 'role_changed', 'enabled')),
  -- Null: emergency access, granted by the operator of the database.
  granted_by uuid references staff (id),
  granted_at timestamptz not null,
  check (granted_by is null or granted_by <> staff_id)
);
comment on table staff_access_grants is
  'Each time a person was given access to an account by another: recent access does not approve money.';
create index staff_access_grants_by_staff on staff_access_grants (staff_id, granted_at desc);
create trigger staff_access_grants_keep before update or delete on staff_access_grants
  for each row execute function refuse_change();
create trigger staff_access_grants_keep_all before truncate on staff_access_grants
  execute function refuse_change();
-- False when the approver's own access is less than 24 hours old while another admin exists, or when the requester
-- granted it within 30 days.
create function approver_is_established(approver uuid, requester uuid, at timestamptz) returns boolean
language sql stable as $$
  select not exists (select from staff_access_grants g where g.staff_id = approver
      and ((g.granted_at > at - interval '24 hours' and exists (select from staff s where s.role = 'admin'
          and s.disabled_at is null and s.password_hash is not null and s.id <> approver))
        or (g.granted_by = requester and g.granted_at > at - interval '30 days')))
$$;
grant select, insert on staff_access_grants to clinic_app;


create table staff_messages (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null references staff (id),
  kind text not null check (kind in ('link', 'new_sign_in', 'password_changed', 'second_factor_added',
    'second_factor_removed', 'recovery_codes_renewed', 'role_changed', 'admin_access', 'account_disabled',
    'account_enabled')),
  -- Who requested a link; null for the system itself.
  caused_by uuid references staff (id),
  -- The other member of staff whom it is about.
  about_id uuid references staff (id),
  happened_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
comment on table staff_messages is 'E-mails to staff: an invitation or reset link, and changes of their account.';
create index staff_messages_by_staff on staff_messages (staff_id, created_at desc);
create trigger staff_messages_keep_all before truncate on staff_messages execute function refuse_change();
grant select, insert, update (state, last_error, sent_at) on staff_messages to clinic_app;


-- The columns that rate-limiter-flexible expects.
create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
comment on table rate_limits is 'Counters of attempts by address and account, shared by all instances of the application.';
grant select, insert, update, delete on rate_limits to clinic_app;
