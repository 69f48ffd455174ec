/** What is watched: timers that should have run, and messages that no function could take. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table timer_runs (
      name text primary key check (name ~ '^[a-z-]{2,60}$'),
      period_seconds integer not null check (period_seconds > 0),
      started_at timestamptz not null,
      finished_at timestamptz,
      last_error text,
      failures_in_a_row integer not null default 0
    );

    -- Messages that failed five times in their queue. They hold ids only; what they were about is found by timers.
    create table poison_messages (
      id uuid primary key default gen_random_uuid(),
      queue text not null check (queue ~ '^[a-z0-9-]{3,63}$'),
      body text not null check (length(body) <= 20000),
      reason text not null,
      arrived_at timestamptz not null default now(),
      redriven_at timestamptz
    );
    create index poison_messages_waiting on poison_messages (arrived_at desc, id desc) where redriven_at is null;
    create function guard_poison_message() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (old.id, old.queue, old.body, old.reason, old.arrived_at)
          is distinct from (new.id, new.queue, new.body, new.reason, new.arrived_at) then
        raise exception 'a poison message stays as it arrived' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger poison_messages_guard before update or delete on poison_messages
      for each row execute function guard_poison_message();
    create trigger poison_messages_keep before truncate on poison_messages execute function refuse_change();

    grant select, insert, update on timer_runs to clinic_app;
    grant select, insert on poison_messages to clinic_app;
    grant update (redriven_at) on poison_messages to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table poison_messages, timer_runs;
    drop function guard_poison_message();
  `);
}
