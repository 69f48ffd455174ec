/** POST /api/v1/patients/{id}/credit/refund-offline */
import { payOutCredit } from '../../capabilities/patients/credit-refund-offline.ts';
import { patientCredit } from '../../contracts/patient-credit.ts';
import { command } from '../../http/command.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

command(
  patientCredit.creditRefundOffline,
  ({ app, input, caller }) => {
    const { id: patientId, amount_cents: amountCents, method, reference } = input;
    const currency = input.currency ?? app.clinic.currency;
    const payout = { patientId, currency, amountCents, method, reference };
    return payOutCredit(app, payout, caller);
  },
  ({ app }, id) => readCreditPayout(app, id),
);
