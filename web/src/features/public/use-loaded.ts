/** Loads something for a page and keeps it fresh on demand. */
import { useCallback, useEffect, useState } from 'react';
import { Problem } from '../../api/problem.ts';

export type Loaded<T> =
  | { state: 'loading' }
  | { state: 'failed'; problem: Problem }
  | { state: 'loaded'; data: T };

/** Whatever was thrown, as a problem. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem({ status: 500, code: 'page_fault', detail: String(error) });

/** `load` must not change between renders. A refresh that fails keeps what is shown. */
export function useLoaded<T>(
  load: () => Promise<T>,
): [loaded: Loaded<T>, refresh: () => void, restart: () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const refresh = useCallback(() => {
    load().then(
      (data) => setLoaded({ state: 'loaded', data }),
      (error: unknown) =>
        setLoaded((now) => (now.state === 'loaded' ? now : { state: 'failed', problem: asProblem(error) })),
    );
  }, [load]);
  const restart = useCallback(() => {
    setLoaded({ state: 'loading' });
    refresh();
  }, [refresh]);
  useEffect(refresh, [refresh]);
  return [loaded, refresh, restart];
}

/** Calls again and again while it is wanted and the page is in front. */
export function useEvery(milliseconds: number, wanted: boolean, call: () => void): void {
  useEffect(() => {
    if (!wanted) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') call();
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds, wanted, call]);
}
