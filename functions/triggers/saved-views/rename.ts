/** PUT /api/v1/saved-views/{id}/name */

import { ownView } from '../../capabilities/saved-views/remove.ts';
import { renameView } from '../../capabilities/saved-views/rename.ts';
import { savedViews } from '../../contracts/saved-views.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(savedViews.rename, async ({ app, input, caller }) => {
  await renameView(app, input.id, input.name, caller);
  return ownView(app.db.read, input.id, caller);
});
