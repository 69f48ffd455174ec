/** POST /api/v1/patients/{id}/credit/apply */
import { applyCredit } from '../../capabilities/patients/credit-apply.ts';
import { patientCredit } from '../../contracts/patient-credit.ts';
import { command } from '../../http/command.ts';
import { readCreditUse } from '../../http/replies/credits.ts';

command(
  patientCredit.creditApply,
  ({ app, input: { id: patientId, invoice_id: invoiceId, amount_cents: amountCents }, caller }) =>
    applyCredit(app, { patientId, invoiceId, amountCents }, caller),
  ({ app }, id) => readCreditUse(app, id),
);
