/** Reconciling with Stripe on schedule. */
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { requestRun } from './request-run.ts';

/** Returns the id of the run. */
export const scheduleReconciliation = (app: App, by: Caller): Promise<{ id: string }> =>
  app.db.transaction((tx) => requestRun(tx, null, by));
