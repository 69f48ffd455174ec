/** POST /api/v1/credit-payouts/{id}/reject */
import { rejectPayout } from '../../capabilities/credit-payouts/reject.ts';
import { creditPayouts } from '../../contracts/credit-payouts.ts';
import { command } from '../../http/command.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

command(
  creditPayouts.reject,
  ({ app, input, caller }) => rejectPayout(app, input.id, input.reason, caller),
  ({ app }, id) => readCreditPayout(app, id),
);
