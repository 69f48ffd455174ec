/** The payment page was finished and the money is not confirmed yet. */
import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { ClinicContact } from './clinic-contact.ts';
import { Frame, ResultHeading } from './Frame.tsx';
import { useResultMessages } from './result-messages.ts';
import { useEvery } from './use-loaded.ts';

const POLL_MS = 2000;
/** After this we stop asking and say that an e-mail will follow. */
const PATIENCE_MS = 60_000;

const useStyles = makeStyles({
  waiting: {
    display: 'grid',
    justifyItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalL,
    padding: '24px 0',
  },
});

/** Asks again while something is waited for, and says when it takes too long. */
export function useWaiting(waiting: boolean, refresh: () => void): { slow: boolean } {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  useEvery(POLL_MS, waiting && !slow, refresh);
  return { slow };
}

export function Waiting({ clinic, slow }: { clinic: ClinicContact; slow: boolean }) {
  const styles = useStyles();
  const texts = useResultMessages();
  const title = slow ? texts.slowTitle : texts.waitingTitle;
  return (
    <Frame title={title} clinic={clinic}>
      <div className={styles.waiting} role="status">
        {!slow && <Spinner size="large" aria-hidden="true" />}
        <ResultHeading key={title}>{title}</ResultHeading>
        <p>{slow ? texts.slow : texts.waiting}</p>
      </div>
    </Frame>
  );
}
