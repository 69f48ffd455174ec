/** GET /api/v1/search */
import { search } from '../../contracts/search.ts';
import { may } from '../../domain/access.ts';
import { groupsFor, readSearch } from '../../domain/search.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(search.find, ({ app, caller, input: { query } }) => {
  const groups = groupsFor((action) => may(caller.actor.role, action));
  return app.db.read.search.find(readSearch(query, app.clinic.numberPrefix), groups, app.phones.read(query));
});
