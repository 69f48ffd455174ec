/** POST /api/v1/payments/{payment_id}/refund */
import { asAllocation } from '../../capabilities/patients/take-payment.ts';
import { requestRefund } from '../../capabilities/payments/refund.ts';
import { paymentRefund } from '../../contracts/refunds.ts';
import { command } from '../../http/command.ts';
import { readRefund } from '../../http/replies/refunds.ts';

command(
  paymentRefund.refund,
  ({ app, input, caller }) => {
    const refund = {
      paymentId: input.payment_id,
      amountCents: input.amount_cents,
      reason: input.reason,
      note: input.note ?? null,
      effect: input.effect,
      parts: input.invoices?.map(asAllocation),
    };
    return requestRefund(app, refund, caller);
  },
  ({ app }, id) => readRefund(app, id),
);
