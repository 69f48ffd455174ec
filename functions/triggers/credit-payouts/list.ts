/** GET /api/v1/credit-payouts */
import { creditPayouts } from '../../contracts/credit-payouts.ts';
import { endpoint } from '../../http/endpoint.ts';
import { shownPayout } from '../../http/replies/credits.ts';

endpoint(creditPayouts.list, async ({ app, input }) => {
  const { status, patient_id: patientId, limit, cursor } = input;
  const page = await app.db.read.creditPayouts.list({ status, patientId }, { limit, cursor });
  return { ...page, data: page.data.map(shownPayout) };
});
