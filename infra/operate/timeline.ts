/** `npm run timeline -- INVOICE`: everything that happened to an invoice, by its number or id, in order. */
import { parseArgs } from 'node:util';
import { withClient } from '../local/postgres/roles.ts';
import { appLogFile } from './log-file.ts';
import { runningSystem } from './running-system.ts';
import { say } from './tool-app.ts';
import { inOrder, invoiceTrace, logTrace, traceText } from './trace.ts';

async function main(): Promise<void> {
  const [named] = parseArgs({ allowPositionals: true }).positionals;
  if (named === undefined)
    throw new Error('Name an invoice by its number or id: npm run timeline -- INVOICE');
  const found = await withClient(runningSystem().database, (client) => invoiceTrace(client, named));
  if (found === undefined) throw new Error(`There is no invoice ${named}.`);
  const calls = await logTrace(
    appLogFile(),
    ({ event, request_id: id, level }) =>
      found.requests.has(String(id)) && (event === 'stripe_call' || level === 'warn' || level === 'error'),
  );
  for (const line of inOrder([...found.lines, ...calls])) say(traceText(line));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
