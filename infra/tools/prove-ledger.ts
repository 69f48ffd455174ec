/** Proves that the books cannot be wrong: `node infra/tools/prove-ledger.ts [--operations 20000] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { attackBooks, operateAtRandom, withBooks } from './prove/ledger.ts';
import { guardsOf, type Mutation, mutate } from './prove/mutations.ts';
import { withScratch } from './prove/scratch.ts';

const LANES = 4;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The three parts of the proof, one after the other; how many failures there were. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { operations: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
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
      const mutations = await mutate(client, suite, await guardsOf(client), tell);
      const unnoticed = mutations.filter(({ noticedBy }) => noticedBy === null);
      say(`   ${mutations.length} guards taken away, ${unnoticed.length} not noticed\n`);
      return failures.length + unnoticed.length;
    });

    const { operations, seed } = { operations: Number(values.operations), seed: Number(values.seed) };
    say(`3. Random operations against a model, from ${LANES} clients at once (seed ${seed})`);
    const run = await operateAtRandom(database, { operations, lanes: LANES, seed });
    for (const [name, { done, refused: no }] of run.tally)
      say(`   ${name.padEnd(22)} ${done} done, ${no} refused as expected`);
    say(
      `   ${run.operations} operations, equal to the cent after each; the ledger's sum is ${run.accounts.all}`,
    );
    return refused;
  });
}

function tell({ table, name, noticedBy, behind }: Mutation): void {
  const line = behind === null ? '' : ` [after ${behind}]`;
  say(
    `   ${noticedBy === null ? 'NOT NOTICED' : 'noticed    '} ${table}.${name}${line}${noticedBy === null ? '' : `: ${noticedBy}`}`,
  );
}

const failures = await main();
say(failures === 0 ? 'PROVED' : `NOT PROVED: ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
