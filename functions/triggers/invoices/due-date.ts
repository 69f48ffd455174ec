/** POST /api/v1/invoices/{id}/due-date */
import { moveDueDate } from '../../capabilities/invoices/due-date.ts';
import { corrections } from '../../contracts/invoice-corrections.ts';
import { day } from '../../domain/calendar.ts';
import { command } from '../../http/command.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  corrections.dueDate,
  ({ app, input: { id: invoiceId, due_date, reason }, caller }) =>
    moveDueDate(app, { invoiceId, dueOn: day(due_date), reason }, caller),
  ({ app }, id) => readInvoice(app, id),
);
