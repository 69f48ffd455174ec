/** What needs a person: failed payments, refunds and payouts, refused pages, stuck events, failed jobs, discrepancies. */
import { alertTexts } from '../../domain/alert-reasons.ts';
import { type AlertFigure, countAlerts } from '../../domain/alerts.ts';
import { machineAlerts } from '../../domain/machine.ts';
import { isStale } from '../../domain/schedule.ts';
import type { FoundAlert, ListedAlert } from '../ports/alerts.ts';
import type { TimerRun } from '../ports/timers.ts';
import type { App } from '../ports.ts';

export const PER_KIND = 100;

/** Of alerts about the system itself. */
const ABOUT_NO_ONE = { staff_id: null, invoice_id: null, invoice_number: null, patient_id: null };

/** Every alert, the newest first. */
export async function findAlerts(app: App): Promise<ListedAlert[]> {
  const now = app.clock.now();
  const [found, timers, processes] = await Promise.all([
    app.db.read.alerts.find(PER_KIND),
    app.db.read.timers.list(),
    app.db.read.metrics.processes(),
  ]);
  const timerAlerts = timers.flatMap((timer) => timerAlert(timer, now) ?? []);
  const machine = machineAlerts(processes.flatMap(({ readings }) => readings));
  const ofMachine = machine.map((alert): FoundAlert => ({ ...alert, since: now, ...ABOUT_NO_ONE }));
  return [...found, ...timerAlerts, ...ofMachine]
    .map(listed)
    .sort((a, b) => b.since.getTime() - a.since.getTime());
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

const listed = (alert: FoundAlert): ListedAlert => {
  const { facts: _, ...shown } = alert;
  return { ...shown, ...alertTexts(alert) };
};

function timerAlert(timer: TimerRun, now: Date): FoundAlert | undefined {
  const about = { id: timer.name, since: timer.finishedAt ?? timer.startedAt, ...ABOUT_NO_ONE };
  if (timer.failuresInARow >= 3) {
    return { ...about, kind: 'failing_timer', facts: { last_error: timer.lastError } };
  }
  return isStale(timer, now) ? { ...about, kind: 'stale_timer', facts: {} } : undefined;
}
