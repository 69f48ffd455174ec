/** What somebody should look at: failed payments, stuck events, dead letters, broken books, timers that stopped. */
import { isStale } from '../../domain/schedule.ts';
import type { AlertView, TimerRun } from '../ports/work.ts';
import type { App } from '../ports.ts';

const PER_KIND = 100;

/** Every alert, the newest first. */
export async function findAlerts(app: App): Promise<AlertView[]> {
  const now = app.clock.now();
  const [found, timers] = await Promise.all([app.db.read.watch.alerts(PER_KIND), app.db.read.watch.timers()]);
  const timerAlerts = timers.flatMap((timer) => timerAlert(timer, now) ?? []);
  return [...found, ...timerAlerts].sort((a, b) => b.since.getTime() - a.since.getTime());
}

const STOPPED = ['dead_letter', 'stuck_event', 'stale_timer', 'failing_timer'];

/** How many alerts say that the system's own work has stopped. */
export const countStopped = async (app: App): Promise<number> =>
  (await findAlerts(app)).filter(({ kind }) => STOPPED.includes(kind)).length;

function timerAlert(timer: TimerRun, now: Date): AlertView | undefined {
  const since = timer.finishedAt ?? timer.startedAt;
  const remedy = `POST /admin/functions/${timer.name} runs it by hand`;
  const about = { id: timer.name, since, remedy };
  if (timer.failuresInARow >= 3) {
    return { ...about, kind: 'failing_timer', reason: timer.lastError ?? 'It fails.' };
  }
  return isStale(timer, now) ? { ...about, kind: 'stale_timer', reason: 'It has not run.' } : undefined;
}
