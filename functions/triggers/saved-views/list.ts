/** GET /api/v1/saved-views */
import { savedViews } from '../../contracts/saved-views.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(savedViews.list, async ({ app, input, caller }) => ({
  data: await app.db.read.savedViews.list(caller.actor.id, input.list),
}));
