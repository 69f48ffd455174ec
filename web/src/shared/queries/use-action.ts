/**
 * How screens have something done at the server. The clients of `api/` add the idempotency key, send `If-Match` and ask
 * for a fresh proof; this reads again what changed, and says what came of it.
 */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { useToasts } from '../layout/toasts.tsx';

type Action<Input, Result> = {
  act: (input: Input) => Promise<Result>;
  /** The beginnings of the keys of what it changes. */
  changes: readonly QueryKey[];
  /** What is said when it worked; nothing where the screen shows it. */
  done?: string | ((result: Result, input: Input) => string);
  /** Before anything is read again; a promise is waited for. */
  onDone?: (result: Result) => unknown;
  /** The title of the message when it failed, where no dialog shows the reason. */
  failed?: string | ((input: Input) => string);
  onFailed?: (error: unknown) => void;
};

/** Whether the record is another by now, such as paid meanwhile: then it is shown as it is. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 409 || error.status === 412);

export function useAction<Result, Input = void>(action: Action<Input, Result>) {
  const { act, changes, done, onDone, failed, onFailed } = action;
  const cache = useQueryClient();
  const toasts = useToasts();
  const readAgain = () => {
    for (const queryKey of changes) void cache.invalidateQueries({ queryKey });
  };
  return useMutation({
    mutationFn: (input: Input) => act(input),
    onSuccess: async (result, input) => {
      if (done) toasts.success(typeof done === 'string' ? done : done(result, input));
      await onDone?.(result);
      readAgain();
    },
    onError: (error, input) => {
      if (failed) toasts.error(typeof failed === 'string' ? failed : failed(input), error);
      if (isOutdated(error)) readAgain();
      onFailed?.(error);
    },
  });
}
