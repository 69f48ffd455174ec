/** GET /api/v1/public/invoices/{token}/pdf */
import { renderInvoicePdf } from '../../capabilities/invoices/render-pdf.ts';
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { limitDocuments, publicView } from '../../http/replies/public.ts';
import { File } from '../../http/reply.ts';

endpoint(publicRoutes.invoicePdf, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  await limitDocuments(app, link, caller);
  const view = await publicView(app, link);
  const { bytes, name } = await renderInvoicePdf(app, { id: link.invoiceId, view }, 'invoice');
  return new File(bytes, name);
});
