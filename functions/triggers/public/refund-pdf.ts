/** GET /api/v1/public/receipts/{token}/refunds/{id} */
import { openLink } from '../../capabilities/links/open.ts';
import { readRefundPdf } from '../../capabilities/refunds/pdf.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { limitDocuments } from '../../http/replies/public.ts';
import { File } from '../../http/reply.ts';

endpoint(publicRoutes.refundPdf, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'receipt', caller);
  await limitDocuments(app, link, caller);
  const { bytes, name } = await readRefundPdf(app, input.id, link.invoiceId);
  return new File(bytes, name);
});
