/** POST /api/v1/credit-payouts/{id}/approve */
import { approvePayout } from '../../capabilities/credit-payouts/approve.ts';
import { creditPayouts } from '../../contracts/credit-payouts.ts';
import { command } from '../../http/command.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

command(
  creditPayouts.approve,
  ({ app, input, caller }) => approvePayout(app, input.id, caller),
  ({ app }, id) => readCreditPayout(app, id),
);
