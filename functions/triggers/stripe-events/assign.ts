/** POST /api/v1/stripe-events/{id}/assign */
import { assignEvent } from '../../capabilities/stripe-events/assign.ts';
import { viewEvent } from '../../capabilities/stripe-events/list.ts';
import { stripeEvents } from '../../contracts/stripe-events.ts';
import { command } from '../../http/command.ts';

command(
  stripeEvents.assign,
  ({ app, input, caller }) => assignEvent(app, input.id, input.invoice_number, caller),
  ({ app }, id) => viewEvent(app, id),
);
