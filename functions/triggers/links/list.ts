/** GET /api/v1/invoices/{id}/links */
import { links } from '../../contracts/links.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(links.list, async ({ app, input: { id } }) => {
  requireFound(await app.db.read.invoices.get(id), 'invoice');
  return { data: await app.db.read.links.list(id, app.clock.now()) };
});
