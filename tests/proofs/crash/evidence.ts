/** What one broken proof leaves, so that it need not happen twice: our rows, Stripe's objects, every log. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Run } from '../../../infra/local/run.ts';
import type { Check } from './verdict.ts';

/** The tables that money and work pass through. */
const TABLES = [
  'invoices',
  'payments',
  'refunds',
  'disputes',
  'checkout_sessions',
  'ledger_transactions',
  'ledger_entries',
  'balance_transactions',
  'payouts',
  'stripe_events',
  'outbox',
  'messages',
  'reconciliation_runs',
  'reconciliation_breaks',
  'timer_runs',
  'audit_logs',
] as const;

/**
 * Writes the evidence into the folder and answers its path.
 * What cannot be read is named there instead, because half of the evidence is better than none.
 */
export async function keepEvidence(
  folder: string,
  run: Run,
  checks: readonly Check[],
  said: readonly string[],
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const keep = async (file: string, read: () => Promise<unknown> | unknown): Promise<void> => {
    const content = await Promise.resolve()
      .then(read)
      .catch((error: unknown) => ({ unreadable: String(error) }));
    writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  };
  writeFileSync(join(folder, 'said.txt'), `${said.join('\n')}\n`);
  await keep('checks.json', () => checks);
  await keep('stripe.json', async () => (await fetch(`${run.stripe}/_control/truth`)).json());
  const database = new pg.Client({ connectionString: run.databaseOwner ?? run.database });
  try {
    await database.connect();
    for (const table of TABLES) {
      await keep(`${table}.json`, async () => (await database.query(`select * from ${table}`)).rows);
    }
  } catch (error) {
    await keep('database.json', () => Promise.reject(error));
  } finally {
    await database.end().catch(() => undefined);
  }
  cpSync(join(run.directory, 'logs'), join(folder, 'logs'), { recursive: true, force: true });
  return folder;
}
