/** POST /api/v1/invoices/{id}/issue */
import { issueInvoice } from '../../capabilities/invoices/issue.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../command.ts';
import { readInvoice } from './read.ts';

command(
  invoices.issue,
  ({ app, input, caller }) => issueInvoice(app, input.id, input.notify ?? [], caller),
  ({ app }, id) => readInvoice(app, id),
);
