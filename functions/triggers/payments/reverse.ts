/** POST /api/v1/payments/{payment_id}/reverse */
import { reversePayment } from '../../capabilities/payments/reverse.ts';
import { payments } from '../../contracts/payments.ts';
import { command } from '../../http/command.ts';
import { readPayment } from '../../http/replies/payments.ts';

command(
  payments.reverse,
  ({ app, input, caller }) => reversePayment(app, input.payment_id, input.reason, caller),
  ({ app }, id) => readPayment(app, id),
);
