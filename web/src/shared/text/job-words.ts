/** What jobs are called on the screen. */
import type { ItemState, JobAction, JobState } from '../../../../functions/domain/job.ts';

export const ACTION_WORDS: Record<JobAction, string> = {
  issue: 'Issue invoices',
  send: 'Send invoices',
  remind: 'Send reminders',
  download: 'Download PDFs',
};

export const STATE_WORDS: Record<JobState, string> = {
  running: 'In progress',
  finished: 'Finished',
  stopped: 'Stopped',
};

export const ITEM_WORDS: Record<ItemState, string> = {
  waiting: 'Waiting',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Not done',
};

/** `12 of 14 done, 2 failed`. */
export function progressInWords(job: {
  items: number;
  done: number;
  failed: number;
  stopped: number;
}): string {
  const parts = [`${job.done} of ${job.items} done`];
  if (job.failed > 0) parts.push(`${job.failed} failed`);
  if (job.stopped > 0) parts.push(`${job.stopped} not done`);
  return parts.join(', ');
}
