/** Queue stripe-events: applies one stored event. */

import { onMessage } from '../../background.ts';
import { applyEvent } from '../../capabilities/stripe-events/apply.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('stripe-events-apply', QUEUES.stripeEvents, (app, { event_id }) => applyEvent(app, event_id));
