/** Deleting the counters of rate limits that have expired, so that nobody can fill the database with guesses. */
import type { App } from '../ports.ts';

export const deleteExpiredLimits = (app: App): Promise<void> => app.limits.tidy();
