/** Archiving what is old enough now, because staff ask for it; a dry run only counts. */
import type { App } from '../ports.ts';
import { countArchivable } from './due.ts';
import { sweepArchive } from './sweep.ts';

/** How many invoices are archived, or would be. Refuses `count_changed` (409) when it is not the number that was shown. */
export const runArchiving = (
  app: App,
  { dryRun, shown }: { dryRun: boolean; shown: number | undefined },
  requestId: string,
): Promise<number> => (dryRun ? countArchivable(app) : sweepArchive(app, requestId, shown));
