/** The widths at which the layout changes, from one column up. */
import { useSyncExternalStore } from 'react';

export const FROM_480 = '@media (min-width: 480px)';
export const FROM_768 = '@media (min-width: 768px)';
export const FROM_1024 = '@media (min-width: 1024px)';
/** From here there is room for a list and facts beside it. */
export const FROM_1152 = '@media (min-width: 1152px)';

/** Whether a media query matches now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** From 768 px lists are tables, below they are cards. */
export const useTables = () => useMedia('(min-width: 768px)');
