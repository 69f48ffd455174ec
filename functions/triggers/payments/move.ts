/** POST /api/v1/payments/{payment_id}/move */
import { moveAllocation } from '../../capabilities/payments/move.ts';
import { payments } from '../../contracts/payments.ts';
import { cents } from '../../domain/money.ts';
import { command } from '../../http/command.ts';
import { readPayment } from '../../http/replies/payments.ts';

command(
  payments.move,
  ({ app, input, caller }) => {
    const move = {
      paymentId: input.payment_id,
      fromInvoiceId: input.from_invoice_id,
      toInvoiceId: input.to_invoice_id,
      amountCents: cents(input.amount_cents),
      reason: input.reason,
    };
    return moveAllocation(app, move, caller);
  },
  ({ app }, id) => readPayment(app, id),
);
