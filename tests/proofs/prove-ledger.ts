/** Proves that the books cannot be wrong: `node tests/proofs/prove-ledger.ts [--operations 20000] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { attackBooks, operateAtRandom, withBooks } from './ledger/ledger.ts';
import { guardsOf, type Mutation, mutate } from './ledger/mutations.ts';
import { ORDERED } from './ledger/operations.ts';
import { missingPairs, tableOf } from './ledger/orders.ts';

const LANES = 4;
/** At least so many random operations meet every order of two operations. */
const ALL_ORDERS = 20_000;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The parts of the proof, one after the other; how many failures there were. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string', default: String(ALL_ORDERS) },
      seed: { type: 'string', default: '1' },
    },
  });
  return withScratch(async (database) => {
    const refused = await withBooks(database, async (client, suite) => {
      say('1. What must be refused, and what must not');
      const failures = await attackBooks(client, suite);
      for (const { as, name, wanted, got } of failures)
        say(`   FAILED ${as}: ${name}: wanted ${wanted}, got ${got}`);
      const roles = ['clinic_app', 'clinic_owner'].map(
        (role) => `${suite.hostile.filter(({ as }) => as === role).length} as ${role}`,
      );
      say(
        `   ${suite.hostile.length} hostile statements (${roles.join(', ')}), ${suite.honest.length} honest ones`,
      );
      say(`   ${failures.length} failures\n`);

      say('2. Every trigger and constraint of the books, taken away in turn');
      const mutations = await mutate(client, suite, await guardsOf(client), report);
      const unnoticed = mutations.filter(({ noticedBy }) => noticedBy === null);
      say(`   ${mutations.length} guards taken away, ${unnoticed.length} not noticed\n`);
      return failures.length + unnoticed.length;
    });

    const { operations, seed } = { operations: Number(values.operations), seed: Number(values.seed) };
    say(`3. Random operations against a model, from ${LANES} clients at once (seed ${seed})`);
    const run = await operateAtRandom(database, { operations, lanes: LANES, seed });
    for (const [name, { done, refused: no }] of run.tally)
      say(`   ${name.padEnd(24)} ${done} done, ${no} refused as expected`);
    say(
      `   ${run.operations} operations, equal to the cent after each, no money from nothing; the ledger's sum is ${run.accounts.all}\n`,
    );

    say('4. Orders of two operations on one invoice: how often the second was done/refused after the first');
    for (const line of tableOf(run.pairs, ORDERED)) say(`   ${line}`);
    const missing = operations < ALL_ORDERS ? [] : missingPairs(run.pairs, ORDERED);
    for (const line of missing) say(`   FAILED ${line}`);
    say(
      operations < ALL_ORDERS
        ? `   orders are demanded of ${ALL_ORDERS} operations or more`
        : `   ${ORDERED.length ** 2} orders, ${missing.length} missing`,
    );
    return refused + missing.length;
  });
}

function report({ table, name, noticedBy, behind }: Mutation): void {
  const line = behind === null ? '' : ` [after ${behind}]`;
  say(
    `   ${noticedBy === null ? 'NOT NOTICED' : 'noticed    '} ${table}.${name}${line}${noticedBy === null ? '' : `: ${noticedBy}`}`,
  );
}

const failures = await main();
say(failures === 0 ? 'PROVED' : `NOT PROVED: ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
