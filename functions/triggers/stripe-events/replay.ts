/** POST /api/v1/stripe-events/{id}/replay */
import { replayEvent } from '../../capabilities/events/replay.ts';
import { stripeEvents } from '../../contracts/stripeEvents.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';

endpoint(stripeEvents.replay, async ({ app, input, caller }) => {
  await replayEvent(app, input.id, caller);
  return (
    (await app.db.read.events.get(input.id)) ?? refuse('missing', 'event_unknown', 'There is no such event.')
  );
});
