/** GET /api/v1/public/results/{token} */
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { clinicOf, linkIsGone } from '../../http/replies/public.ts';

endpoint(publicRoutes.result, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'result', caller);
  const result = (await app.db.read.checkouts.result(link.id)) ?? linkIsGone();
  await app.db.read.links.countView(link.id);
  // Stripe sends a patient back with a session only when its page is finished, even if that is not known here yet.
  const finished = input.session !== undefined && result.unsettled;
  return {
    invoice_number: result.invoiceNumber,
    currency: result.currency,
    amount_cents: result.amountCents,
    clinic: clinicOf(app),
    state: finished ? 'waiting' : result.state,
    failure_code: finished ? null : result.failureCode,
  };
});
