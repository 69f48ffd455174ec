/** Stopping a job: what was done stays done, and what waits is left. */
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `job_unknown` (404), and `job_finished` (409) when nothing waits. */
export function stopJob(app: App, id: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    requireFound(await tx.jobs.get(id), 'job');
    if (!(await tx.jobs.stop(id, by.actor.id, app.clock.now()))) {
      refuse('conflict', 'job_finished', 'This job has ended already.');
    }
    await tx.audit.record(by, { action: 'stop_job', targetType: 'job', targetId: id });
    return { id };
  });
}
