/** POST /api/v1/invoices/{id}/write-off/reverse */
import { reverseWriteOff } from '../../capabilities/corrections/write-off.ts';
import { corrections } from '../../contracts/corrections.ts';
import { command } from '../../http/command.ts';
import { readWriteOff } from '../../http/replies/corrections.ts';

command(
  corrections.reverseWriteOff,
  ({ app, input: { id: invoiceId, reason }, caller }) => reverseWriteOff(app, { invoiceId, reason }, caller),
  ({ app }, id) => readWriteOff(app, id),
);
