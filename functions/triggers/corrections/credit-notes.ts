/** GET /api/v1/invoices/{id}/credit-notes */
import { creditNotesOf } from '../../capabilities/archive/look.ts';
import { creditLimits } from '../../capabilities/corrections/credit-limits.ts';
import { corrections } from '../../contracts/corrections.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireInvoice } from '../../http/replies/corrections.ts';

endpoint(corrections.creditNotes, async ({ app, input }) => {
  const invoice = await requireInvoice(app, input.id);
  return {
    data: await creditNotesOf(app, input.id),
    creditable: await creditLimits(app, invoice),
  };
});
