/** GET /api/v1/public/accounts/{token} */
import { openAccountLink } from '../../capabilities/links/open.ts';
import { publicAccountRoutes } from '../../contracts/public-account.ts';
import { endpoint } from '../../http/endpoint.ts';
import { accountReply } from '../../http/replies/public-account.ts';

endpoint(publicAccountRoutes.account, async ({ app, input, caller }) => {
  const link = await openAccountLink(app, input.token, caller);
  const reply = await accountReply(app, link.patientId);
  await app.db.read.links.countView(link.id);
  return reply;
});
