/**
 * Names are found whatever their white space, case, accents, apostrophes or letter forms (Unicode NFKC), and what was
 * said of an erased patient leaves the kept requests without their keys, so that a late repeat is refused.
 */
import type { Knex } from 'knex';

const nameSearch = `
  drop index patients_by_name, patients_name_words;
  alter table patients drop column name_search;
  alter table patients add column name_search text generated always as (search_text(name)) stored;
  create index patients_by_name on patients (name_search, id);
  create index patients_name_words on patients using gin (name_search gin_trgm_ops);
`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Composed forms first, so that accents are found; what is left of accents and pointing goes, then apostrophes of all
    -- kinds. A sigma at the end of a word is a sigma.
    create or replace function search_text(value text) returns text
      language sql immutable parallel safe strict as $$
        select regexp_replace(
          translate(
            regexp_replace(lower(unaccent('unaccent'::regdictionary, normalize(value, NFKC))),
              '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u200b-\\u200d\\u00ad\\u2060\\ufeff]', '', 'g'),
            'ς''’‘ʼ\`´', 'σ'),
          '\\s+', ' ', 'g') $$;
    ${nameSearch}
    grant update (request_hash) on idempotency_keys to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    revoke update (request_hash) on idempotency_keys from clinic_app;
    create or replace function search_text(value text) returns text
      language sql immutable parallel safe strict as $$
      select lower(unaccent('unaccent'::regdictionary, value)) $$;
    ${nameSearch}
  `);
}
