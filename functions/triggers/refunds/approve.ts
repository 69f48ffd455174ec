/** POST /api/v1/refunds/{id}/approve */
import { approveRefund } from '../../capabilities/refunds/approve.ts';
import { refunds } from '../../contracts/refunds.ts';
import { command } from '../../http/command.ts';
import { readRefund } from '../../http/replies/refunds.ts';

command(
  refunds.approve,
  ({ app, input, caller }) => approveRefund(app, input.id, caller),
  ({ app }, id) => readRefund(app, id),
);
