/** POST /api/v1/invoices/{id}/payments */
import { recordPayment } from '../../capabilities/payments/record.ts';
import { payments } from '../../contracts/payments.ts';
import { day } from '../../domain/calendar.ts';
import { command } from '../../http/command.ts';
import { readPayment } from '../../http/replies/payments.ts';

command(
  payments.record,
  ({ app, input, caller }) => {
    const { id: invoiceId, amount_cents: amountCents, method, reference = null, received_on } = input;
    const receivedOn = received_on === undefined ? undefined : day(received_on);
    const payment = { invoiceId, amountCents, method, reference, receivedOn };
    return recordPayment(app, payment, caller);
  },
  ({ app }, id) => readPayment(app, id),
);
