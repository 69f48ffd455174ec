/** Where a message went and whether it arrived, and states that move one way only. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table messages
      -- The address that it was handed over for, under the patient's key: the one on file may be another by now.
      add column sent_to bytea,
      -- When the provider said that it arrived; many never say.
      add column delivered_at timestamptz,
      add constraint messages_delivered_sent check (delivered_at is null or state in ('sent', 'failed'));
    create function guard_message_state() returns trigger language plpgsql as $$
    begin
      -- What was sent may still come back. What was given up may be tried again, unless the address refused it.
      if old.state <> new.state and not (old.state = 'pending' or (old.state, new.state) = ('sent', 'failed')
          or ((old.state, new.state) = ('failed', 'pending') and not old.bounced)) then
        raise exception 'message % is % and does not become %', old.id, old.state, new.state
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger messages_state before update of state on messages for each row execute function guard_message_state();
    grant update (sent_to, delivered_at) on messages to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger messages_state on messages;
    drop function guard_message_state();
    alter table messages drop column sent_to, drop column delivered_at;
  `);
}
