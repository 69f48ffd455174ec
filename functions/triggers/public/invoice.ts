/** GET /api/v1/public/invoices/{token} */
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { invoiceReply } from '../../http/replies/public.ts';

endpoint(publicRoutes.invoice, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  const reply = await invoiceReply(app, link);
  await app.db.read.links.countView(link.id);
  return reply;
});
