/** Warns before an unattended screen is signed out. */
import { makeStyles } from '@fluentui/react-components';
import { useMemo } from 'react';
import { session, useSignedIn } from '../session/current.ts';
import { announcedSeconds, idleLimits } from '../session/idle.ts';
import { useIdle } from '../session/use-idle.ts';
import { LazyActionDialog } from '../shared/layout/LazyActionDialog.tsx';
import { VISUALLY_HIDDEN } from '../shared/layout/visually-hidden.ts';

const useStyles = makeStyles({
  said: VISUALLY_HIDDEN,
});

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

export function IdleWarning() {
  const styles = useStyles();
  const { idleMinutes } = useSignedIn();
  const limits = useMemo(() => idleLimits(idleMinutes), [idleMinutes]);
  const { secondsLeft, stay } = useIdle(limits);
  if (secondsLeft === undefined) return null;
  return (
    <LazyActionDialog
      open
      title="Are you still there?"
      stay="Stay signed in"
      action="Sign out"
      busy={false}
      error={null}
      onClose={stay}
      onAct={() => void session.expire()}
    >
      <p>
        Nothing happened here for a while. To protect your patients you will be signed out
        <span aria-hidden="true"> in {clock(secondsLeft)}</span>.
      </p>
      <div role="status" className={styles.said}>
        At most {announcedSeconds(secondsLeft)} seconds left.
      </div>
    </LazyActionDialog>
  );
}
