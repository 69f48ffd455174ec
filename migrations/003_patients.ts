/** Patients. Contact, birth date and notes are ciphertext under a key of the patient's own (decision 20). */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table patients (
      id uuid primary key default gen_random_uuid(),
      name text not null check (length(name) between 1 and 200),
      name_search text generated always as (search_text(name)) stored,
      email bytea,
      phone bytea,
      dob bytea,
      metadata bytea,
      language text not null default 'en' check (language in ('en', 'es')),
      -- Keyed hashes of the e-mail address and the phone number, to find them without reading them.
      contact_index bytea[] not null default '{}',
      -- The patient's data key, wrapped by a key of the key ring. Gone when the patient is erased.
      data_key bytea,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (data_key is not null or num_nonnulls(email, phone, dob, metadata) = 0)
    );
    create index patients_by_name on patients (name_search, id);
    create index patients_name_words on patients using gin (name_search gin_trgm_ops);
    create index patients_contact on patients using gin (contact_index);
    create trigger patients_touch before update on patients for each row execute function touch_updated_at();

    grant select, insert on patients to clinic_app;
    grant update (name, email, phone, dob, metadata, language, contact_index, data_key, version) on patients to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table patients');
}
