/** E-mails to staff: their invitation or reset link, and what happened to their account. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table staff add column language text not null default 'en' check (language in ('en', 'es'));
    create table staff_messages (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff (id),
      kind text not null check (kind in ('link', 'new_sign_in', 'password_changed', 'second_factor_added',
        'second_factor_removed', 'recovery_codes_renewed', 'role_changed', 'admin_access')),
      -- Whoever asked for a link; null for the system itself.
      caused_by uuid references staff (id),
      -- The other member of staff whom it is about.
      about_id uuid references staff (id),
      happened_at timestamptz not null,
      state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
      last_error text,
      created_at timestamptz not null default now(),
      sent_at timestamptz
    );
    create index staff_messages_by_staff on staff_messages (staff_id, created_at desc);
    create trigger staff_messages_keep_all before truncate on staff_messages execute function refuse_change();
    grant update (language) on staff to clinic_app;
    grant select, insert on staff_messages to clinic_app;
    grant update (state, last_error, sent_at) on staff_messages to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table staff_messages; alter table staff drop column language');
}
