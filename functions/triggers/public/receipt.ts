/** GET /api/v1/public/receipts/{token} */
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { receiptReply } from '../../http/replies/public.ts';

endpoint(publicRoutes.receipt, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'receipt', caller);
  const reply = await receiptReply(app, link, input.session);
  await app.db.read.links.countView(link.id);
  return reply;
});
