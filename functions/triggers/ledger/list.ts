/** GET /api/v1/ledger */
import { ledger } from '../../contracts/ledger.ts';
import { asOf } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(ledger.list, async ({ app, input }) => {
  const { account, invoice_id: invoiceId, patient_id: patientId, from, to, limit, cursor } = input;
  const { timeZone } = app.clinic;
  const { ledger } = app.db.read;
  const [page, trial_balance] = await Promise.all([
    ledger.entries({ account, invoiceId, patientId, from, to, timeZone }, { limit, cursor }),
    cursor === undefined ? ledger.trialBalance(asOf(to, timeZone, app.clock.now())) : null,
  ]);
  return { ...page, trial_balance };
});
