/** Staff, their sessions and refresh tokens, and the counters behind rate limits. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table staff (
      id uuid primary key default gen_random_uuid(),
      email text not null check (length(email) between 3 and 254),
      password_hash text not null check (password_hash like '$argon2id$%'),
      name text not null check (length(name) between 1 and 120),
      role staff_role not null,
      disabled_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create unique index staff_email_unique on staff (lower(email));
    create trigger staff_touch before update on staff for each row execute function touch_updated_at();

    create table sessions (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff (id),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      revoked_because text,
      -- How the refresh token travels; a browser's session never answers with one in a body.
      delivery text not null check (delivery in ('body', 'cookie'))
    );
    create index sessions_by_staff on sessions (staff_id) where revoked_at is null;

    create table refresh_tokens (
      id uuid primary key default gen_random_uuid(),
      session_id uuid not null references sessions (id),
      token_hash bytea not null unique check (length(token_hash) = 32),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index refresh_tokens_by_session on refresh_tokens (session_id);

    -- The shape that rate-limiter-flexible keeps its counters in.
    create table rate_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );

    grant select, insert on staff to clinic_app;
    grant update (email, password_hash, name, role, disabled_at) on staff to clinic_app;
    grant select, insert on sessions to clinic_app;
    grant update (revoked_at, revoked_because) on sessions to clinic_app;
    grant select, insert on refresh_tokens to clinic_app;
    grant update (used_at) on refresh_tokens to clinic_app;
    grant select, insert, update, delete on rate_limits to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table rate_limits, refresh_tokens, sessions, staff');
}
