/** POST /api/v1/invoices/{id}/cancel */
import { cancelInvoice } from '../../capabilities/invoices/cancel.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../../http/command.ts';
import { ifMatch } from '../../http/if-match.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

command(
  invoices.cancel,
  ({ app, input, caller, request }) => cancelInvoice(app, { ...input, version: ifMatch(request) }, caller),
  ({ app }, id) => readInvoice(app, id),
);
