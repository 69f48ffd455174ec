/** Work that ends the process is told from work that fails, and a poison message is kept whole, once, until staff decide. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Attempts that ended with an error. Those that did not end at all took the process with them.
    alter table outbox add column failures integer not null default 0 check (failures >= 0);
    grant update (failures) on outbox to clinic_app;

    alter table poison_messages disable trigger poison_messages_guard;
    alter table poison_messages
      -- The queue's own name for the message: written down once, though whoever writes may die before it is taken away.
      add column message_id text unique check (length(message_id) between 1 and 100),
      -- It can never be done, and what it was about is in the database: an admin said so.
      add column dismissed_at timestamptz,
      drop constraint poison_messages_body_check,
      add constraint poison_messages_body_check check (length(body) <= 65536),
      add constraint poison_messages_settled_once check (redriven_at is null or dismissed_at is null);
    -- As it lay in the queue, so that what is no text, or no message at all, is put back unchanged.
    update poison_messages set body = translate(encode(convert_to(body, 'UTF8'), 'base64'), E'\\n', '');
    alter table poison_messages enable trigger poison_messages_guard;

    create or replace function guard_poison_message() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (old.id, old.queue, old.message_id, old.body, old.reason, old.arrived_at)
          is distinct from (new.id, new.queue, new.message_id, new.body, new.reason, new.arrived_at)
          or (coalesce(old.redriven_at, old.dismissed_at) is not null
            and (old.redriven_at, old.dismissed_at) is distinct from (new.redriven_at, new.dismissed_at)) then
        raise exception 'a poison message stays as it arrived' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    drop index poison_messages_waiting;
    create index poison_messages_waiting on poison_messages (arrived_at desc, id desc)
      where redriven_at is null and dismissed_at is null;
    grant update (dismissed_at) on poison_messages to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table poison_messages disable trigger poison_messages_guard;
    drop index poison_messages_waiting;
    create index poison_messages_waiting on poison_messages (arrived_at desc, id desc) where redriven_at is null;
    create or replace function guard_poison_message() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (old.id, old.queue, old.body, old.reason, old.arrived_at)
          is distinct from (new.id, new.queue, new.body, new.reason, new.arrived_at) then
        raise exception 'a poison message stays as it arrived' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    update poison_messages set redriven_at = dismissed_at where dismissed_at is not null;
    -- What had been no text stays in base64: the older code had nothing to keep it in.
    update poison_messages set body = left(body, 20000);
    alter table poison_messages drop column message_id, drop column dismissed_at,
      drop constraint poison_messages_body_check,
      add constraint poison_messages_body_check check (length(body) <= 20000);
    alter table poison_messages enable trigger poison_messages_guard;
    alter table outbox drop column failures;
  `);
}
