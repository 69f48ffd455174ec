/** Proofs that allow one request, and when somebody's access to an account was given by somebody else. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table step_up_proofs (
      id uuid primary key default gen_random_uuid(),
      session_id uuid not null references sessions (id) on delete cascade,
      request_hash bytea not null check (length(request_hash) = 32),
      proven_at timestamptz not null,
      used_at timestamptz
    );
    create index step_up_proofs_open on step_up_proofs (session_id, request_hash) where used_at is null;
    grant select, insert on step_up_proofs to clinic_app;
    grant update (used_at) on step_up_proofs to clinic_app;

    -- A used proof stays used, and keeps what it was for.
    create function keep_proof() returns trigger language plpgsql as $$
    begin
      if (old.id, old.session_id, old.request_hash, old.proven_at) is distinct from
          (new.id, new.session_id, new.request_hash, new.proven_at) or old.used_at is not null then
        raise exception 'a proof is used once' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger step_up_proofs_keep before update on step_up_proofs for each row execute function keep_proof();

    -- A fresh proof is demanded always; no setting turns it off.
    update clinic_settings set security = security - 'step_up_for_refunds' where security -> 'step_up_for_refunds' is not null;

    create table staff_access_grants (
      id uuid primary key default gen_random_uuid(),
      staff_id uuid not null references staff (id),
      kind text not null check (kind in ('invited', 'registered', 'reset', 'second_factor_removed', 'role_changed', 'enabled')),
      -- Null: emergency access, given by whoever runs the database.
      granted_by uuid references staff (id),
      granted_at timestamptz not null,
      check (granted_by is null or granted_by <> staff_id)
    );
    create index staff_access_grants_by_staff on staff_access_grants (staff_id, granted_at desc);
    create trigger staff_access_grants_keep before update or delete on staff_access_grants
      for each row execute function refuse_change();
    create trigger staff_access_grants_keep_all before truncate on staff_access_grants execute function refuse_change();
    grant select, insert on staff_access_grants to clinic_app;

    -- Who was let in lately decides nothing about money, and never what the one who let them in asked for.
    create function approver_is_established(approver uuid, requester uuid, at timestamptz) returns boolean
    language sql stable as $$
      select not exists (select from staff_access_grants g where g.staff_id = approver
          and ((g.granted_at > at - interval '24 hours' and exists (select from staff s where s.role = 'admin'
              and s.disabled_at is null and s.password_hash is not null and s.id <> approver))
            or (g.granted_by = requester and g.granted_at > at - interval '30 days')))
    $$;
    create function guard_refund_approver() returns trigger language plpgsql as $$
    begin
      if old.status = 'requested' and new.status = 'approved'
          and not approver_is_established(new.decided_by, new.requested_by, new.decided_at) then
        raise exception 'who was given access lately does not approve this refund' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger refunds_guard_approver before update on refunds for each row execute function guard_refund_approver();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger refunds_guard_approver on refunds;
    drop function guard_refund_approver();
    drop function approver_is_established(uuid, uuid, timestamptz);
    drop table staff_access_grants;
    drop table step_up_proofs;
    drop function keep_proof();
  `);
}
