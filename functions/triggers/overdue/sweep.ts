/** Timer, five past every hour: notices broken payment plans, finds what looks overdue and hands it to the queue. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { sweepOverdue } from '../../capabilities/overdue/sweep.ts';
import { noticeBrokenPlans } from '../../capabilities/payment-plans/notice-breaks.ts';
import { bySystem } from '../../capabilities/system-caller.ts';

onTimer('overdue-sweep', '0 5 * * * *', async (app) => {
  const requestId = randomUUID();
  const broken = await noticeBrokenPlans(app, bySystem(requestId));
  if (broken > 0) app.log.info('payment_plans_broken', { broken });
  const found = await sweepOverdue(app, (ids) => app.queues.enqueueOverdueBatch(ids, requestId));
  if (found > 0) app.log.info('overdue_found', { found });
});
