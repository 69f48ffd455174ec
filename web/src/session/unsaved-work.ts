/** Whether something was filled in on this page that would be lost with it. */
import { findUnsavedWork } from './current.ts';

const guards = new Set<() => boolean>();

/** Counts what the guard says as unsaved work until the answer is called. */
export function guardWork(unsaved: () => boolean): () => void {
  guards.add(unsaved);
  return () => void guards.delete(unsaved);
}

/** Every text in a dialog was typed to be sent; a password is typed again. */
const TYPED = ':is(input:not([type=password], [type=radio], [type=checkbox]), textarea)';
const IN_DIALOGS = `:is([role=dialog], [role=alertdialog]) ${TYPED}`;

findUnsavedWork(
  () =>
    [...guards].some((unsaved) => unsaved()) ||
    [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(IN_DIALOGS)].some(
      ({ value }) => value !== '',
    ),
);
