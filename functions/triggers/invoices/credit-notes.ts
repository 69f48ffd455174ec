/** GET /api/v1/invoices/{id}/credit-notes */
import { creditNotesOf } from '../../capabilities/archives/read.ts';
import { creditLimits } from '../../capabilities/invoices/credit-limits.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireInvoice } from '../../http/replies/invoice-corrections.ts';

endpoint(invoiceCorrections.creditNotes, async ({ app, input, caller }) => {
  const invoice = await requireInvoice(app, input.id);
  return {
    data: await creditNotesOf(app, input.id),
    creditable: await creditLimits(app, invoice, caller),
  };
});
