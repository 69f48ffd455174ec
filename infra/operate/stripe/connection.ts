/** Stripe for the operator's checks: the real account, or the emulator where the settings name its address. */
import Stripe from 'stripe';
import { connectStripe } from '../../../functions/edges/stripe/connection.ts';

export type StripeValues = Readonly<Record<string, string>>;

/** What an operator waits for an answer. */
const LIMITS = { requestMilliseconds: 15_000, tries: 2 };

export const stripeFor = ({ STRIPE_SECRET_KEY = '', STRIPE_API_BASE }: StripeValues): Stripe =>
  connectStripe({ secretKey: STRIPE_SECRET_KEY, apiBase: STRIPE_API_BASE }, LIMITS);

/** True for a key of live mode, false for one of test mode. Throws for anything else. */
export function isLiveKey(key: string): boolean {
  const mode = /^(?:sk|rk)_(live|test)_/.exec(key)?.[1];
  if (mode === undefined)
    throw new Error('STRIPE_SECRET_KEY must begin with sk_live_, rk_live_, sk_test_ or rk_test_.');
  return mode === 'live';
}

/** One sentence for an operator. `permission` is what the call needs of a restricted key. */
export function explained(error: unknown, permission: string): Error {
  if (error instanceof Stripe.errors.StripeAuthenticationError)
    return new Error(
      'the key is refused: it is mistyped, was revoked or has expired. Set STRIPE_SECRET_KEY.',
    );
  if (error instanceof Stripe.errors.StripePermissionError)
    return new Error(
      `the key lacks the permission "${permission}". Edit the restricted key in Stripe’s dashboard.`,
    );
  if (error instanceof Stripe.errors.StripeConnectionError)
    return new Error('Stripe is not reachable from this machine. Check the network and the firewall.');
  return error instanceof Error ? error : new Error(String(error));
}

/** Makes the call; a refusal is one sentence that says what to do. */
export async function asked<T>(permission: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw explained(error, permission);
  }
}
