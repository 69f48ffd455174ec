/** What every dialog does: gives the focus back to what had it, and keeps the focus model. */
import { useEffect, useState } from 'react';
import { FocusModelHolder } from './FocusModelHolder.tsx';
import { keepFocusModel } from './focus-model.ts';

export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => keepFocusModel(FocusModelHolder), []);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const nowhere = document.activeElement === null || document.activeElement === document.body;
        if (nowhere && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
}
