/** Queue stripe-events: applies one stored event. */

import { onMessage } from '../../background.ts';
import { applyEvent } from '../../capabilities/events/apply.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('webhooks-apply-event', QUEUES.stripeEvents, (app, { event_id }) => applyEvent(app, event_id));
