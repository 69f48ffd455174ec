/** GET /api/v1/invoices/{id}/credit-notes/{credit_note_id}/pdf */
import { readCreditNotePdf } from '../../capabilities/invoices/credit-note-pdf.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(invoiceCorrections.creditNotePdf, async ({ app, input }) => {
  const { bytes, name } = await readCreditNotePdf(app, {
    invoiceId: input.id,
    creditNoteId: input.credit_note_id,
  });
  return new File(bytes, name);
});
