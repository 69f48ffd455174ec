/** GET /api/v1/public/invoices/{token}/superbill */
import { renderSuperbill } from '../../capabilities/invoices/superbill.ts';
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { limitDocuments, publicView } from '../../http/replies/public.ts';
import { File } from '../../http/reply.ts';

endpoint(publicRoutes.superbill, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  await limitDocuments(app, link, caller);
  const { bytes, name } = await renderSuperbill(app, link.invoiceId, await publicView(app, link));
  return new File(bytes, name);
});
