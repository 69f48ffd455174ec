/** GET /api/v1/invoices/{id}/state */
import { invoices } from '../../contracts/invoices.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(invoices.state, async ({ app, input }) => {
  const state = await app.db.read.invoices.state(input.id);
  return requireFound(state, 'invoice');
});
