/** Jobs: which action is done to many invoices, and how far one is. */
import { refuse } from './refusal.ts';

export const JOB_ACTIONS = ['issue', 'send', 'remind', 'download'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** The most invoices of one job. */
export const JOB_ITEMS_MAX = 1_000;

export const JOB_STATES = ['running', 'finished', 'stopped'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const ITEM_STATES = ['waiting', 'done', 'failed', 'stopped'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** The folder in storage with the PDFs of jobs; a backup leaves it out. */
export const JOB_FILES = 'downloads/';

/** How long the PDFs of a job can be downloaded after it has ended. */
export const DOWNLOAD_HOURS = 24;

/** Until when the PDFs of a job can be downloaded; null while it runs, and of a job that makes none. */
export function downloadUntil(action: JobAction, finishedAt: Date | null, done: number): Date | null {
  if (action !== 'download' || finishedAt === null || done === 0) return null;
  return new Date(finishedAt.getTime() + DOWNLOAD_HOURS * 3_600_000);
}

/** A job as its download needs it. */
export type Downloadable = {
  action: JobAction;
  staff_id: string;
  state: JobState;
  download_until: string | null;
};

/** Refuses `job_of_another` (403), and `job_without_files`, `job_running` and `download_expired` (409). */
export function requireDownloadable(job: Downloadable, by: { now: Date; isOwn: boolean }): void {
  if (!by.isOwn) {
    refuse('forbidden', 'job_of_another', 'Only whoever started this job, or an admin, can download it.');
  }
  if (job.state === 'running') refuse('conflict', 'job_running', 'The job has not ended yet.');
  if (job.download_until === null) refuse('conflict', 'job_without_files', 'This job made no PDFs.');
  if (new Date(job.download_until) <= by.now) {
    refuse('conflict', 'download_expired', 'The PDFs of this job were deleted. Start another one.');
  }
}
