/** Everything that is measured at this moment: the counts of all processes, and what the database, queues and machine say. */
import type { MetricCount, Reading } from '../../domain/metrics.ts';
import type { App } from '../ports.ts';

export type Measured = { counts: MetricCount[]; readings: Reading[] };

/**
 * Counts since the instant, or since ever. A database that does not answer is `clinic_database_up` 0 with what this
 * process reads of itself; a storage that does not answer leaves the depth of the queues out.
 */
export async function measure(app: App, since: Date | null): Promise<Measured> {
  const queues = await queueReadings(app);
  try {
    await app.metrics.flush();
    const store = app.db.read.metrics;
    const counts = await store.counts(since);
    const readings = await store.readings();
    const processes = await store.processes();
    return {
      counts,
      readings: [up(1), ...queues, ...readings, ...processes.flatMap(({ readings: own }) => own)],
    };
  } catch (error) {
    if (!app.db.isOutage(error)) throw error;
    return { counts: [], readings: [up(0), ...queues, ...(await app.metrics.readings())] };
  }
}

const up = (value: number): Reading => ({ name: 'clinic_database_up', labels: {}, value });

async function queueReadings(app: App): Promise<Reading[]> {
  try {
    const depths = await app.queues.depths();
    return depths.flatMap(({ queue, messages, ageSeconds }) => [
      { name: 'clinic_queue_depth', labels: { queue }, value: messages },
      { name: 'clinic_queue_age_seconds', labels: { queue }, value: ageSeconds },
    ]);
  } catch {
    return [];
  }
}
