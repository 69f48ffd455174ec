/** POST /api/v1/invoices */
import { draftInvoice } from '../../capabilities/invoices/create.ts';
import { invoices } from '../../contracts/invoices.ts';
import { day } from '../../domain/calendar.ts';
import { command } from '../../http/command.ts';
import { toInvoiceLines } from '../../http/inputs/invoices.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  invoices.create,
  ({ app, input, caller }) => {
    const draft = {
      patientId: input.patient_id,
      currency: input.currency ?? app.clinic.currency,
      dueOn: day(input.due_date),
      discountCents: input.discount_cents ?? 0,
      notes: input.notes ?? null,
      lines: toInvoiceLines(input.items),
    };
    return draftInvoice(app, draft, caller);
  },
  ({ app }, id) => readInvoice(app, id),
);
