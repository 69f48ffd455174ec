/** Marking invoices overdue: each decided again under lock, because it may have been paid since it was found. */
import { dayIn } from '../../domain/calendar.ts';
import { isOverdue, overdueFrom } from '../../domain/invoice.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Marks each that is overdue now, once. One that fails does not keep the others from it; throws at the end. */
export async function markOverdue(app: App, invoiceIds: readonly string[], by: Caller): Promise<number> {
  const failures: unknown[] = [];
  let marked = 0;
  for (const id of invoiceIds) {
    try {
      const done = await markOne(app, id, by);
      if (!done) continue;
      marked++;
      if (done.reminder) await app.queues.workAdded(done.reminder, by.requestId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} invoices were not marked.`);
  return marked;
}

type Marked = { reminder: string | undefined };

const markOne = (app: App, id: string, by: Caller): Promise<Marked | undefined> =>
  app.db.transaction(async (tx) => {
    const invoice = await tx.invoices.lock(id);
    const today = dayIn(app.clinic.timeZone, app.clock.now());
    if (!invoice) return undefined;
    if (!isOverdue(invoice.status, invoice.dueOn, today)) {
      if (await tx.overdue.unmark(id, today)) {
        await tx.audit.record(by, { action: 'clear_overdue', targetType: 'invoice', targetId: id });
      }
      return undefined;
    }
    if (!(await tx.overdue.mark(id))) return undefined;
    await tx.audit.record(by, {
      action: 'mark_overdue',
      targetType: 'invoice',
      targetId: id,
      details: { due_date: invoice.dueOn, overdue_since: overdueFrom(invoice.dueOn) },
    });
    const { reminders } = await tx.settings.get();
    return { reminder: reminders.enabled ? await tx.outbox.add('remind', id, by.requestId) : undefined };
  });
