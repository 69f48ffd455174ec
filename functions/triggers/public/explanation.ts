/** GET /api/v1/public/invoices/{token}/explanation */
import { openLink } from '../../capabilities/links/open.ts';
import { publicExplanationRoutes } from '../../contracts/public-explanation.ts';
import { endpoint } from '../../http/endpoint.ts';
import { publicExplanationReply } from '../../http/replies/invoice-explanation.ts';

endpoint(publicExplanationRoutes.explanation, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  return publicExplanationReply(app, link.invoiceId, input.language);
});
