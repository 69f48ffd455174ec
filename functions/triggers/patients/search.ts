/** GET /api/v1/patients */
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(
  patients.search,
  ({ app, input: { query, ...page } }) =>
    app.db.read.patients.search(query || undefined, page, query ? app.phones.read(query) : undefined),
  async ({ app, by, input: { query, ...page } }) => {
    const found = await app.db.desk.patients(
      by,
      query || undefined,
      page,
      query ? app.phones.read(query) : undefined,
    );
    return found && { json: JSON.stringify(found) };
  },
);
