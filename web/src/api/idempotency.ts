/** One key per thing that is being done, kept until the answer is known, so that trying again never does it twice. */
import { Problem } from './problem.ts';

export type IdempotencyKeys = {
  keyFor: (routeName: string, input: object) => string;
  settle: (routeName: string, input: object, error?: unknown) => void;
};

/** Whether no one knows if it was done: no answer came, or the server failed on the way. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status >= 500);

/** Not decided yet: no one knows, too many calls, the first try is still running, or a fresh proof is asked for first. */
function isUndecided(error: unknown): boolean {
  if (!(error instanceof Problem)) return error !== undefined;
  return (
    isUnknown(error) ||
    error.status === 429 ||
    error.code === 'request_in_progress' ||
    error.code === 'step_up_needed' ||
    error.code.startsWith('idempotency')
  );
}

/** Keys by route and input: the same form sent again has the same key, a changed one a new key. */
export function idempotencyKeys(newKey: () => string = () => crypto.randomUUID()): IdempotencyKeys {
  const keys = new Map<string, string>();
  const name = (routeName: string, input: object) => `${routeName} ${JSON.stringify(input)}`;
  return {
    keyFor(routeName, input) {
      const known = keys.get(name(routeName, input));
      if (known) return known;
      const key = newKey();
      keys.set(name(routeName, input), key);
      return key;
    },
    settle(routeName, input, error) {
      if (!isUndecided(error)) keys.delete(name(routeName, input));
    },
  };
}
