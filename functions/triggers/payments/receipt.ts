/** GET /api/v1/payments/{id}/receipt */
import { readPaymentReceipt } from '../../capabilities/payments/receipt.ts';
import { payments } from '../../contracts/payments.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(payments.receipt, async ({ app, input }) => {
  const { bytes, name } = await readPaymentReceipt(app, input.id);
  return new File(bytes, name);
});
