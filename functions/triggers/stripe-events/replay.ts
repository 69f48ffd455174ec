/** POST /api/v1/stripe-events/{id}/replay */

import { viewEvent } from '../../capabilities/stripe-events/list.ts';
import { replayEvent } from '../../capabilities/stripe-events/replay.ts';
import { stripeEvents } from '../../contracts/stripe-events.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(stripeEvents.replay, async ({ app, input, caller }) => {
  await replayEvent(app, input.id, caller);
  return viewEvent(app, input.id);
});
