/** Queue stripe-events: applies one stored event. */
import { applyEvent } from '../../capabilities/events/apply.ts';
import { QUEUES } from '../../contracts/queues.ts';
import { onMessage } from '../../background.ts';

onMessage('webhooks-apply-event', QUEUES.stripeEvents, (app, { event_id }) => applyEvent(app, event_id));
