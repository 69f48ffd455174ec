/** `npm run sweep:archive`: archives what is old enough now, as the timer and the queue do it. */
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { eachArchivable } from '../../functions/capabilities/archives/due.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { say, withApp } from './tool-app.ts';

await withApp(async (app) => {
  const by = bySystem('sweep-archive');
  const failures: string[] = [];
  const found = await eachArchivable(app, (id) =>
    archiveInvoice(app, id, by).catch((error: unknown) => {
      failures.push(`${id}: ${String(error)}`);
    }),
  );
  for (const failure of failures) say(failure);
  say(`${found - failures.length} of ${found} invoices went to the archive.`);
  if (failures.length > 0) process.exitCode = 1;
});
