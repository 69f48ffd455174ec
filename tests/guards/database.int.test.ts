/** The database as the last line of defence: what it refuses, that each guard is needed, and that the sums stay right. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inDatabaseOf, type ProofDatabase } from '../../infra/operate/scratch-database.ts';
import { attackBooks, operateAtRandom, withBooks } from '../proofs/ledger/ledger.ts';
import { guardsOf, mutate } from '../proofs/ledger/mutations.ts';
import { issueFromManyClients, passTenThousand } from '../proofs/ledger/numbers.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let made: TestDatabase;
let database: ProofDatabase;
beforeAll(async () => {
  made = await createDatabase();
  const { superuserUrl } = inject('postgres');
  database = { ...made, superuserUrl: inDatabaseOf(superuserUrl, made.ownerUrl) };
});
afterAll(() => made.drop());

async function asApp<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('the books', () => {
  test('refuse what no one may do, to the application and to the owner, each by its own guard', async () => {
    const { failures, hostile } = await withBooks(database, async (client, suite) => ({
      failures: await attackBooks(client, suite),
      hostile: suite.hostile.length,
    }));
    expect(failures).toEqual([]);
    expect(hostile).toBeGreaterThan(60);
  });

  test('need every trigger and constraint that they have: without any one the attacks go otherwise', async () => {
    const mutations = await withBooks(database, async (client, suite) =>
      mutate(client, suite, await guardsOf(client)),
    );
    expect(mutations.length).toBeGreaterThan(100);
    const unnoticed = mutations.filter(({ noticedBy }) => noticedBy === null);
    expect(unnoticed.map(({ table, name }) => `${table}.${name}`)).toEqual([]);
    // One run of the suite for each of nearly three hundred guards.
  }, 300_000);

  test('equal a model to the cent after each of many random operations', async () => {
    const run = operateAtRandom(database, { operations: 600, lanes: 2, seed: 7 });
    await expect(run).resolves.toMatchObject({ accounts: { all: 0 } });
  });
});

describe('numbers', () => {
  test('have no gap and no duplicate through rollbacks, kills and the end of a month', async () => {
    const input = { issues: 120, clients: 16, rollbackPercent: 30, kills: 6, seed: 3 };
    const run = await issueFromManyClients(database, input);
    expect(run.problems).toEqual([]);
    expect(run.rolledBack).toBeGreaterThan(0);
    expect(run.months.every(({ count, gapless }) => count > 0 && gapless)).toBe(true);
  });

  test('grow a digit after 9999', async () => {
    expect(await passTenThousand(database)).toEqual([
      'CLINIC-203103-9999',
      'CLINIC-203103-10000',
      'CLINIC-203103-10001',
    ]);
  });
});

describe('the application’s role', () => {
  test.each([
    'set role clinic_owner',
    'set session authorization clinic_owner',
    'grant clinic_owner to clinic_app',
    'alter table ledger_entries disable trigger ledger_entries_keep',
    'set session_replication_role = replica',
    'create schema mine',
    'create temporary table mine (id int)',
    `copy invoices to program 'true'`,
  ])('may not %s', async (sql) => {
    await asApp((client) => expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/));
  });

  test('may change only the columns that change after a row is written', async () => {
    const rows = await asApp(async (client) => {
      const { rows } = await client.query<{ column: string }>(
        `select table_name || '.' || column_name as column from information_schema.column_privileges
         where grantee = 'clinic_app' and privilege_type = 'UPDATE' order by 1`,
      );
      return rows.map(({ column }) => column);
    });
    const money = [
      'invoices.balance_cents',
      'invoices.paid_cents',
      'payments.refunded_cents',
      'payments.receipt_number',
      'payments.reversed_at',
      'patient_balances.credit_cents',
      'ledger_totals.collected_cents',
      'open_totals.balance_cents',
      'refunds.amount_cents',
      'stripe_events.payload_sha256',
    ];
    expect(rows.filter((column) => money.includes(column))).toEqual([]);
    const added =
      /^(ledger_|credit_notes|credit_note_lines|write_offs|due_date_changes|credit_uses|payment_reversals|allocation_moves|refund_parts|refund_effect_changes|document_numbers|audit_logs)/;
    expect(rows.filter((column) => added.test(column))).toEqual([]);
  });
});
