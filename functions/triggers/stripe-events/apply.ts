/** Queue stripe-events: applies the stored events that are due. */

import { onMessage } from '../../background.ts';
import { applyEvents } from '../../capabilities/stripe-events/apply.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('stripe-events-apply', QUEUES.stripeEvents, (app, { work_id, others }) =>
  applyEvents(app, [work_id, ...(others ?? [])]),
);
