/** GET /api/v1/disputes */
import { disputes } from '../../contracts/disputes.ts';
import { endpoint } from '../../http/endpoint.ts';
import { shownDispute } from '../../http/replies/disputes.ts';

endpoint(disputes.list, async ({ app, input }) => {
  const { stage, limit, cursor } = input;
  const filter = { stage, paymentId: input.payment_id, invoiceId: input.invoice_id };
  const page = await app.db.read.disputes.list(filter, { limit, cursor });
  return { ...page, data: page.data.map(shownDispute) };
});
