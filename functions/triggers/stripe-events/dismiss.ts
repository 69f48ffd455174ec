/** POST /api/v1/stripe-events/{id}/dismiss */
import { dismissEvent } from '../../capabilities/stripe-events/dismiss.ts';
import { viewEvent } from '../../capabilities/stripe-events/list.ts';
import { stripeEvents } from '../../contracts/stripe-events.ts';
import { command } from '../../http/command.ts';

command(
  stripeEvents.dismiss,
  ({ app, input, caller }) => dismissEvent(app, input.id, input.note, caller),
  ({ app }, id) => viewEvent(app, id),
);
