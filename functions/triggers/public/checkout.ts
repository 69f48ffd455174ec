/** POST /api/v1/public/invoices/{token}/checkout */
import { openPatientCheckout } from '../../capabilities/public/checkout.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(publicRoutes.checkout, async ({ app, input: { token, amount_cents }, caller }) => {
  const { url, resultToken } = await openPatientCheckout(app, { token, amountCents: amount_cents }, caller);
  return { url, result_token: resultToken };
});
