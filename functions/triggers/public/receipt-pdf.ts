/** GET /api/v1/public/receipts/{token}/pdf */
import { renderInvoicePdf } from '../../capabilities/invoices/render-pdf.ts';
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../../http/endpoint.ts';
import { limitDocuments, publicView } from '../../http/replies/public.ts';
import { File } from '../../http/reply.ts';

endpoint(publicRoutes.receiptPdf, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'receipt', caller);
  await limitDocuments(app, link, caller);
  const view = await publicView(app, link);
  if (view.payments.length === 0) refuse('conflict', 'nothing_received', 'Nothing was received yet.');
  const { bytes, name } = await renderInvoicePdf(app, { id: link.invoiceId, view }, 'receipt');
  return new File(bytes, name);
});
