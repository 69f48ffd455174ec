/** What needs a person: failed payments, refunds and payouts, refused pages, stuck events, failed jobs, discrepancies. */
import { type AlertFigure, countAlerts } from '../../domain/alerts.ts';
import { machineAlerts } from '../../domain/machine.ts';
import { explainPageRefusal } from '../../domain/page-refusal.ts';
import { isStale } from '../../domain/schedule.ts';
import type { FoundAlert, TimerRun } from '../ports/work.ts';
import type { App } from '../ports.ts';

export const PER_KIND = 100;

/** Every alert, the newest first. */
export async function findAlerts(app: App): Promise<FoundAlert[]> {
  const now = app.clock.now();
  const [found, timers, processes] = await Promise.all([
    app.db.read.operations.alerts(PER_KIND),
    app.db.read.operations.timers(),
    app.db.read.metrics.processes(),
  ]);
  const timerAlerts = timers.flatMap((timer) => timerAlert(timer, now) ?? []);
  const machine = machineAlerts(processes.flatMap(({ readings }) => readings));
  const ofMachine = machine.map((alert): FoundAlert => ({ ...alert, since: now, staff_id: null }));
  return [...found.map(explained), ...timerAlerts, ...ofMachine].sort(
    (a, b) => b.since.getTime() - a.since.getTime(),
  );
}

/** How many alerts say that the system's own work has stopped, are about money, or about access. */
export async function countAttention(app: App): Promise<Record<AlertFigure, number>> {
  const alerts = await findAlerts(app);
  return {
    stopped_work: countAlerts(alerts, 'stopped_work'),
    money_problems: countAlerts(alerts, 'money_problems'),
    unusual_access: countAlerts(alerts, 'unusual_access'),
    admin_access: countAlerts(alerts, 'admin_access'),
  };
}

/** A refusal of payment pages says which of its causes it is. */
const explained = (alert: FoundAlert): FoundAlert =>
  alert.kind === 'payment_pages_refused' || alert.kind === 'payment_page_refused'
    ? { ...alert, reason: explainPageRefusal(alert.reason) }
    : alert;

function timerAlert(timer: TimerRun, now: Date): FoundAlert | undefined {
  const since = timer.finishedAt ?? timer.startedAt;
  const remedy = `POST /admin/functions/${timer.name} runs it by hand`;
  const about = { id: timer.name, since, remedy, staff_id: null };
  if (timer.failuresInARow >= 3) {
    return { ...about, kind: 'failing_timer', reason: timer.lastError ?? 'It fails.' };
  }
  return isStale(timer, now) ? { ...about, kind: 'stale_timer', reason: 'It has not run.' } : undefined;
}
