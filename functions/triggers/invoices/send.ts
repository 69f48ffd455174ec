/** POST /api/v1/invoices/{id}/send */
import { sendInvoice } from '../../capabilities/invoices/send.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../../http/command.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  invoices.send,
  ({ app, input, caller }) => sendInvoice(app, input.id, input.notify, caller),
  ({ app }, id) => readInvoice(app, id),
);
