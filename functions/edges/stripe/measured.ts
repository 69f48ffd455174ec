/** The same port to Stripe, with each of its calls counted and logged with its duration and Stripe's own request ids. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../../capabilities/ports/common.ts';
import type { Metrics } from '../../capabilities/ports/operations.ts';
import { StripeFailure, type StripePort } from '../../capabilities/ports/stripe.ts';

/** Ids that Stripe gave to the requests of the call that is under way. */
const requestsOfCall = new AsyncLocalStorage<string[]>();
const MOST_IDS = 10;

/** Keeps the id of a request for the log line of its call. */
export function noteRequest(id: string | undefined): void {
  const ids = requestsOfCall.getStore();
  if (id && ids && ids.length < MOST_IDS) ids.push(id);
}

/** Outcomes: `done`, `refused` (Stripe's final no), `failed` (no answer that can be relied on). */
export function measuredStripe(port: StripePort, { count }: Pick<Metrics, 'count'>, log: Log): StripePort {
  const observe = (name: string, call: () => Promise<unknown>): Promise<unknown> =>
    requestsOfCall.run([], async () => {
      const started = performance.now();
      let outcome = 'done';
      try {
        return await call();
      } catch (error) {
        outcome = error instanceof StripeFailure && error.certainty === 'refused' ? 'refused' : 'failed';
        throw error;
      } finally {
        const milliseconds = Math.round(performance.now() - started);
        count({ kind: 'stripe', name, outcome, milliseconds });
        const ids = requestsOfCall.getStore() ?? [];
        log.info('stripe_call', {
          operation: name,
          outcome,
          milliseconds,
          ...(ids.length > 0 && { stripe_request_ids: ids }),
        });
      }
    });
  const wrapped = Object.entries(port).map(([name, member]) => [
    name,
    NOT_CALLS.has(name)
      ? member
      : (...values: unknown[]) =>
          observe(name, () => (member as (...given: unknown[]) => Promise<unknown>)(...values)),
  ]);
  return Object.fromEntries(wrapped) as StripePort;
}

/** These read what is here already. */
const NOT_CALLS = new Set(['verifyEvent', 'isApplied', 'parseNotification', 'readOrigin']);
