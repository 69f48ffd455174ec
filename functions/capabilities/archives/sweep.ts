/** Archiving each invoice that is old enough. */

import { refuse } from '../../domain/refusal.ts';
import type { App } from '../ports.ts';
import { countArchivable, eachArchivable } from './due.ts';

/**
 * Asks for the archiving of each invoice that is old enough; how many. Refuses `count_changed` (409) when there are not
 * as many as whoever asks was shown.
 */
export async function sweepArchive(app: App, requestId: string, shown?: number): Promise<number> {
  if (shown !== undefined && shown !== (await countArchivable(app))) {
    refuse('conflict', 'count_changed', 'It is another number of invoices by now. Look at it again.');
  }
  return eachArchivable(app, async (id) => {
    await app.db.read.outbox.add('archive', id, requestId);
  });
}
