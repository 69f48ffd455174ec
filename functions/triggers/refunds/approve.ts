/** POST /api/v1/refunds/{id}/approve */
import { approveRefund } from '../../capabilities/refunds/decide.ts';
import { refunds } from '../../contracts/refunds.ts';
import { command } from '../command.ts';
import { readRefund } from './read.ts';

command(
  refunds.approve,
  ({ app, input, caller }) => approveRefund(app, input.id, caller),
  ({ app }, id) => readRefund(app, id),
);
