/** Every figure that an invoice shows is the sum of its explained parts; `npm run prove:explain` compares thousands. */
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { explanationReply } from '../../functions/http/replies/invoice-explanation.ts';
import { inDatabaseOf, type ProofDatabase } from '../../infra/operate/scratch-database.ts';
import { openProofClinic } from '../proofs/clinic.ts';
import { proveExplanations } from '../proofs/explain/explain.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let made: TestDatabase;
let database: ProofDatabase;
beforeAll(async () => {
  made = await createDatabase();
  database = { ...made, superuserUrl: inDatabaseOf(inject('postgres').superuserUrl, made.ownerUrl) };
});
afterAll(() => made.drop());

test('the figures of random invoices are the sums of their parts, and each part is in the books', async () => {
  const run = await proveExplanations(database, { figures: 200, seed: 5 });
  expect(run.problems).toEqual([]);
  expect(run.figures).toBeGreaterThanOrEqual(200);
  expect(run.leaves).toBeGreaterThan(20);
  expect([...run.kinds.keys()]).toEqual(expect.arrayContaining(['line', 'payment']));
}, 120_000);

test('a balance that its parts do not come to is not explained', async () => {
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  const clinic = await openProofClinic(database.appUrl);
  await owner.connect();
  try {
    await owner.query('set session_replication_role = replica');
    const { rows } = await owner.query<{ id: string }>(
      `update invoices set balance_cents = balance_cents + 1
       where id = (select id from invoices where status = 'issued' limit 1) returning id`,
    );
    await expect(explanationReply(clinic.app, rows[0]?.id ?? '')).rejects.toThrow(
      'the parts come to the balance',
    );
  } finally {
    await owner.end();
    await clinic.close();
  }
});
