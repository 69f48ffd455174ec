/** Whether the account can take the clinic's money, and the key belongs to the mode that the clinic runs in. */
import type Stripe from 'stripe';
import { STRIPE_PERMISSIONS } from '../../../functions/edges/stripe/permissions.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';
import { asked, isLiveKey, type StripeValues } from './connection.ts';

/** The key's mode, the clinic's mode, and Stripe's own word on the mode agree. */
export async function modeFindings(stripe: Stripe, values: StripeValues): Promise<Finding[]> {
  const isLive = isLiveKey(values.STRIPE_SECRET_KEY ?? '');
  const isProduction = values.CLINIC_MODE === 'production';
  const isEmulated = Boolean(values.STRIPE_API_BASE);
  if (isLive && isEmulated)
    return [bad('Mode: a live key is sent to STRIPE_API_BASE, which is not Stripe. Unset STRIPE_API_BASE.')];
  if (isLive !== isProduction)
    return [
      bad(
        isLive
          ? 'Mode: a live key in a trial. Use a test key, or set up a production clinic in another --home.'
          : 'Mode: a test key in production. Set STRIPE_SECRET_KEY to a live key: npm run setup.',
      ),
    ];
  const { livemode } = await asked('Balance: Read', () => stripe.balance.retrieve());
  if (livemode !== isLive)
    return [
      bad(`Mode: the key says ${nameOf(isLive)}, and Stripe answers in ${nameOf(livemode)}. Check the key.`),
    ];
  return [ok(`Mode: ${nameOf(isLive)}${isEmulated ? ' (the emulator: no money moves)' : ''}`)];
}

export const nameOf = (isLive: boolean): string => (isLive ? 'live mode' : 'test mode');

/** Charges, payouts, country, currency and the text on the patients' statements. */
export async function accountFindings(stripe: Stripe, values: StripeValues): Promise<Finding[]> {
  const account = await asked('Accounts: Read', () => stripe.accounts.retrieveCurrent());
  const due = account.requirements?.currently_due ?? [];
  const descriptor = account.settings?.payments.statement_descriptor;
  const currency = values.CLINIC_CURRENCY ?? '';
  const country = values.CLINIC_COUNTRY;
  return [
    ok(`Account: ${account.id}, ${account.business_profile?.name ?? 'without a public name'}`),
    account.charges_enabled
      ? ok('Charges are enabled')
      : bad(
          `Charges are not enabled: finish the account in Stripe’s dashboard${due.length > 0 ? ` (${due.join(', ')})` : ''}.`,
        ),
    account.payouts_enabled
      ? ok('Payouts are enabled')
      : warn('Payouts are not enabled: add a bank account in Stripe’s dashboard.'),
    account.default_currency === currency
      ? ok(`Currency: ${currency}, as the clinic’s`)
      : warn(
          `Currency: the clinic bills in ${currency}, and the account settles in ${account.default_currency}: Stripe converts, at a fee.`,
        ),
    !country || account.country === country
      ? ok(`Country: ${account.country}`)
      : warn(
          `Country: the clinic is in ${country}, and the account in ${account.country}. Check that it is yours.`,
        ),
    descriptor
      ? ok(`Statement descriptor: ${descriptor}`)
      : warn('Statement descriptor: none. Set one in Stripe’s dashboard, so that patients know the charge.'),
  ];
}

/** Reads one object of each kind that the product reads, so that a missing permission shows before a patient pays. */
export async function permissionFindings(stripe: Stripe): Promise<Finding[]> {
  const reads: Record<keyof typeof STRIPE_PERMISSIONS, () => Promise<unknown>> = {
    balanceTransactions: () => stripe.balanceTransactions.list({ limit: 1 }),
    charges: () => stripe.charges.list({ limit: 1 }),
    'checkout.sessions': () => stripe.checkout.sessions.list({ limit: 1 }),
    disputes: () => stripe.disputes.list({ limit: 1 }),
    events: () => stripe.events.list({ limit: 1 }),
    paymentIntents: () => stripe.paymentIntents.list({ limit: 1 }),
    paymentLinks: () => stripe.paymentLinks.list({ limit: 1 }),
    payouts: () => stripe.payouts.list({ limit: 1 }),
    refunds: () => stripe.refunds.list({ limit: 1 }),
  };
  const found: Finding[] = [];
  for (const [kind, read] of Object.entries(reads)) {
    const { name, level } = STRIPE_PERMISSIONS[kind as keyof typeof STRIPE_PERMISSIONS];
    found.push(
      ...(await findingsOf(`Permission ${name}`, async () => {
        await asked(`${name}: ${level}`, read);
        return [];
      })),
    );
  }
  return found.length > 0 ? found : [ok('Permissions: everything that is read can be read')];
}
