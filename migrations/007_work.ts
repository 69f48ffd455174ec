/** Work to be done after a commit (outbox), messages, patient links, API idempotency and the audit trail. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table outbox (
      id uuid primary key default gen_random_uuid(),
      topic text not null check (topic ~ '^[a-z_]{2,40}$'),
      subject_id uuid not null,
      state text not null default 'pending' check (state in ('pending', 'done', 'dead')),
      attempts integer not null default 0,
      due_at timestamptz not null default now(),
      last_error text,
      request_id text not null,
      created_at timestamptz not null default now(),
      settled_at timestamptz,
      unique (topic, subject_id),
      check ((state = 'pending') = (settled_at is null))
    );
    create index outbox_due on outbox (due_at) where state = 'pending';
    create index outbox_dead on outbox (settled_at desc) where state = 'dead';

    create table patient_links (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null references invoices (id),
      purpose text not null check (purpose in ('pay', 'receipt')),
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      revoked_at timestamptz,
      view_count integer not null default 0,
      last_viewed_at timestamptz
    );
    create index patient_links_by_invoice on patient_links (invoice_id, created_at desc);

    create table messages (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('invoice', 'receipt', 'fresh_link')),
      channel text not null check (channel in ('email', 'sms')),
      patient_id uuid not null references patients (id),
      invoice_id uuid not null references invoices (id),
      link_id uuid not null references patient_links (id),
      -- One message per cause, however often the cause is seen.
      cause text not null,
      state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
      provider_id text,
      last_error text,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      unique (channel, cause)
    );
    create index messages_by_invoice on messages (invoice_id, created_at desc);

    create table idempotency_keys (
      key text not null check (length(key) between 1 and 255),
      caller text not null,
      operation text not null,
      request_hash bytea not null check (length(request_hash) = 32),
      status integer,
      -- What the request made, known once its transaction is committed; the reply can be told again from it.
      subject_id uuid,
      reply jsonb,
      created_at timestamptz not null default now(),
      primary key (caller, operation, key)
    );
    create index idempotency_keys_old on idempotency_keys (created_at);

    create table audit_logs (
      id uuid primary key default gen_random_uuid(),
      sequence bigint generated always as identity unique,
      actor_type actor_type not null,
      actor_id uuid,
      action text not null check (action ~ '^[a-z_]{2,60}$'),
      target_type text not null check (target_type ~ '^[a-z_]{2,40}$'),
      target_id text,
      outcome text not null default 'done' check (outcome in ('done', 'refused')),
      details jsonb not null default '{}',
      request_id text not null,
      address text,
      created_at timestamptz not null default now(),
      check (actor_type = 'system' or actor_id is not null)
    );
    create index audit_logs_newest on audit_logs (sequence desc);
    create index audit_logs_by_target on audit_logs (target_type, target_id, sequence desc);
    create index audit_logs_by_actor on audit_logs (actor_id, sequence desc);
    create index audit_logs_by_action on audit_logs (action, sequence desc);
    create trigger audit_logs_keep before update or delete on audit_logs for each row execute function refuse_change();
    create trigger audit_logs_keep_all before truncate on audit_logs execute function refuse_change();

    grant select, insert on outbox, patient_links, messages, idempotency_keys, audit_logs to clinic_app;
    grant update (state, attempts, due_at, last_error, settled_at) on outbox to clinic_app;
    grant update (revoked_at, view_count, last_viewed_at, expires_at) on patient_links to clinic_app;
    grant update (state, provider_id, last_error, sent_at) on messages to clinic_app;
    grant update (status, subject_id, reply) on idempotency_keys to clinic_app;
    grant delete on idempotency_keys to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit_logs, idempotency_keys, messages, patient_links, outbox');
}
