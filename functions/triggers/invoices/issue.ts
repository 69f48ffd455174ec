/** POST /api/v1/invoices/{id}/issue */
import { issueInvoice } from '../../capabilities/invoices/issue.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../../http/command.ts';
import { ifMatch } from '../../http/if-match.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  invoices.issue,
  ({ app, input: { id, notify = [], payment_page: page = 'queue' }, caller, request }) =>
    issueInvoice(app, { id, notify, page, version: ifMatch(request) }, caller),
  ({ app }, id) => readInvoice(app, id),
);
