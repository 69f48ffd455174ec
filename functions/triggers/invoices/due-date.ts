/** POST /api/v1/invoices/{id}/due-date */
import { moveDueDate } from '../../capabilities/invoices/due-date.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { day } from '../../domain/calendar.ts';
import { command } from '../../http/command.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  invoiceCorrections.dueDate,
  ({ app, input: { id: invoiceId, due_date, reason }, caller }) =>
    moveDueDate(app, { invoiceId, dueOn: day(due_date), reason }, caller),
  ({ app }, id) => readInvoice(app, id),
);
