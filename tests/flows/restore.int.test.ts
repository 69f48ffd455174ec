/** The day after a disaster: an old backup, the keys and Stripe are all that is left, and the books come back from them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { readArchivedInvoice } from '../../functions/capabilities/archives/read.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { certifyNumbers } from '../../functions/capabilities/numbers/certificate.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { reconciliationReport } from '../../functions/capabilities/reconciliation/get.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { readConfig } from '../../functions/config.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import { numberingMonth } from '../../functions/domain/numbering.ts';
import { writeBackup } from '../../functions/edges/postgres/dump.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { folderTarget } from '../../infra/operate/backup/folder.ts';
import { restore } from '../../infra/operate/restore.ts';
import { API_KEY } from '../../infra/stripe-emulator/testing.ts';
import { testSettings } from '../support/clinic.ts';
import { buildDraft, payOffline } from '../support/clinic-builder.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

const by = bySystem('archive');
let clinic: StripeClinic;
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  clinic = await openStripeClinic();
  database = await createDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), 'restore-'));
});
afterAll(async () => {
  await database.drop();
  await clinic.close();
  await rm(folder, { recursive: true, force: true });
});

const configOf = (appUrl: string) =>
  readConfig({
    ...testSettings({ appUrl, storage: inject('storage'), stripe: clinic.harness.url }),
    STRIPE_SECRET_KEY: API_KEY,
  });

async function refund(paymentId: string, amountCents: number): Promise<void> {
  const input = {
    paymentId,
    amountCents,
    reason: 'duplicate' as const,
    note: null,
    effect: 'credit' as const,
  };
  const { id } = await requestRefund(clinic.app, input, clinic.clerk);
  await approveRefund(clinic.app, id, clinic.admin);
  await clinic.work();
  await clinic.sync();
}

test('what Stripe knows comes back to the cent, what no one knows is named, and no number is given twice', async () => {
  const patientId = await clinic.patient();
  const refundedLater = await clinic.paid({ patientId });
  const refundedBefore = await clinic.paid({ patientId });
  const old = await clinic.paid({ patientId });
  await clinic.sync();
  await refund((await clinic.paymentOf(refundedBefore.id)).id, 30_00);
  await clinic.rows(`update messages set state = 'sent', sent_at = now() where state = 'pending'`);
  await archiveInvoice(clinic.app, old.id, by);
  const bundle = (await clinic.app.db.read.archives.live(old.id))?.blob ?? '';
  const owed = await clinic.issued({ patientId });
  const paidInCash = await clinic.issued({ patientId });
  const config = configOf(clinic.database.appUrl);
  const target = folderTarget(join(folder, 'night'));
  const manifest = await withClient(clinic.database.appUrl, (client) =>
    writeBackup(client, config.DATA_KEYS, target, clinic.app.blobs),
  );
  expect(manifest.records.missing).toEqual([]);

  // A morning of work that no backup holds.
  await clinic.harness.pay(owed.stripe_checkout_session_id ?? '');
  await payOffline(clinic.app, clinic.clerk, paidInCash.id, 100_00);
  await refund((await clinic.paymentOf(refundedLater.id)).id, 100_00);
  const forgotten = await clinic.paid({ patientId });
  await clinic.sync();
  expect(forgotten.invoice_number).toMatch(/-0006$/);

  // Database and storage are lost; the emptied database takes the backup.
  await clinic.app.blobs.remove(bundle);
  expect(await restore(configOf(database.appUrl), database.ownerUrl, { name: 'night', target })).toBe(true);
  const app = createApp(configOf(database.appUrl));
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  try {
    expect(await readArchivedInvoice(app, old.id)).toMatchObject({ problem: null, items: [{}] });
    const compare = async () => {
      const { id } = await scheduleReconciliation(app, bySystem('test'));
      for (let round = 0; round < 5; round++) {
        for (const work of await app.db.read.outbox.due(200)) await runWork(app, work.id);
      }
      const run = await app.db.read.reconciliation.run(id);
      expect(run).toMatchObject({ state: 'done', last_error: null });
      return run?.found ?? {};
    };
    await compare();
    const invoice = (id: string) => app.db.read.invoices.get(id);
    expect(await invoice(owed.id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await invoice(refundedLater.id)).toMatchObject({ payment_summary: { refunded_cents: 100_00 } });
    expect(await invoice(refundedBefore.id)).toMatchObject({ payment_summary: { refunded_cents: 30_00 } });
    // Cash that was written down after the backup is known to no one but the drawer.
    expect(await invoice(paidInCash.id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    expect(await invoice(forgotten.id)).toBeUndefined();

    const today = dayIn('America/New_York', new Date());
    const report = await reconciliationReport(app, addDays(today, -8), addDays(today, 1));
    const unknown = report.breaks.filter((each) => each.class === 'unknown_invoice');
    expect(unknown).toMatchObject([{ object: forgotten.chargeId, stripe_cents: 100_00 }]);
    expect(
      report.breaks.filter((each) => each.class !== 'unknown_invoice' && each.class !== 'refund_outside'),
    ).toEqual([]);
    const { rows: sums } = await owner.query(
      'select coalesce(sum(amount_cents), 0)::int as sum from ledger_entries group by currency',
    );
    expect(sums).toEqual([{ sum: 0 }]);
    // Stripe’s balance is our clearing account and the payment that no invoice is known for, less its fee.
    const charge = await clinic.harness.stripe.charges.retrieve(forgotten.chargeId, {
      expand: ['balance_transaction'],
    });
    const fee = (charge.balance_transaction as { fee: number } | null)?.fee ?? 0;
    expect(report.clearing[0]?.difference_cents).toBe(-(100_00 - fee));
    expect(await compare()).toMatchObject({ events: 0 });

    const draft = await buildDraft(app, clinic.clerk, { patientId });
    await issueInvoice(app, { id: draft, notify: [] }, clinic.clerk);
    expect((await invoice(draft))?.invoice_number).toMatch(/-0106$/);
    const certificate = await certifyNumbers(app, 'invoice', numberingMonth(new Date(), 'America/New_York'));
    expect(certificate).toMatchObject({ gapless: true, missing: [], set_aside: [{ first: 6, last: 105 }] });
    const { rows: open } = await owner.query('select 1 from sessions where revoked_at is null');
    expect(open).toEqual([]);
  } finally {
    await owner.end();
    await app.close();
  }
});
