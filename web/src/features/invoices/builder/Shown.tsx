/** Says that what stands before it is on the screen, after it was loaded. */
import { useEffect } from 'react';

export function Shown({ onShown }: { onShown: () => void }) {
  useEffect(onShown, [onShown]);
  return null;
}
