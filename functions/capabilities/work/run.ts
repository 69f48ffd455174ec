/** The jobs of the outbox by topic, and running one of them. */
import { archiveInvoice } from '../archives/archive.ts';
import { restoreIfOwed } from '../archives/restore.ts';
import { closeCheckout } from '../checkouts/close.ts';
import { openCheckout } from '../checkouts/open.ts';
import { giveUpJob, runJob } from '../jobs/run.ts';
import { sendMessage } from '../messages/send.ts';
import { remindInstalment } from '../payment-plans/remind.ts';
import type { Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { performRun } from '../reconciliation/perform-run.ts';
import { executeRefund } from '../refunds/execute.ts';
import { remindInvoice } from '../reminders/remind.ts';
import { sendStaffMessage } from '../staff/notify.ts';
import { syncPayout } from '../stripe-balance/payouts.ts';
import { APPLY_EVENT } from '../stripe-events/apply-one.ts';
import { bySystem } from '../system-caller.ts';
import { attempt, type Job } from './attempt.ts';

/** Tried for about a day. */
const USUAL: Job = { perform, maxAttempts: 22, maxCrashes: 5 };

const SEND_MESSAGE: Job = {
  ...USUAL,
  async giveUp(app, work) {
    await app.db.read.messages.failed(work.subjectId, 'Given up after many tries.');
  },
};

const RUN_JOB: Job = { ...USUAL, giveUp: giveUpJob, endsItself: true };

/** Does one piece of work, if it is due and not done. Throws only when the database is away. */
export const runWork = (app: App, workId: string): Promise<void> => attempt(app, workId, jobOf);

/** Does pieces of work one after the other. Throws only when the database is away; the sweep finds what is left. */
export async function runAll(app: App, workIds: readonly string[]): Promise<void> {
  for (const id of workIds) await runWork(app, id);
}

function jobOf({ topic }: Work): Job {
  if (topic === 'apply_event') return APPLY_EVENT;
  if (topic === 'run_job') return RUN_JOB;
  return topic === 'send_message' ? SEND_MESSAGE : USUAL;
}

async function perform(app: App, work: Work): Promise<void> {
  switch (work.topic) {
    case 'apply_event':
      return APPLY_EVENT.perform(app, work);
    case 'open_checkout':
      return openCheckout(app, work.subjectId, work.attempts);
    case 'close_checkout':
      await closeCheckout(app, work.subjectId, work.attempts);
      return;
    case 'send_message':
      return sendMessage(app, work);
    case 'send_staff_message':
      return sendStaffMessage(app, work);
    case 'execute_refund':
      return executeRefund(app, work);
    case 'sync_payout':
      return syncPayout(app, work);
    case 'reconcile':
      return performRun(app, work);
    case 'run_job':
      return runJob(app, work);
    case 'archive':
      return archiveInvoice(app, work.subjectId, bySystem(work.requestId));
    case 'restore_invoice':
      return restoreIfOwed(app, work.subjectId, bySystem(work.requestId));
    case 'remind':
      return remindInvoice(app, work.subjectId, bySystem(work.requestId));
    case 'remind_instalment':
      return remindInstalment(app, work.subjectId, bySystem(work.requestId));
  }
}
