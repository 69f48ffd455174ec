/** GET /api/v1/invoices/{id}/links */
import { links } from '../../contracts/links.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';

endpoint(links.list, async ({ app, input: { id } }) => {
  const invoice = await app.db.read.invoices.get(id);
  if (!invoice) return refuse('missing', 'invoice_unknown', 'There is no such invoice.');
  return { data: await app.db.read.links.list(id, app.clock.now()) };
});
