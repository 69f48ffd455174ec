/** Does something that may need a fresh proof first: asks for it when the server does, and then does it again. */
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { Problem } from '../api/problem.ts';

const StepUpDialog = lazy(async () => ({ default: (await import('./StepUpDialog.tsx')).StepUpDialog }));

const needsProof = (error: unknown) => error instanceof Problem && error.code === 'step_up_needed';

type Asked = { proven: () => void; givenUp: () => void };

/**
 * `run` does what it is given; the repeat after the proof carries the same idempotency key, and giving up rejects with
 * the server's refusal. `dialog` stands somewhere on the page.
 *
 * @param action what is done, as the button of the dialog says it
 */
export function useStepUp(action: string): {
  run: <T>(act: () => Promise<T>) => Promise<T>;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked>();
  const run = useCallback(async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!needsProof(error)) throw error;
      await new Promise<void>((proven, givenUp) => {
        setAsked({ proven, givenUp: () => givenUp(error) });
      }).finally(() => setAsked(undefined));
      return act();
    }
  }, []);
  return {
    run,
    dialog: asked && (
      <Suspense>
        <StepUpDialog action={action} onProven={asked.proven} onClose={asked.givenUp} />
      </Suspense>
    ),
  };
}
