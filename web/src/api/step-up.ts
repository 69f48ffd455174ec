/** Where the API asks for a fresh proof, the person enters it and the same request is sent again. */
import { Problem } from './problem.ts';

/** Asks the person; resolves once the server took the proof, rejects when they gave up. */
type Ask = (refusal: Problem) => Promise<void>;

let ask: Ask | undefined;

/** The page's dialog, as long as it is there; answers how to take it away. */
export function answerProofsWith(dialog: Ask): () => void {
  ask = dialog;
  return () => {
    if (ask === dialog) ask = undefined;
  };
}

/** Does it; when a fresh proof is needed, asks for it and does it once more. Giving up rejects with the refusal. */
export async function withProof<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'step_up_needed' || !ask) throw error;
    await ask(error);
    return act();
  }
}
