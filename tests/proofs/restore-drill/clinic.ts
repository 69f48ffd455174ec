/** A clinic on one database, joined to an emulator of Stripe that outlives the database. */

import { scheduleReconciliation } from '../../../functions/capabilities/reconciliation/compare.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import { runWork } from '../../../functions/capabilities/work/run.ts';
import type { RefundStatus } from '../../../functions/domain/refund.ts';
import { withClient } from '../../../infra/local/postgres/roles.ts';
import type { Harness } from '../../../infra/stripe-emulator/testing.ts';
import { storeAndApply } from '../../support/apply-event.ts';
import type { ProofClinic } from '../clinic.ts';

export type DrillClinic = ReturnType<typeof drillClinic>;

/** @param databaseUrl the database that `app` works on, to read what a drill chooses from */
export function drillClinic(
  { app, admin, clerk }: Pick<ProofClinic, 'app' | 'admin' | 'clerk'>,
  harness: Harness,
  databaseUrl: string,
) {
  const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    withClient(databaseUrl, async (client) => (await client.query(sql, values)).rows as T[]);
  async function work(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      const due = await app.db.read.outbox.due(500);
      if (due.length === 0) return;
      // What fails is tried again later, as the queue would.
      for (const { id } of due) await runWork(app, id).catch(() => undefined);
    }
  }
  return {
    app,
    admin,
    clerk,
    harness,
    rows,
    work,
    /** Brings every event that Stripe made and that is not here yet, and does the work that it makes. */
    async sync(): Promise<void> {
      const events = await harness.stripe.events.list({ limit: 100 });
      for (const event of events.data.toReversed()) {
        const payload = JSON.stringify(event);
        const createdAt = new Date(event.created * 1000);
        const { id, type, livemode } = event;
        const record = { id, type, livemode, createdAt, payload, source: 'webhook' as const };
        await storeAndApply(app, { ...record, requestId: 'drill' });
      }
      await work();
    },
    /** One reconciliation with Stripe, from the request to its end. */
    async reconcile(): Promise<Record<string, number>> {
      const { id } = await scheduleReconciliation(app, bySystem('drill'));
      await work();
      const run = await app.db.read.reconciliation.run(id);
      await work();
      if (run?.state !== 'done') throw new Error(`The reconciliation did not end: ${run?.last_error}`);
      return run.found;
    },
    payments: () =>
      rows<{ id: string; chargeId: string | null }>(
        `select id, stripe_charge_id as "chargeId" from payments where status = 'succeeded' order by created_at, id`,
      ),
    refunds: (status: RefundStatus) =>
      rows<{ id: string }>('select id from refunds where status = $1 order by created_at, id', [status]),
    payable: () =>
      rows<{ id: string }>(
        `select id from invoices where status in ('issued', 'partially_paid') order by created_at, id`,
      ),
  };
}
