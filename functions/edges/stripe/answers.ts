/** What Stripe's answers and silences mean: done, certain that nothing was done, or unknown. */
import Stripe from 'stripe';
import { StripeFailure } from '../../capabilities/ports/stripe.ts';

/** Turns the SDK's errors into StripeFailure; an answer that is not what we rely on is no answer. */
export async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) {
      const status = error.statusCode ?? 0;
      const repeatable = status === 0 || status === 401 || status === 409 || status === 429 || status >= 500;
      const stored = status >= 500 && error.headers?.['idempotent-replayed'] === 'true';
      const code = error.code ?? error.type;
      throw new StripeFailure(repeatable ? 'unknown' : 'refused', code, error.message, { stored, status });
    }
    throw new StripeFailure(
      'unknown',
      'answer_not_understood',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** `unknown` when Stripe says that there is no such object; other failures stay failures. */
export async function orUnknown<T>(call: () => Promise<T>): Promise<T | 'unknown'> {
  try {
    return await call();
  } catch (error) {
    const missing =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
    if (missing) return 'unknown';
    throw error;
  }
}

/** Every object of a list, page after page. `read` checks each; the order is Stripe's, newest first. */
export async function allOf<T, R>(
  list: (page: { limit: number; starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>,
  read: (object: T) => R,
): Promise<R[]> {
  const found: R[] = [];
  for (let after: string | undefined; ; ) {
    const page = await list({ limit: 100, ...(after !== undefined && { starting_after: after }) });
    found.push(...page.data.map(read));
    const last = page.data.at(-1) as { id: string } | undefined;
    if (!page.has_more || last === undefined) return found;
    after = last.id;
  }
}
