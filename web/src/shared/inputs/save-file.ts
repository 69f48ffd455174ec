/** Saves a file that was fetched, so that its address, and what is secret in it, stays out of the list of downloads. */
import { problemOf, unreachable } from '../../api/problem.ts';

/** Hands an answer to the browser as a download; its own name counts before `otherwise`. Throws a Problem. */
export async function saveFile(answer: Promise<Response>, otherwise: string): Promise<void> {
  const response = await answer.catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const named = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveBlob(await response.blob(), named ?? otherwise);
}

/** The same for what was made on this page. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken what it needs of it once it has started to save.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
