/** Queue stripe-events: applies one stored event. */
import { applyEvent } from '../../capabilities/events/apply.ts';
import { applyEventMessage, QUEUES } from '../../contracts/queues.ts';
import { onMessage } from '../background.ts';

onMessage('webhooks-apply-event', QUEUES.stripeEvents, applyEventMessage, (app, { event_id }) =>
  applyEvent(app, event_id),
);
