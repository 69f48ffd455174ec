/** GET /api/v1/stripe-events */
import { stripeEvents } from '../../contracts/stripeEvents.ts';
import { endpoint } from '../endpoint.ts';

endpoint(stripeEvents.list, ({ app, input: { state, ...page } }) => app.db.read.events.list(state, page));
