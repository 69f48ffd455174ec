/** GET /api/v1/invoices/{id}/pdf */
import { readInvoicePdf } from '../../capabilities/invoices/pdf.ts';
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(invoices.pdf, async ({ app, input }) => {
  const { bytes, name } = await readInvoicePdf(app, input.id);
  return new File(bytes, name);
});
