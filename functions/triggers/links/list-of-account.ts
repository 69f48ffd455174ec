/** GET /api/v1/patients/{id}/links */
import { links } from '../../contracts/links.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(links.listOfAccount, async ({ app, input: { id } }) => {
  requireFound(await app.db.read.patients.get(id), 'patient');
  return { data: await app.db.read.links.listOfAccount(id, app.clock.now()) };
});
