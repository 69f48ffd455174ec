/** `npm run metrics [-- --since 1h]`: rates, errors and durations from the log of the system that runs here. */
import { parseArgs } from 'node:util';
import { figures } from '../server/figures.ts';
import { appLogFile } from './log-file.ts';
import { linesOf, metricsTable, periodOf } from './metrics-table.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { since: { type: 'string', default: '1h' } } });
  const period = periodOf(values.since);
  const found = figures(new Date(Date.now() - period));
  for await (const line of linesOf(appLogFile())) found.add(line);
  process.stdout.write(`${metricsTable(found, period)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
