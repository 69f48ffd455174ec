/** A message that corrects "refunded", for a refund that the bank returned. */
import type { Knex } from 'knex';

const kinds = (...names: string[]): string => `
  alter table messages drop constraint messages_kind_check,
    add constraint messages_kind_check check (kind in (${names.map((name) => `'${name}'`).join(', ')}))`;
const BEFORE = ['invoice', 'receipt', 'fresh_link', 'reminder', 'refund'];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(kinds(...BEFORE, 'refund_failed'));
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`delete from messages where kind = 'refund_failed'`);
  await knex.raw(kinds(...BEFORE));
}
