/** Starting a job: its invoices are chosen now, whatever matches later. */
import { randomUUID } from 'node:crypto';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { chosenInvoices, type JobChoice } from './preview.ts';

/**
 * Writes the job down with its items; the queue does them. Refuses `nothing_chosen`, `too_many` and, when another number
 * of invoices matches than was shown, `selection_changed` (409).
 */
export function createJob(
  app: App,
  choice: JobChoice,
  expectedItems: number | undefined,
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const ids = (await chosenInvoices(tx, choice)).map((each) => each.invoice_id);
    if (ids.length === 0 || (expectedItems !== undefined && ids.length !== expectedItems)) {
      const now = ids.length === 1 ? '1 invoice matches' : `${ids.length} invoices match`;
      refuse('conflict', 'selection_changed', `${now} now. Look at the preview again.`);
    }
    const id = randomUUID();
    const { action, notify = true } = choice;
    await tx.jobs.add({ id, action, notify, staffId: by.actor.id }, ids, app.clock.now());
    await tx.outbox.add('run_job', id, by.requestId);
    await tx.audit.record(by, {
      action: 'start_job',
      targetType: 'job',
      targetId: id,
      details: { job_action: action, notify, items: ids.length },
    });
    return { id };
  });
}
