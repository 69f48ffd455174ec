/**
 * `npm run prove:explain [-- --figures 2000] [--seed 1]`: makes random invoices with payments, refunds, disputes and
 * corrections, and shows that each figure in the API, on the patient's page, in the PDF and in the CSV files is the sum of its explained
 * parts, and that each ledger entry, document and Stripe id behind a part is there with its amount.
 */
import { parseArgs } from 'node:util';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { proveExplanations } from './explain/explain.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: { figures: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const { problems, ...run } = await withScratch((database) =>
  proveExplanations(database, { figures: Number(values.figures), seed: Number(values.seed) }),
);
for (const [kind, count] of run.kinds) say(`   ${kind.padEnd(24)} ${count}`);
say(
  `${run.figures} figures of ${run.invoices} invoices compared, ${run.leaves} leaves verified, seed ${values.seed}`,
);
for (const problem of problems) say(`WRONG: ${problem}`);
say(problems.length === 0 ? 'PROVED' : 'NOT PROVED');
process.exitCode = problems.length === 0 ? 0 : 1;
