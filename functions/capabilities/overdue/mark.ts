/** Marking invoices overdue: each decided again under lock, because it may have been paid since it was found. */
import { dayIn } from '../../domain/calendar.ts';
import { overdueFrom } from '../../domain/invoice.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/**
 * Marks each that is overdue now, once, all in one transaction; how many that were. When that fails, each is marked in a
 * transaction of its own, so that one that fails does not keep the others from it; throws at the end.
 */
export async function markOverdue(app: App, invoiceIds: readonly string[], by: Caller): Promise<number> {
  try {
    return await markTogether(app, invoiceIds, by);
  } catch (error) {
    if (invoiceIds.length === 1 || app.db.isOutage(error)) throw error;
  }
  const failures: unknown[] = [];
  let marked = 0;
  for (const id of invoiceIds) {
    try {
      marked += await markTogether(app, [id], by);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} invoices were not marked.`);
  return marked;
}

async function markTogether(app: App, ids: readonly string[], by: Caller): Promise<number> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  return app.db.transaction(async (tx) => {
    const late = await tx.overdue.mark(ids, today);
    const early = await tx.overdue.unmark(ids, today);
    await tx.audit.recordAll(by, [
      ...late.map(({ id, dueOn }) => ({
        action: 'mark_overdue',
        targetType: 'invoice',
        targetId: id,
        details: { due_date: dueOn, overdue_since: overdueFrom(dueOn) },
      })),
      ...early.map((id) => ({ action: 'clear_overdue', targetType: 'invoice', targetId: id })),
    ]);
    const settings = await tx.settings.get();
    const wanted = settings.reminders.enabled ? late.map(({ id }) => id) : [];
    await tx.outbox.addAll('remind', wanted, by.requestId);
    return late.length;
  });
}
