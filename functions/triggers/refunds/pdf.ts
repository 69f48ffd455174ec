/** GET /api/v1/refunds/{id}/pdf */
import { readRefundPdf } from '../../capabilities/refunds/pdf.ts';
import { refunds } from '../../contracts/refunds.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(refunds.pdf, async ({ app, input }) => {
  const { bytes, name } = await readRefundPdf(app, input.id);
  return new File(bytes, name);
});
