/** A run of the comparison as the endpoints answer it. */
import type { App } from '../../capabilities/ports.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `run_unknown` (404). */
export async function readRun(app: App, id: string) {
  const run = await app.db.read.reconciliation.run(id);
  return requireFound(run, 'run');
}
