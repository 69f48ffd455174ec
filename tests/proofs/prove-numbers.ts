/** Proves that numbers have no gap: `node tests/proofs/prove-numbers.ts [--issues 3000] [--clients 64] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { issueFromManyClients, passTenThousand } from './ledger/numbers.ts';

const ROLLBACK_PERCENT = 30;
const KILLS = 40;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What went wrong, in words. */
async function main(): Promise<string[]> {
  const { values } = parseArgs({
    options: {
      issues: { type: 'string', default: '3000' },
      clients: { type: 'string', default: '64' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [issues, clients, seed] = [values.issues, values.clients, values.seed].map(Number) as [
    number,
    number,
    number,
  ];
  return withScratch(async (database) => {
    say(
      `${issues} issues from ${clients} clients, ${ROLLBACK_PERCENT} % rolled back, ${KILLS} kills, a month's end in the middle`,
    );
    const options = { issues, clients, seed, rollbackPercent: ROLLBACK_PERCENT, kills: KILLS };
    const run = await issueFromManyClients(database, options);
    say(
      `issued ${run.issued}, rolled back ${run.rolledBack}, cut off ${run.killed}, p95 ${run.p95Milliseconds} ms`,
    );
    for (const { month, count, gapless } of run.months) {
      say(`${month}: 1 to ${count}, ${gapless ? 'no gap, no duplicate' : 'WITH GAPS'}`);
    }
    const late = await passTenThousand(database);
    say(`past 9999: ${late.join(', ')}`);
    const expected = ['CLINIC-203103-9999', 'CLINIC-203103-10000', 'CLINIC-203103-10001'];
    const wrong = late.join() === expected.join() ? [] : [`past 9999 came ${late.join(', ')}`];
    const lacking = [
      ...(run.rolledBack === 0 ? ['nothing was rolled back'] : []),
      ...(run.killed === 0 ? ['nothing was cut off'] : []),
      ...(run.months.some(({ count }) => count === 0) ? ['the month did not end in the middle'] : []),
    ];
    return [...run.problems, ...wrong, ...lacking];
  });
}

const problems = await main();
for (const problem of problems) say(`WRONG: ${problem}`);
say(problems.length === 0 ? 'PROVED' : 'NOT PROVED');
process.exitCode = problems.length === 0 ? 0 : 1;
