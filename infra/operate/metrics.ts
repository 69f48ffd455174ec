/** `npm run metrics [-- --since 1h]`: rates, errors and durations from the log of the system that runs here. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDirectory } from '../local/environment.ts';
import { serverHome } from '../local/server-home.ts';
import { figures } from '../server/figures.ts';
import { dataFolder } from '../server/layout.ts';
import { linesOf, metricsTable, periodOf } from './metrics-table.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { since: { type: 'string', default: '1h' } } });
  const period = periodOf(values.since);
  const server = serverHome(process.env);
  const data = server ? dataFolder(process.env.CLINIC_HOME ?? '', server.answers) : defaultDirectory();
  const found = figures(new Date(Date.now() - period));
  for await (const line of linesOf(join(data, 'logs', 'clinic.jsonl'))) found.add(line);
  process.stdout.write(`${metricsTable(found, period)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
