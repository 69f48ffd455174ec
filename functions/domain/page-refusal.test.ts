import { expect, test } from 'vitest';
import { explainPageRefusal, type PageRefusal, pageRefusalOf } from './page-refusal.ts';

test.each<[PageRefusal, string]>([
  ['wrong_key', 'StripeAuthenticationError: Invalid API Key provided: sk_live_****1234'],
  ['wrong_key', 'api_key_expired: Expired API Key provided: rk_live_****1234'],
  [
    'restricted_key',
    "StripePermissionError: The provided key 'rk_live_****1234' does not have the required permissions for this endpoint on account 'acct_1'.",
  ],
  ['account_not_active', 'testmode_charges_only: Your account cannot currently make live charges.'],
  [
    'account_not_active',
    'StripeInvalidRequestError: In order to use Checkout, you must set an account or business name.',
  ],
  [
    'currency',
    'StripeInvalidRequestError: Invalid currency: xyz. Stripe currently supports these currencies: usd',
  ],
  ['other', 'url_invalid: Not a valid URL'],
])('%s: %s', (cause, error) => {
  expect(pageRefusalOf(error)).toBe(cause);
  expect(explainPageRefusal(error)).toContain(error);
});
