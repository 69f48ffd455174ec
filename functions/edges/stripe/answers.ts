/** What Stripe's answers and silences mean: done, certain that nothing was done, or unknown. */
import Stripe from 'stripe';
import * as z from 'zod';
import { type SetAside, StripeFailure } from '../../capabilities/ports/stripe.ts';

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

/**
 * Every object of a list, page after page. `read` checks each; the order is Stripe's, newest first. An object that
 * cannot be read is set aside, so that it does not hide the others; without `setAside` it fails the whole list.
 */
export async function allOf<T, R>(
  list: (page: { limit: number; starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>,
  read: (object: T) => R,
  setAside?: SetAside,
): Promise<R[]> {
  const found: R[] = [];
  for (let after: string | undefined; ; ) {
    const page = await list({ limit: 100, ...(after !== undefined && { starting_after: after }) });
    for (const object of page.data) {
      try {
        found.push(read(object));
      } catch (error) {
        if (!setAside) throw error;
        setAside({ ...identify(object), reason: reasonOf(error) });
      }
    }
    const last = page.data.at(-1) as { id: string } | undefined;
    if (!page.has_more || last === undefined) return found;
    after = last.id;
  }
}

const identity = z.object({
  id: z.string(),
  currency: z.string().nullish().catch(null),
  created: z.number().nullish().catch(null),
});

/** What is known of an object that cannot be read. Throws when it has no id: then the answer itself is broken. */
function identify(object: unknown): { id: string; currency: string | null; at: Date | null } {
  const { id, currency, created } = identity.parse(object);
  return { id, currency: currency ?? null, at: created ? new Date(created * 1000) : null };
}

const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError ? z.prettifyError(error) : String(error);
