/** POST /api/v1/invoices/{id}/write-off/reverse */
import { reverseWriteOff } from '../../capabilities/invoices/write-off-reverse.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { command } from '../../http/command.ts';
import { readWriteOff } from '../../http/replies/invoice-corrections.ts';

command(
  invoiceCorrections.writeOffReverse,
  ({ app, input: { id: invoiceId, reason }, caller }) => reverseWriteOff(app, { invoiceId, reason }, caller),
  ({ app }, id) => readWriteOff(app, id),
);
