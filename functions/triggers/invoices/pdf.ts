/** GET /api/v1/invoices/{id}/pdf */
import { printInvoice } from '../../capabilities/invoices/pdf.ts';
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(invoices.pdf, async ({ app, input }) => {
  const { bytes, name } = await printInvoice(app, input.id);
  return new File(bytes, name);
});
