/** Adds old measurements together, so that their table stays small. */
import type { App } from '../ports.ts';

/** Counts are kept by five minutes for so long. */
const KEPT_DAYS = 14;

export const foldMeasurements = (app: App): Promise<void> =>
  app.db.read.metrics.foldBefore(new Date(app.clock.now().getTime() - KEPT_DAYS * 86_400_000));
