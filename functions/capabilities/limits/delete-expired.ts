/** Deletes the expired counters of rate limits, so that guesses cannot fill the database. */
import type { App } from '../ports.ts';

export const deleteExpiredLimits = (app: App): Promise<void> => app.limits.deleteExpired();
