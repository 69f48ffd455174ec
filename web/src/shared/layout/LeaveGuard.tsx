/** Asks before unsaved work is left. */
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { guardWork } from '../../session/unsaved-work.ts';
import { LazyActionDialog } from './LazyActionDialog.tsx';
import { pageOf } from './same-page.ts';

type LeaveGuardProps = {
  unsaved: () => boolean;
  /** What would be lost. */
  lost: string;
  /** Whether another tab of the same page, which the address names after its `?`, is leaving too. */
  tabs?: boolean;
};

export function LeaveGuard({ unsaved, lost, tabs = false }: LeaveGuardProps) {
  const blocker = useBlocker(
    ({ currentLocation: from, nextLocation: to }) =>
      ((from.pathname !== to.pathname && pageOf(from) !== pageOf(to)) ||
        (tabs && from.search !== to.search)) &&
      unsaved(),
  );
  useEffect(() => guardWork(unsaved), [unsaved]);
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
      danger
      stay="Stay here"
      busy={false}
      error={undefined}
      onAct={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <p>{lost} will be lost.</p>
    </LazyActionDialog>
  );
}
