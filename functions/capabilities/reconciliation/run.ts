/** Reconciling with Stripe now, because staff ask for it. */
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { requestRun } from './request-run.ts';

export async function runReconciliation(app: App, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const run = await requestRun(tx, by.actor.id, by);
    await tx.audit.record(by, {
      action: 'run_reconciliation',
      targetType: 'reconciliation_run',
      targetId: run.id,
    });
    return run;
  });
}
