/** GET /api/v1/patients */
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(patients.search, ({ app, input: { query, ...page } }) =>
  app.db.read.patients.search(query || undefined, page, query ? app.phones.read(query) : undefined),
);
