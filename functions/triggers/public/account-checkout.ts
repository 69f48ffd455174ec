/** POST /api/v1/public/accounts/{token}/checkout */
import { openAccountCheckout } from '../../capabilities/public/account-checkout.ts';
import { publicAccountRoutes } from '../../contracts/public-account.ts';
import { endpoint } from '../../http/endpoint.ts';
import { toPageChoice } from '../../http/inputs/page-choice.ts';

endpoint(publicAccountRoutes.accountCheckout, async ({ app, input, caller }) => {
  const { token, currency } = input;
  const page = await openAccountCheckout(app, { token, currency, ...toPageChoice(input) }, caller);
  return { url: page.url, result_token: page.resultToken };
});
