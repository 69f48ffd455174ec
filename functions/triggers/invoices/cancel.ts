/** POST /api/v1/invoices/{id}/cancel */
import { cancelInvoice } from '../../capabilities/invoices/cancel.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../command.ts';
import { readInvoice } from './read.ts';

command(
  invoices.cancel,
  ({ app, input, caller }) => cancelInvoice(app, input.id, input.reason, caller),
  ({ app }, id) => readInvoice(app, id),
);
