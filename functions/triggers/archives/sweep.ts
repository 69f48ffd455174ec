/** Timer, once a night: queues the archiving of invoices that are old enough. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { sweepArchive } from '../../capabilities/archives/sweep.ts';

onTimer('archives-sweep', '0 20 7 * * *', async (app) => {
  const queued = await sweepArchive(app, randomUUID());
  if (queued > 0) app.log.info('archive_queued', { queued });
});
