/** E-mails to staff whose account was disabled or enabled. */
import type { Knex } from 'knex';

const KINDS = `'link', 'new_sign_in', 'password_changed', 'second_factor_added', 'second_factor_removed',
  'recovery_codes_renewed', 'role_changed', 'admin_access'`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table staff_messages drop constraint staff_messages_kind_check;
    alter table staff_messages add constraint staff_messages_kind_check
      check (kind in (${KINDS}, 'account_disabled', 'account_enabled'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from staff_messages where kind in ('account_disabled', 'account_enabled');
    alter table staff_messages drop constraint staff_messages_kind_check;
    alter table staff_messages add constraint staff_messages_kind_check check (kind in (${KINDS}));
  `);
}
