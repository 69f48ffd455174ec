/** GET /api/v1/stripe-events */
import { listEvents } from '../../capabilities/stripe-events/list.ts';
import { stripeEvents } from '../../contracts/stripe-events.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(stripeEvents.list, ({ app, input: { state, ...page } }) => listEvents(app, state, page));
