/**
 * Dialogs hide the page from screen readers through Fluent's focus model, which is thrown away with its last user and
 * then leaves the page hidden. So the first dialog hands over what keeps it, and the shell shows that from then on. The
 * shell does not load it by itself: pages without dialogs are lighter without it, and a dialog that is closed sooner
 * than a file is loaded would leave the page hidden.
 */
import { type ComponentType, useSyncExternalStore } from 'react';

let holder: ComponentType | undefined;
const listeners = new Set<() => void>();

/** Keeps the focus model from now on. */
export function keepFocusModel(component: ComponentType): void {
  if (holder) return;
  holder = component;
  for (const listener of listeners) listener();
}

/** What keeps the focus model, once a dialog was opened. */
export const useFocusModelHolder = (): ComponentType | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => holder,
  );
