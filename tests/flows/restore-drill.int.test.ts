/** The short form of `npm run prove:restore`: nothing is done twice and nothing is lost after a restore. */
import { afterAll, expect, test } from 'vitest';
import { runDrill } from '../proofs/restore-drill/drill.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});
async function database(migrated: boolean): Promise<TestDatabase> {
  const made = await createDatabase({ migrated });
  databases.push(made);
  return made;
}

test.each([
  ['while Stripe still knows the keys', 11],
  ['after Stripe has forgotten the keys', 12],
])('a restored clinic repeats every pending approval %s', async (_, seed) => {
  const live = await database(true);
  const restored = await database(false);
  const result = await runDrill({ live, restored }, { seed, operations: 25 });
  expect(result.faults).toEqual([]);
  expect(result.pending).toBeGreaterThan(0);
});
