/** PATCH /api/v1/invoices/{id} */
import { editDraft } from '../../capabilities/invoices/edit.ts';
import { invoices } from '../../contracts/invoices.ts';
import { day } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';
import { given } from '../../http/given.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { toInvoiceLines } from '../../http/inputs/invoices.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

endpoint(invoices.edit, async ({ app, input, caller, request }) => {
  const change = given({
    patientId: input.patient_id,
    currency: input.currency,
    dueOn: input.due_date === undefined ? undefined : day(input.due_date),
    discountCents: input.discount_cents,
    notes: input.notes,
    lines: input.items && toInvoiceLines(input.items),
  });
  await editDraft(app, { id: input.id, version: requireIfMatch(request) }, change, caller);
  return readInvoice(app, input.id);
});
