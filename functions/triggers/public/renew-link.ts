/** POST /api/v1/public/links/renew */
import { renewLink } from '../../capabilities/links/renew.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../endpoint.ts';

endpoint(publicRoutes.renew, async ({ app, input, caller }) => {
  await renewLink(app, input.token, caller);
  return {
    message: 'If this link belongs to an open invoice, a fresh one is on its way to the address on file.',
  };
});
