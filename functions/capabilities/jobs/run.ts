/** Doing what a job asks, one invoice after the other; each item is settled in the transaction of its command. */
import { type Action, may } from '../../domain/access.ts';
import type { JobAction } from '../../domain/job.ts';
import { requireFound } from '../../domain/not-found.ts';
import { Refusal, refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { issueInvoice } from '../invoices/issue.ts';
import { readInvoicePdf } from '../invoices/pdf.ts';
import { sendInvoice } from '../invoices/send.ts';
import { reachableBy } from '../messages/add.ts';
import type { Caller } from '../ports/common.ts';
import type { JobTask } from '../ports/jobs.ts';
import { NotNow, type Work } from '../ports/work.ts';
import type { App, Database, Stores } from '../ports.ts';
import { sendReminder } from '../reminders/send.ts';
import { storeJobFile } from './download.ts';
import { outcomeOf, refuseUnreachable } from './preview.ts';

/** The lease is renewed after each item: one item takes far less. */
const LEASE_SECONDS = 60;

/** A function of a plan without servers ends after five minutes: then another one goes on. */
const RUN_MILLISECONDS = 4 * 60_000;

/** A limit of the clinic or of a member of staff is over within an hour; a longer one is of this invoice alone. */
const LONGEST_PAUSE_SECONDS = 3600;

const NEEDS: Record<JobAction, Action> = {
  issue: 'invoices.write',
  send: 'invoices.write',
  remind: 'messages.send',
  download: 'lists.export',
};

/** Does what waits. Safe to die at any line and to run beside itself. Throws NotNow where it has to go on later. */
export async function runJob(app: App, work: Work): Promise<void> {
  const until = performance.now() + RUN_MILLISECONDS;
  for (;;) {
    const task = await app.db.read.jobs.next(work.subjectId);
    if (!task && (await ended(app, work))) return;
    if (!task) continue;
    if (performance.now() > until) throw new NotNow('The job goes on in another run.', 0);
    await runTask(app, task, work.requestId);
    await app.db.read.outbox.renew(work.id, LEASE_SECONDS);
  }
}

/** Says that the work is done when nothing waits. Whoever lets items wait again waits for this, or this sees them. */
const ended = (app: App, work: Work): Promise<boolean> =>
  app.db.transaction(async (tx) => {
    await tx.jobs.lock(work.subjectId);
    if (await tx.jobs.next(work.subjectId)) return false;
    await tx.outbox.done(work);
    return true;
  });

/** Settles what waits as failed, so that staff see it and may try it again. */
export const giveUpJob = (app: App, work: Work): Promise<void> =>
  app.db.transaction(async (tx) => {
    await tx.jobs.lock(work.subjectId);
    await tx.jobs.failWaiting(work.subjectId, app.clock.now(), GIVEN_UP);
    await tx.outbox.done(work);
  });

const GIVEN_UP = { code: 'given_up', reason: 'The system failed again and again. Try it again later.' };

/** The item was settled by another run, or stopped. */
class Settled extends Error {}

async function runTask(app: App, task: JobTask, requestId: string): Promise<void> {
  try {
    const by = await startedBy(app.db.read, task, requestId);
    if (task.action === 'download') await print(app, task);
    await perform({ ...app, db: settling(app, task, requestId) }, task, by);
  } catch (error) {
    if (error instanceof Settled) return;
    if (app.db.isOutage(error)) throw error;
    if (isPause(error)) throw new NotNow(error.message, error.retryAfterSeconds ?? 0);
    if (!(error instanceof Refusal))
      app.log.error('job_item_failed', { item: task.id, error: String(error) });
    const failure = error instanceof Refusal ? outcomeOf(error) : UNEXPECTED;
    await app.db.read.jobs.settle(task.id, app.clock.now(), failure);
  }
}

const UNEXPECTED = { code: 'unexpected', reason: 'An unexpected error. Try it again.' };

const isPause = (error: unknown): error is Refusal =>
  error instanceof Refusal &&
  error.kind === 'limited' &&
  (error.retryAfterSeconds ?? Number.POSITIVE_INFINITY) <= LONGEST_PAUSE_SECONDS;

/** Who started the job, if they still may do this. Refuses `rights_ended`. */
async function startedBy(
  stores: Pick<Stores, 'staff'>,
  { staffId, action }: JobTask,
  requestId: string,
): Promise<Caller> {
  const staff = await stores.staff.get(staffId);
  if (!staff || staff.disabled || !may(staff.role, NEEDS[action])) {
    return refuse('forbidden', 'rights_ended', 'The person who started the job may no longer do this.');
  }
  // No session: the job outlives the one in which it was started.
  const actor = { type: 'staff', id: staff.id, role: staff.role, sessionId: '' } as const;
  return { actor, requestId, address: null };
}

/** The database whose command's transaction takes the item and settles it, all or nothing with the work. */
function settling(app: App, task: JobTask, requestId: string): Database {
  return {
    ...app.db,
    async transaction(work, subject) {
      if (!subject) return app.db.transaction(work);
      return app.db.transaction(async (tx) => {
        if (!(await tx.jobs.lockWaiting(task.id))) throw new Settled();
        const done = await work(tx);
        await startedBy(tx, task, requestId);
        await tx.jobs.settle(task.id, app.clock.now());
        return done;
      });
    },
  };
}

/** Before the item is settled: an item that is done has its PDF. */
async function print(app: App, { id: itemId, invoiceId: printed }: JobTask): Promise<void> {
  const invoiceId = requireFound(printed ?? undefined, 'invoice');
  const { bytes } = await readInvoicePdf(app, invoiceId);
  await storeJobFile(app, { itemId, invoiceId }, bytes);
}

async function perform(app: App, { invoiceId, action, notify }: JobTask, by: Caller): Promise<Done> {
  const id = requireFound(invoiceId ?? undefined, 'invoice');
  if (action === 'download') return commandTransaction(app, async () => ({ id }));
  if (action === 'remind') return sendReminder(app, id, by);
  const invoice = requireFound(await app.db.read.invoices.get(id), 'invoice');
  const channels = await reachableBy(app.db.read, invoice.patient_id);
  if (action === 'issue') return issueInvoice(app, { id, notify: notify ? channels : [], page: 'queue' }, by);
  if (channels.length === 0) refuseUnreachable();
  return sendInvoice(app, id, channels, by);
}
