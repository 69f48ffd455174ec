/** POST /api/v1/public/invoices/{token}/checkout */
import { openPaymentPage } from '../../capabilities/invoices/payment-page.ts';
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(publicRoutes.checkout, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  await app.limits.spend('checkout', link.id);
  const { invoiceId } = link;
  const page = await openPaymentPage(
    app,
    { invoiceId, amountCents: input.amount_cents, kind: 'checkout_session' },
    caller,
  );
  const back = await app.db.read.links.resultOf(page.id);
  return { url: page.url ?? '', result_token: back ? app.tokens.linkToken(back) : null };
});
