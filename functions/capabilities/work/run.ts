/** Runs one job of the outbox. Attempts are counted first, so that a job that crashes the process cannot loop unseen. */
import { archiveInvoice } from '../archives/archive.ts';
import { restoreIfOwed } from '../archives/restore.ts';
import { bySystem } from '../audit.ts';
import { syncPayout } from '../stripe-balance/payouts.ts';
import { closeCheckout } from '../checkouts/close.ts';
import { openCheckout } from '../checkouts/open.ts';
import { sendMessage } from '../messages/send.ts';
import { NotNow, type Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { performRun } from '../reconciliation/perform-run.ts';
import { executeRefund } from '../refunds/execute.ts';
import { remindInvoice } from '../reminders/remind.ts';
import { sendStaffMessage } from '../staff/notify.ts';

/** About a day of trying, with the pauses below. */
const MAX_ATTEMPTS = 22;
/** A job that crashed the process this often is not started again. */
const MAX_CRASHES = 5;
/** How long a job is leased to one process. */
const LEASE_SECONDS = 60;

/**
 * Runs the work if it is due and not done; a failure is kept with it and tried again later. Work that fails for a day,
 * or ends the process again and again, is given up and left to staff.
 */
export async function runWork(app: App, workId: string): Promise<void> {
  const work = await app.db.read.outbox.claim(workId, LEASE_SECONDS);
  if (!work) return;
  if (work.crashes >= MAX_CRASHES) {
    await fail(app, work, `The process ended ${work.crashes} times while this was done.`, true);
    return;
  }
  try {
    await perform(app, work);
    await app.db.read.outbox.done(work);
  } catch (error) {
    if (error instanceof NotNow) return app.db.read.outbox.postpone(work.id, error.pauseSeconds);
    await fail(app, work, String(error), work.attempts >= MAX_ATTEMPTS);
  }
}

async function fail(app: App, work: Work, error: string, dead: boolean): Promise<void> {
  await app.db.read.outbox.failed(work.id, error, pauseAfter(work.attempts), dead);
  if (dead && work.topic === 'send_message') {
    await app.db.read.messages.failed(work.subjectId, 'Given up after many tries.');
  }
  app.log[dead ? 'error' : 'warn']('work_failed', {
    work_id: work.id,
    topic: work.topic,
    attempts: work.attempts,
    error,
  });
}

async function perform(app: App, work: Work): Promise<void> {
  switch (work.topic) {
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
    case 'archive':
      return archiveInvoice(app, work.subjectId, bySystem(work.requestId));
    case 'restore_invoice':
      return restoreIfOwed(app, work.subjectId, bySystem(work.requestId));
    case 'remind':
      return remindInvoice(app, work.subjectId, bySystem(work.requestId));
  }
}

/** Seconds to wait after so many attempts: 5, 10, 20 … at most two hours. */
const pauseAfter = (attempts: number): number => Math.min(7200, 5 * 2 ** Math.min(attempts - 1, 12));
