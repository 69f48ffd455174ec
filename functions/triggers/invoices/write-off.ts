/** POST /api/v1/invoices/{id}/write-off */
import { writeOffInvoice } from '../../capabilities/invoices/write-off.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { command } from '../../http/command.ts';
import { readWriteOff } from '../../http/replies/invoice-corrections.ts';

command(
  invoiceCorrections.writeOff,
  ({ app, input, caller }) => {
    const { id: invoiceId, amount_cents: amountCents, reason } = input;
    return writeOffInvoice(app, { invoiceId, amountCents, reason }, caller);
  },
  ({ app }, id) => readWriteOff(app, id),
);
