/** POST /api/v1/public/invoices/{token}/checkout */
import { openPatientCheckout } from '../../capabilities/public/checkout.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(publicRoutes.checkout, async ({ app, input: { token, amount_cents, everything }, caller }) => {
  const wanted = { token, amountCents: amount_cents, everything: everything === true };
  const { url, resultToken } = await openPatientCheckout(app, wanted, caller);
  return { url, result_token: resultToken };
});
