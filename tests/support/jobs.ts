/** The jobs of the night, each as its timer and its queue would do it, in one process. */
import { sweepArchive } from '../../functions/capabilities/archives/sweep.ts';
import { makeBackup } from '../../functions/capabilities/backups/make.ts';
import { chargeLateFees } from '../../functions/capabilities/late-fees/charge.ts';
import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { sweepReminders } from '../../functions/capabilities/reminders/sweep.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';

const by = bySystem('job');

export const JOBS = {
  overdue: async (app: App) => {
    await sweepOverdue(app, async (ids) => {
      await markOverdue(app, ids, by);
    });
  },
  reminders: async (app: App) => {
    await sweepReminders(app, by);
    await doWork(app);
  },
  'late fees': async (app: App) => {
    await chargeLateFees(app, by);
  },
  archive: async (app: App) => {
    await sweepArchive(app, by.requestId);
    await doWork(app);
  },
  sending: doWork,
  backup: async (app: App) => {
    await makeBackup(app, by);
  },
} satisfies Record<string, (app: App) => Promise<void>>;
export type Job = keyof typeof JOBS;

/** All the work that is due, and what comes of it. */
async function doWork(app: App): Promise<void> {
  for (;;) {
    const due = await app.db.read.outbox.due(200);
    if (due.length === 0) return;
    for (const { id } of due) await runWork(app, id);
  }
}
