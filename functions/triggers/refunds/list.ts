/** GET /api/v1/refunds */
import { refunds } from '../../contracts/refunds.ts';
import { endpoint } from '../../http/endpoint.ts';
import { shownRefund } from '../../http/replies/refunds.ts';

endpoint(refunds.list, async ({ app, input }) => {
  const { status, limit, cursor } = input;
  const filter = {
    status,
    paymentId: input.payment_id,
    invoiceId: input.invoice_id,
    outsideApproval: input.outside_approval,
  };
  const page = await app.db.read.refunds.list(filter, { limit, cursor });
  return { ...page, data: page.data.map(shownRefund) };
});
