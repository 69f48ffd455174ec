/** Erasing a patient: what Stripe sent is under the patient's own key, answers kept for repeats are ciphertext too. */
import type { Knex } from 'knex';

const EVENT_KEEPS = `(old.id, old.type, old.livemode, old.created_at, old.payload_sha256, old.received_at)
          is distinct from (new.id, new.type, new.livemode, new.created_at, new.payload_sha256, new.received_at)
          or (old.state in ('applied', 'ignored') and new.state <> old.state)`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table patients
      add column erased_at timestamptz,
      add check (erased_at is null or data_key is null);
    create function guard_erased_patient() returns trigger language plpgsql as $$
    begin
      if old.erased_at is not null then
        raise exception 'patient % is erased', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger patients_stay_erased before update on patients for each row execute function guard_erased_patient();

    -- Whose payment an event is about, once that is known: its payload is then under that patient's key.
    alter table stripe_events add column patient_id uuid references patients (id);
    create index stripe_events_by_patient on stripe_events (patient_id) where patient_id is not null;

    -- The payload may be encrypted anew: once when its patient is known, and when the ring's key is another one. What it
    -- says cannot change: its hash stays.
    create or replace function guard_stripe_event() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'an event is never deleted' using errcode = 'restrict_violation';
      end if;
      if ${EVENT_KEEPS}
          or (old.patient_id is not null and new.patient_id is distinct from old.patient_id)
          or (new.payload <> old.payload and not (
              (old.patient_id is null and new.patient_id is not null)
              or (new.patient_id is null
                and substr(new.payload, 2, get_byte(new.payload, 0)) <> substr(old.payload, 2, get_byte(old.payload, 0))))) then
        raise exception 'event % is what Stripe sent and cannot be rewritten', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;

    delete from idempotency_keys;
    alter table idempotency_keys drop column reply, add column reply bytea;

    grant update (erased_at) on patients to clinic_app;
    grant update (payload, patient_id) on stripe_events to clinic_app;
    grant update (reply) on idempotency_keys to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from idempotency_keys;
    alter table idempotency_keys drop column reply, add column reply jsonb;
    grant update (reply) on idempotency_keys to clinic_app;
    revoke update (payload) on stripe_events from clinic_app;
    alter table stripe_events drop column patient_id;
    create or replace function guard_stripe_event() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'an event is never deleted' using errcode = 'restrict_violation';
      end if;
      if ${EVENT_KEEPS} or old.payload <> new.payload then
        raise exception 'event % is what Stripe sent and cannot be rewritten', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    drop trigger patients_stay_erased on patients;
    drop function guard_erased_patient();
    alter table patients drop column erased_at;
  `);
}
