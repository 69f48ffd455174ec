/** GET /api/v1/exports/refunds */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { refundsFile } from '../../http/exports/payments.ts';

endpoint(exports.refunds, async ({ app, input }) =>
  refundsFile(app, {
    status: input.status,
    paymentId: input.payment_id,
    invoiceId: input.invoice_id,
    outsideApproval: input.outside_approval,
  }),
);
