/** Adds old measurements together and forgets alerts that ended long ago, so that their tables stay small. */
import type { App } from '../ports.ts';

/** Counts are kept by five minutes for so long. */
const KEPT_DAYS = 14;
/** Alerts that ended are kept for so long. */
const ALERT_DAYS = 90;

export async function foldMeasurements(app: App): Promise<void> {
  const before = (days: number): Date => new Date(app.clock.now().getTime() - days * 86_400_000);
  await app.db.read.metrics.foldBefore(before(KEPT_DAYS));
  await app.db.read.alerts.forgetBefore(before(ALERT_DAYS));
}
