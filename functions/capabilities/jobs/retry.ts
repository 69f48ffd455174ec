/** Trying again what failed in a job. */
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `job_unknown` (404), and `nothing_failed` (409) when there is nothing to try again. */
export function retryJob(app: App, id: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    requireFound((await tx.jobs.lock(id)) || undefined, 'job');
    const items = await tx.jobs.retry(id);
    if (items === 0) refuse('conflict', 'nothing_failed', 'Nothing in this job has failed.');
    await tx.outbox.add('run_job', id, by.requestId);
    await tx.audit.record(by, { action: 'retry_job', targetType: 'job', targetId: id, details: { items } });
    return { id };
  });
}
