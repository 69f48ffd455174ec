/** Queue stripe-events: applies the stored events that are due. */

import { onMessage } from '../../background.ts';
import { applyDue } from '../../capabilities/stripe-events/apply-due.ts';
import { runAll } from '../../capabilities/work/run.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('stripe-events-apply', QUEUES.stripeEvents, async (app, { work_id, others }) => {
  await applyDue(app);
  await runAll(app, [work_id, ...(others ?? [])]);
});
