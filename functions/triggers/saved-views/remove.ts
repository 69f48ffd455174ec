/** DELETE /api/v1/saved-views/{id} */
import { removeView } from '../../capabilities/saved-views/remove.ts';
import { savedViews } from '../../contracts/saved-views.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(savedViews.remove, async ({ app, input, caller }) => {
  await removeView(app, input.id, caller);
  return undefined;
});
