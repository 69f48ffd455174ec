/** The one dialog of the portal that asks for a fresh proof, whichever page needs it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Problem } from '../../api/problem.ts';
import { answerProofsWith } from '../../api/step-up.ts';

const StepUpDialog = lazy(async () => ({ default: (await import('./StepUpDialog.tsx')).StepUpDialog }));

type Asked = { request: string | undefined; proven: () => void; givenUp: () => void };

/** Stands once on every signed-in page. */
export function StepUp() {
  const [asked, setAsked] = useState<Asked>();
  useEffect(
    () =>
      answerProofsWith((refusal: Problem) =>
        new Promise<void>((proven, givenUp) => {
          setAsked({ request: refusal.stepUpRequest, proven, givenUp: () => givenUp(refusal) });
        }).finally(() => setAsked(undefined)),
      ),
    [],
  );
  if (!asked) return null;
  return (
    <Suspense>
      <StepUpDialog request={asked.request} onProven={asked.proven} onClose={asked.givenUp} />
    </Suspense>
  );
}
