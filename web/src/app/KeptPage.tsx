/** Keeps a page on which something was filled in when the session ends, hidden, until its person signs in again. */
import { makeStaticStyles } from '@fluentui/react-components';
import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react';
import { useSession } from '../session/current.ts';
import '../session/unsaved-work.ts';

const SignInAgain = lazy(async () => ({ default: (await import('./SignInAgain.tsx')).SignInAgain }));

const useHiding = makeStaticStyles({
  'html[data-locked] body > :not(.sign-in-again)': { display: 'none' },
});

/** Hides everything of the page, its dialogs too; the focus comes back to where it was. */
function useHidden(locked: boolean) {
  useHiding();
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (locked) focused.current = document.activeElement;
    document.documentElement.toggleAttribute('data-locked', locked);
    return () => document.documentElement.removeAttribute('data-locked');
  }, [locked]);
  useEffect(() => {
    if (!locked) return;
    return () => {
      if (focused.current instanceof HTMLElement) focused.current.focus();
    };
  }, [locked]);
}

/** Stands once on every signed-in page. */
export function KeptPage() {
  const state = useSession();
  useHidden(state.status === 'locked');
  if (state.status !== 'locked') return null;
  return (
    <Suspense>
      <SignInAgain staff={state.staff} />
    </Suspense>
  );
}
