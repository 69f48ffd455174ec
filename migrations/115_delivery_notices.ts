/** What mail and SMS services said about messages: each notice once, so that a repeated or late one changes nothing. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table delivery_notices (
      provider text not null check (provider in ('sendgrid', 'twilio')),
      -- SendGrid's id of the event; Twilio's id of the text with the status.
      notice_id text not null check (length(notice_id) between 1 and 200),
      message_id uuid not null references messages (id) on delete cascade,
      -- The id under which the provider handed the message over.
      provider_id text not null,
      outcome text not null check (outcome in ('delivered', 'failed', 'bounced')),
      -- When it happened by the provider's clock; Twilio does not say.
      occurred_at timestamptz,
      -- 'superseded': the provider had already reported something newer, or it is about an earlier attempt.
      result text not null check (result in ('applied', 'superseded')),
      received_at timestamptz not null default now(),
      repeats integer not null default 0 check (repeats >= 0),
      last_repeated_at timestamptz,
      check ((repeats = 0) = (last_repeated_at is null)),
      primary key (provider, notice_id)
    );
    create index delivery_notices_by_message on delivery_notices (message_id, occurred_at desc);
    create trigger delivery_notices_keep_all before truncate on delivery_notices
      execute function refuse_change();
    grant select, insert on delivery_notices to clinic_app;
    grant update (repeats, last_repeated_at) on delivery_notices to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table delivery_notices');
}
