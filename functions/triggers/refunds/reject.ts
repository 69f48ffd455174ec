/** POST /api/v1/refunds/{id}/reject */
import { rejectRefund } from '../../capabilities/refunds/reject.ts';
import { refunds } from '../../contracts/refunds.ts';
import { command } from '../../http/command.ts';
import { readRefund } from '../../http/replies/refunds.ts';

command(
  refunds.reject,
  ({ app, input, caller }) => rejectRefund(app, input.id, input.reason, caller),
  ({ app }, id) => readRefund(app, id),
);
