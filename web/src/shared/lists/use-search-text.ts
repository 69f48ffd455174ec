/** What is typed into a search box: the address follows it after a short rest, and it follows the address. */
import { useEffect, useState } from 'react';
import { useDebounced } from '../inputs/use-debounced.ts';

export function useSearchText(
  query: string | undefined,
  onSettled: (query: string) => void,
): [typed: string, setTyped: (text: string) => void] {
  const [typed, setTyped] = useState(query ?? '');
  const settled = useDebounced(typed.trim());
  // Only typing moves the address. What the address says otherwise (back, "clear filters") moves the text below.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (settled !== (query ?? '')) onSettled(settled);
  }, [settled]);
  useEffect(() => {
    setTyped((now) => (now.trim() === (query ?? '') ? now : (query ?? '')));
  }, [query]);
  return [typed, setTyped];
}
