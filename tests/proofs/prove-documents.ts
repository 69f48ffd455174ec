/**
 * `npm run prove:documents [-- --count 2000] [--seed 1]`: issues random invoices, and shows that the page, the API and the
 * text of the PDF and the CSV files have the same figures, that the same facts make the same bytes, and that every document prints the same
 * bytes after the clinic and its patients have changed.
 */
import { parseArgs } from 'node:util';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { openProofClinic } from './clinic.ts';
import { proveDocuments } from './documents/documents.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const problems = await withScratch(async ({ appUrl }) => {
  const clinic = await openProofClinic(appUrl);
  try {
    const run = await proveDocuments(clinic, { count: Number(values.count), seed: Number(values.seed) });
    say(
      `${run.documents} documents of ${values.count} invoices, ${run.figures} figures compared, seed ${values.seed}`,
    );
    say(`${run.reprinted} printed again after ${run.versions} changes of the clinic and of every patient`);
    return run.problems;
  } finally {
    await clinic.close();
  }
});
for (const problem of problems) say(`WRONG: ${problem}`);
say(problems.length === 0 ? 'PROVED' : 'NOT PROVED');
process.exitCode = problems.length === 0 ? 0 : 1;
