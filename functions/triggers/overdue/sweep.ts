/** Timer, five past every hour: finds what looks overdue and hands it to the queue. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { sweepOverdue } from '../../capabilities/overdue/sweep.ts';

onTimer('overdue-sweep', '0 5 * * * *', async (app) => {
  const requestId = randomUUID();
  const found = await sweepOverdue(app, (ids) => app.queues.enqueueOverdueBatch(ids, requestId));
  if (found > 0) app.log.info('overdue_found', { found });
});
