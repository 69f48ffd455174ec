/** POST /api/v1/patients/{id}/checkout */
import { commandTransaction } from '../../capabilities/command.ts';
import { openAccountPage } from '../../capabilities/patients/checkout.ts';
import { patientPayments } from '../../contracts/patient-payments.ts';
import { command } from '../../http/command.ts';
import { toPageChoice } from '../../http/inputs/page-choice.ts';
import { toAccountPage } from '../../http/replies/patient-checkout.ts';

command(
  patientPayments.checkout,
  // Only the key is stored here: the reply opens the page, and a repeat returns the page that is open.
  ({ app, input }) => commandTransaction(app, async () => ({ id: input.id })),
  async ({ app, input, caller }, patientId) => {
    const currency = input.currency ?? app.clinic.currency;
    const page = await openAccountPage(app, { patientId, currency, ...toPageChoice(input) }, caller);
    return toAccountPage(page, currency);
  },
);
