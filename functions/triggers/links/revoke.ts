/** POST /api/v1/links/{id}/revoke */
import { revokeLink } from '../../capabilities/links/revoke.ts';
import { links } from '../../contracts/links.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(links.revoke, async ({ app, input, caller }) => {
  await revokeLink(app, input.id, caller);
  return undefined;
});
