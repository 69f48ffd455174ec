/**
 * `npm run retention:report`: what would go if records were purged now, when the next would, and why.
 * `npm run retention:purge -- CLASS --database NAME` removes those of one class; once there are books, only behind a
 * verified backup.
 */
import { parseArgs } from 'node:util';
import { purgeRecords } from '../../functions/capabilities/retention/purge.ts';
import { reportRetention } from '../../functions/capabilities/retention/report.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { RETENTION_CLASSES, type RetentionClass } from '../../functions/domain/settings.ts';
import { databaseState, requireMayRemove } from './live-clinic.ts';
import { say, type ToolApp, toolSettings, withApp } from './tool-app.ts';

/** What a class is, and since when its records are past use. */
const MEANINGS: Record<RetentionClass, string> = {
  patient_records: 'patients, since they were last billed or last paid; they go by being erased',
  messages: 'e-mails and texts about settled invoices, since they were written',
  sessions: 'sign-ins of staff, since they ended',
  requests: 'keys of repeated requests, since they were used',
  work: 'work that is done, since it was done',
  invoice_details: 'lines and messages in the archive, since they were archived',
};
const day = (instant: string | null): string => instant?.slice(0, 10) ?? '–';

async function report(app: ToolApp): Promise<void> {
  for (const each of await reportRetention(app)) {
    say(`${each.class}: ${MEANINGS[each.class]}`);
    say(
      `    ${each.kept} kept, the oldest of ${day(each.oldest)}; ${each.due} would go now, the next on ${day(each.nextDue)}`,
    );
    say(`    ${each.why}`);
  }
  say(
    'Never purged: invoices, payments, refunds, credit notes, the ledger, document numbers, Stripe’s events, the audit trail.',
  );
  say('Backups keep what they held: the last 7 days, 5 weeks and 12 months of them are kept.');
}

await withApp(async (app) => {
  const { values, positionals } = parseArgs({
    options: { database: { type: 'string' } },
    allowPositionals: true,
  });
  const [command, name] = positionals;
  if (command !== 'purge') return report(app);
  const recordClass = RETENTION_CLASSES.find((each) => each === name);
  if (!recordClass) throw new Error(`Name one class: ${RETENTION_CLASSES.join(', ')}.`);
  requireMayRemove(await databaseState(toolSettings().DATABASE_URL ?? ''), values.database);
  say(`${await purgeRecords(app, recordClass, bySystem('retention-purge'))} records of ${recordClass} went.`);
});
