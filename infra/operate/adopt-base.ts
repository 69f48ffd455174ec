/**
 * Databases of earlier builds: their 55 steps created exactly what the steps of the base create now, so such a database
 * takes the new names over without running them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { MIGRATIONS, migrationNames } from './migration-source.ts';

/** The last step of the base; those after it are in the record under their own names. */
const LAST_OF_BASE = '011_archive_and_retention.sql';

/** The steps that earlier builds recorded, in order. */
export const REPLACED_STEPS: readonly string[] = `
  001_foundations 002_staff 003_patients 004_invoices 005_ledger 006_payments 007_work 008_refunds
  009_stripe_books 010_offline_payments 011_corrections 012_ledger_rules 013_sign_in 014_audit_chain
  015_privacy 016_settings_reminders 017_watch 018_archive 019_retention 020_one_retention_rule
  021_security_settings 022_message_delivery 023_ledger_rules_for_money_back 024_archive_whole
  025_sealed_checkout_requests 026_list_indexes 027_stuck_work 028_numbers_set_aside 029_receipt_seals
  030_audit_reading 031_once_per_period 035_money_given_back 040_line_amounts 041_search_and_erasure
  045_fresh_proofs 046_staff_messages 055_recovered_refunds 060_checkout_keys 065_failure_codes
  066_subjects_of_requests 068_comparison_lease 072_account_notices 073_clerk_credit_limit 079_result_links
  088_rows_set_aside 089_bank_debits 090_manual_payouts 091_stripe_adjustments 092_refund_correction
  096_activity_index 097_running_totals 098_dashboard_indexes 105_credit_payouts 110_settlement_currency
  115_delivery_notices
`
  .trim()
  .split(/\s+/)
  .map((name) => `${name}.ts`);

export const baseSteps = (): string[] => migrationNames().filter((name) => name <= LAST_OF_BASE);

const isReplaced = (name: string): boolean => REPLACED_STEPS.includes(name);

/** Whether the record of applied steps is one of an earlier build. */
export const isOfEarlierBuild = (applied: readonly string[]): boolean => applied.some(isReplaced);

/**
 * The applied steps under today's names.
 *
 * @throws when only some of the replaced steps were applied: no step of today leads on from there
 */
export function currentNames(applied: readonly string[]): string[] {
  if (!isOfEarlierBuild(applied)) return [...applied];
  const missing = REPLACED_STEPS.filter((name) => !applied.includes(name));
  const [first] = missing;
  if (first !== undefined)
    throw new Error(
      `This schema is too old: it lacks ${missing.length} steps of version 0.1.0, the first is ${first}. Bring it to version 0.1.0 with that program first. Nothing was changed.`,
    );
  return [...baseSteps(), ...applied.filter((name) => !isReplaced(name))];
}

/** The names in the record, in the order in which they were applied; none before the first migration. */
export async function recordedNames(knex: Knex, record: string): Promise<string[]> {
  if (!(await knex.schema.hasTable(record))) return [];
  const rows = (await knex(record).orderBy('id').select('name')) as { name: string }[];
  return rows.map(({ name }) => name);
}

/**
 * Puts the new names in the place of the replaced ones, in one transaction, and writes the texts of the base anew: comments,
 * and functions for the sake of their messages. Answers the new names; none on any other database.
 */
export async function adoptEarlierBuild(knex: Knex, record: string): Promise<string[]> {
  if (!isOfEarlierBuild(await recordedNames(knex, record))) return [];
  return knex.transaction(async (trx) => {
    await trx.raw('lock table ?? in access exclusive mode', [record]);
    const applied = await recordedNames(trx, record);
    if (!isOfEarlierBuild(applied)) return [];
    const base = currentNames(applied).slice(0, baseSteps().length);
    // The first of the old rows are renamed, so that the base keeps its place before later steps.
    for (const [index, name] of base.entries())
      await trx(record).where({ name: REPLACED_STEPS[index] }).update({ name });
    await trx(record).whereIn('name', REPLACED_STEPS.slice(base.length)).delete();
    const isAlone = applied.every(isReplaced);
    for (const name of base) await writeTexts(trx, readFileSync(join(MIGRATIONS, name), 'utf8'), isAlone);
    return base;
  });
}

/** Writes the missing comments, and the functions while no later step can have replaced one. */
async function writeTexts(trx: Knex.Transaction, sql: string, withFunctions: boolean): Promise<void> {
  const run = (statement: string) => trx.raw(statement.replaceAll('?', '\\?'));
  for (const [statement, name = ''] of sql.matchAll(
    /^comment on (?:table|view) (\w+).*?'(?:[^']|'')*';$/gms,
  )) {
    const { rows } = (await trx.raw('select obj_description(to_regclass(?)) as comment', [name])) as {
      rows: { comment: string | null }[];
    };
    if (rows[0]?.comment === null) await run(statement);
  }
  if (!withFunctions) return;
  for (const [statement] of sql.matchAll(/^create function .*?\$\$.*?\$\$;$/gms))
    await run(statement.replace('create function', 'create or replace function'));
}
