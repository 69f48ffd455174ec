/** What the product may do at Stripe: the permissions of its restricted key, by resource of the SDK. */

/** A test compares this with every call in this folder, and docs/operations.md with this. */
export const STRIPE_PERMISSIONS = {
  balanceTransactions: { name: 'Balance transactions', level: 'Read' },
  charges: { name: 'Charges', level: 'Read' },
  'checkout.sessions': { name: 'Checkout Sessions', level: 'Write' },
  disputes: { name: 'Disputes', level: 'Read' },
  events: { name: 'Events', level: 'Read' },
  paymentIntents: { name: 'PaymentIntents', level: 'Read' },
  paymentLinks: { name: 'Payment Links', level: 'Write' },
  payouts: { name: 'Payouts', level: 'Read' },
  refunds: { name: 'Refunds', level: 'Write' },
} as const satisfies Record<string, { name: string; level: 'Read' | 'Write' }>;
