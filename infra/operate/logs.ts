/** `npm run logs -- --request ID`: one request's log lines, queue messages, calls to Stripe and audit rows, in order. */
import { parseArgs } from 'node:util';
import { withClient } from '../local/postgres/roles.ts';
import { appLogFile } from './log-file.ts';
import { runningSystem } from './running-system.ts';
import { say } from './tool-app.ts';
import { inOrder, logTrace, requestTrace, traceText } from './trace.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { request: { type: 'string' } } });
  const { request } = values;
  if (request === undefined)
    throw new Error('Name a request: npm run logs -- --request ID. Each answer has it as x-request-id.');
  const logged = await logTrace(appLogFile(), (entry) => entry.request_id === request);
  const stored = await withClient(runningSystem().database, (client) => requestTrace(client, request));
  const lines = inOrder([...logged, ...stored]);
  for (const line of lines) say(traceText(line));
  if (lines.length === 0) throw new Error(`Nothing is known of the request ${request}.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
