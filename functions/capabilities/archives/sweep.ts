/** Archiving each invoice that is old enough. */

import { refuse } from '../../domain/refusal.ts';
import type { App } from '../ports.ts';
import { countArchivable, eachArchivable } from './due.ts';

/**
 * Queues the archiving of each invoice that is old enough and returns their number. Refuses `count_changed` (409) when there are not
 * as many as whoever asks was shown.
 */
export async function sweepArchive(app: App, requestId: string, shown?: number): Promise<number> {
  if (shown !== undefined && shown !== (await countArchivable(app))) {
    refuse('conflict', 'count_changed', 'The number of invoices has changed. Check it and confirm again.');
  }
  return eachArchivable(app, async (id) => {
    await app.db.read.outbox.add('archive', id, requestId);
  });
}
