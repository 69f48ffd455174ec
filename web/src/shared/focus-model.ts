/**
 * Dialogs hide the page from screen readers through Fluent's focus model, which is thrown away with its last user and
 * then leaves the page hidden. So the first dialog asks to keep it, and the shell does.
 */
import { useSyncExternalStore } from 'react';

let kept = false;
const listeners = new Set<() => void>();

/** Keeps the focus model from now on. */
export function keepFocusModel(): void {
  if (kept) return;
  kept = true;
  for (const listener of listeners) listener();
}

/** Whether a dialog was opened, and the focus model is to be kept. */
export const useFocusModelKept = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
