/** POST /api/v1/public/links/renew */
import { renewLink } from '../../capabilities/public/renew-link.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(publicRoutes.renewLink, async ({ app, input, caller }) => {
  await renewLink(app, input.token, caller);
  return {
    message:
      'If a fresh link can be sent for this invoice, it reaches the address on file within a few minutes.',
  };
});
