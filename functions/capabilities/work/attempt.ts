/** One attempt at a job of the outbox. It is counted first, so that a job that crashes the process cannot loop unseen. */
import { NotNow, WaitsFor, type Work } from '../ports/work.ts';
import type { App } from '../ports.ts';

/** How a topic's jobs are done, and for how long they are tried. */
export type Job = {
  /** Safe to run twice, to die at any line, and to run beside itself. */
  perform(app: App, work: Work): Promise<void>;
  maxAttempts: number;
  /** A job that crashed the process this often is not started again. */
  maxCrashes: number;
  /** What is to be said of the subject of a job that is given up. */
  giveUp?(app: App, work: Work, reason: GiveUpReason): Promise<void>;
  /** Both say in their own transaction that the work is done. What is given up is then seen elsewhere, and no dead letter. */
  endsItself?: true;
};

/** A failure with its error, the process that ended, or what never came. */
export type GiveUpReason = { error: string } | 'crashes' | { neverCame: string };

/** How long a job is leased to one process. */
export const LEASE_SECONDS = 60;

/**
 * Does the work if it is due and not done; a failure is kept with it and tried again later. Work that fails too often, or
 * ends the process again and again, is given up and left to staff.
 */
export async function attempt(app: App, workId: string, jobOf: (work: Work) => Job): Promise<void> {
  const work = await app.db.read.outbox.claim(workId, LEASE_SECONDS);
  if (work) await runClaimed(app, work, jobOf(work));
}

/** Does work that is claimed. Throws only when the database is away. */
export async function runClaimed(app: App, work: Work, job: Job): Promise<void> {
  if (work.crashes >= job.maxCrashes || work.attempts > job.maxAttempts) {
    await giveUp(app, job, work, 'crashes');
    return;
  }
  try {
    await job.perform(app, work);
    if (!job.endsItself) await app.db.read.outbox.done(work);
  } catch (error) {
    await notDone(app, job, work, error);
  }
}

async function notDone(app: App, job: Job, work: Work, error: unknown): Promise<void> {
  if (error instanceof NotNow) return app.db.read.outbox.postpone(work.id, error.pauseSeconds);
  if (error instanceof WaitsFor) {
    const parked = await app.db.read.outbox.park(work.id, error.missing);
    return parked === 'parked' ? undefined : giveUp(app, job, work, { neverCame: error.missing });
  }
  if (work.attempts >= job.maxAttempts) return giveUp(app, job, work, { error: String(error) });
  await app.db.read.outbox.failed(work.id, String(error), pauseAfter(work.attempts), false);
  log(app, 'warn', work, String(error));
}

async function giveUp(app: App, job: Job, work: Work, reason: GiveUpReason): Promise<void> {
  const error = explain(work, reason);
  await job.giveUp?.(app, work, reason);
  if (!job.endsItself) {
    await app.db.read.outbox.failed(work.id, error, pauseAfter(work.attempts), true);
  }
  log(app, 'error', work, error);
}

const explain = ({ crashes }: Work, reason: GiveUpReason): string => {
  if (reason === 'crashes') return `The process ended ${crashes} times while this was done.`;
  return 'error' in reason ? reason.error : `It waited for ${reason.neverCame}, which never came.`;
};

const log = (app: App, level: 'warn' | 'error', { id, topic, attempts }: Work, error: string): void =>
  app.log[level]('work_failed', { work_id: id, topic, attempts, error });

/** Seconds to wait after so many attempts: 5, 10, 20 … at most two hours. */
const pauseAfter = (attempts: number): number => Math.min(7200, 5 * 2 ** Math.min(attempts - 1, 12));
