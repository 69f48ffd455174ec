/**
 * `npm run retention:report`: what would go if records were purged now, when the next would, and why.
 * `npm run retention:purge -- CLASS` lets the records of one class go.
 */
import { bySystem } from '../../functions/capabilities/audit.ts';
import { purgeRecords } from '../../functions/capabilities/retention/purge.ts';
import { reportRetention } from '../../functions/capabilities/retention/report.ts';
import { RETENTION_CLASSES } from '../../functions/domain/settings.ts';
import { say, type ToolApp, withApp } from './tool-app.ts';

async function report(app: ToolApp): Promise<void> {
  for (const each of await reportRetention(app)) {
    say(`${each.class}: ${each.kept} kept, the oldest since ${each.oldest ?? '–'}`);
    say(`    ${each.due} would go now; the next on ${each.nextDue?.slice(0, 10) ?? '–'}. ${each.why}`);
  }
  say(
    'Never purged: invoices, payments, refunds, the ledger, document numbers, Stripe’s events and the audit trail.',
  );
}

await withApp(async (app) => {
  const [command, name] = process.argv.slice(2);
  if (command !== 'purge') return report(app);
  const recordClass = RETENTION_CLASSES.find((each) => each === name);
  if (!recordClass) throw new Error(`Name one class: ${RETENTION_CLASSES.join(', ')}.`);
  say(`${await purgeRecords(app, recordClass, bySystem('retention-purge'))} records of ${recordClass} went.`);
});
