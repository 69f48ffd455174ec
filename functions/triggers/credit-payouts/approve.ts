/** POST /api/v1/credit-payouts/{id}/approve */
import { approvePayout } from '../../capabilities/credit-payouts/approve.ts';
import { credits } from '../../contracts/credits.ts';
import { command } from '../../http/command.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

command(
  credits.approvePayout,
  ({ app, input, caller }) => approvePayout(app, input.id, caller),
  ({ app }, id) => readCreditPayout(app, id),
);
