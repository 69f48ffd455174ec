/** GET /api/v1/invoices/{id}/state */
import { invoices } from '../../contracts/invoices.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';

endpoint(invoices.state, async ({ app, input }) => {
  const state = await app.db.read.invoices.state(input.id);
  return state ?? refuse('missing', 'invoice_unknown', 'There is no such invoice.');
});
