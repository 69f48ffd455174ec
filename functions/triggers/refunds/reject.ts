/** POST /api/v1/refunds/{id}/reject */
import { rejectRefund } from '../../capabilities/refunds/decide.ts';
import { refunds } from '../../contracts/refunds.ts';
import { command } from '../command.ts';
import { readRefund } from './read.ts';

command(
  refunds.reject,
  ({ app, input, caller }) => rejectRefund(app, input.id, input.reason, caller),
  ({ app }, id) => readRefund(app, id),
);
