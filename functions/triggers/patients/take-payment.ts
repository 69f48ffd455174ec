/** POST /api/v1/patients/{id}/payments */
import { asAllocation, takePayment } from '../../capabilities/patients/take-payment.ts';
import { patientPayments } from '../../contracts/patient-payments.ts';
import { day } from '../../domain/calendar.ts';
import { cents } from '../../domain/money.ts';
import { command } from '../../http/command.ts';
import { readPayment } from '../../http/replies/payments.ts';

command(
  patientPayments.takePayment,
  ({ app, input, caller }) => {
    const { id: patientId, method, reference = null, received_on } = input;
    const payment = {
      patientId,
      currency: input.currency ?? app.clinic.currency,
      amountCents: cents(input.amount_cents),
      method,
      reference,
      receivedOn: received_on === undefined ? undefined : day(received_on),
      allocations: input.invoices?.map(asAllocation),
    };
    return takePayment(app, payment, caller);
  },
  ({ app }, id) => readPayment(app, id),
);
