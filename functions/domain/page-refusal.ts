/** Why Stripe refused to make a payment page, in the words of what has to be changed. */

export type PageRefusal = 'wrong_key' | 'restricted_key' | 'account_not_active' | 'currency' | 'other';

/** Ordered: the first that fits. The text is the error's code and message, as Stripe sent them. */
const CAUSES: readonly [PageRefusal, RegExp][] = [
  [
    'restricted_key',
    /StripePermissionError|more_permissions_required|does not have the required permissions/i,
  ],
  [
    'wrong_key',
    /StripeAuthenticationError|api_key_expired|platform_api_key_expired|secret_key_required|invalid api key/i,
  ],
  [
    'account_not_active',
    /testmode_charges_only|account_invalid|account_closed|not[_ ](?:yet )?(?:been )?activated|cannot (?:currently )?(?:make|create) (?:live )?charges|charges_not_allowed|set an account or business name/i,
  ],
  ['currency', /currency/i],
];

const EXPLANATIONS: Record<PageRefusal, string> = {
  wrong_key: 'Stripe does not accept the secret key. Set STRIPE_SECRET_KEY to a valid key and restart',
  restricted_key:
    'The restricted key lacks a permission. Give it those that docs/operations.md lists, in Stripe’s dashboard',
  account_not_active:
    'The Stripe account is not activated for payments. Complete the activation in Stripe’s dashboard',
  currency: 'The Stripe account does not accept the currency of the invoice. Enable it in Stripe’s dashboard',
  other: 'Stripe refused the payment page. Correct what its message names',
};

export const pageRefusalOf = (error: string): PageRefusal =>
  CAUSES.find(([, pattern]) => pattern.test(error))?.[0] ?? 'other';

/** The cause, what to do, and Stripe's own message. */
export const explainPageRefusal = (error: string): string =>
  `${EXPLANATIONS[pageRefusalOf(error)]}. (${error})`;
