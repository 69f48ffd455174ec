/** Asks before unsaved work is left. */
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { LazyActionDialog } from '../../../shared/LazyActionDialog.tsx';

export function LeaveGuard({ unsaved }: { unsaved: () => boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && unsaved(),
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [unsaved]);
  if (blocker.state !== 'blocked') return null;
  return (
    <LazyActionDialog
      open
      title="Leave without saving?"
      action="Leave"
      stay="Stay here"
      busy={false}
      error={undefined}
      onAct={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <p>What you entered on this invoice will be lost.</p>
    </LazyActionDialog>
  );
}
