/** The audit trail as a chain of hashes, and the seals that sign its head (decision 22). */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit_chain (
      position bigint primary key check (position >= 1),
      audit_id uuid not null unique references audit_logs (id),
      row_hash bytea not null check (length(row_hash) = 32),
      previous_hash bytea not null check (length(previous_hash) = 32),
      hash bytea not null check (length(hash) = 32),
      chained_at timestamptz not null default now()
    );
    create trigger audit_chain_keep before update or delete on audit_chain for each row execute function refuse_change();
    create trigger audit_chain_keep_all before truncate on audit_chain execute function refuse_change();

    create function guard_audit_chain() returns trigger language plpgsql as $$
    declare newest record;
    begin
      select position, hash into newest from audit_chain order by position desc limit 1;
      if new.position <> coalesce(newest.position, 0) + 1
          or new.previous_hash <> coalesce(newest.hash, decode(repeat('00', 32), 'hex')) then
        raise exception 'link % does not follow the audit chain', new.position using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger audit_chain_follows before insert on audit_chain for each row execute function guard_audit_chain();

    create table audit_seals (
      number integer primary key check (number >= 1),
      position bigint not null unique references audit_chain (position),
      hash bytea not null check (length(hash) = 32),
      -- Every row up to this sequence is in the chain: one that turns up later was put there behind its back.
      sequence bigint not null,
      previous_signature bytea not null,
      key_id text not null,
      signature bytea not null check (length(signature) = 64),
      -- As signed: the instant in UTC, with milliseconds.
      sealed_at text not null,
      -- When the copy outside the database was written.
      stored_at timestamptz
    );
    create index audit_seals_to_store on audit_seals (number) where stored_at is null;
    create function guard_audit_seal() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or old.stored_at is not null or new.stored_at is null
          or (old.number, old.position, old.hash, old.sequence, old.previous_signature, old.key_id, old.signature, old.sealed_at)
             is distinct from (new.number, new.position, new.hash, new.sequence, new.previous_signature, new.key_id, new.signature, new.sealed_at) then
        raise exception 'seal % cannot be changed', old.number using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger audit_seals_guard before update or delete on audit_seals for each row execute function guard_audit_seal();
    create trigger audit_seals_keep before truncate on audit_seals execute function refuse_change();

    -- Waits until whoever writes audit rows has finished, holds off the next for this transaction, and gives the newest
    -- sequence: all that exists up to it can be seen now. Null when somebody writes for longer than anybody should wait.
    create function close_audit_page() returns bigint language plpgsql security definer
      set search_path = public, pg_temp set lock_timeout = '500ms' as $$
    begin
      lock table audit_logs in share mode;
      return coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.audit_logs', 'sequence')), 0);
    exception when lock_not_available then
      return null;
    end $$;
    revoke execute on function close_audit_page() from public;
    grant execute on function close_audit_page() to clinic_app;

    grant select, insert on audit_chain, audit_seals to clinic_app;
    -- The time and the place of a row are the database's to say.
    revoke insert on audit_logs from clinic_app;
    grant insert (actor_type, actor_id, action, target_type, target_id, outcome, details, request_id, address)
      on audit_logs to clinic_app;
    grant update (stored_at) on audit_seals to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    grant insert on audit_logs to clinic_app;
    drop function close_audit_page();
    drop table audit_seals, audit_chain;
    drop function guard_audit_seal();
    drop function guard_audit_chain();
  `);
}
