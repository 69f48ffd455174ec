/** What came of a payment: received, not confirmed yet, or not completed. The page only shows; it books nothing. */
import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useCallback, useEffect, useState } from 'react';
import { patientApi } from '../../api/patient.ts';
import { Frame, ResultHeading } from './Frame.tsx';
import { LoadingCard } from './LoadingCard.tsx';
import { useMessages } from './language.ts';
import { NotPaid } from './NotPaid.tsx';
import type { PatientPage } from './place.ts';
import { Receipt } from './Receipt.tsx';
import { Trouble } from './Trouble.tsx';
import type { PublicReceipt } from './types.ts';
import { useEvery, useLoaded } from './use-loaded.ts';

const POLL_MS = 2000;
/** How often we look whether the seal has been made. */
const SEAL_MS = 15_000;
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

/** Stripe sends only those here with a session who finished its page, so that nothing yet means: not yet. */
const isWaiting = (receipt: PublicReceipt, finished: boolean): boolean =>
  receipt.state === 'waiting' || (receipt.state === 'not_paid' && finished && receipt.failure_code === null);

function Waiting({ receipt, slow }: { receipt: PublicReceipt; slow: boolean }) {
  const styles = useStyles();
  const words = useMessages();
  const title = slow ? words.slowTitle : words.waitingTitle;
  return (
    <Frame title={title} clinic={receipt.clinic}>
      <div className={styles.waiting} role="status">
        {!slow && <Spinner size="large" aria-hidden="true" />}
        <ResultHeading key={title}>{title}</ResultHeading>
        <p>{slow ? words.slow : words.waiting}</p>
      </div>
    </Frame>
  );
}

type ReceiptPageProps = { token: string; session: string | null; turn: (page: PatientPage) => void };

export function ReceiptPage({ token, session, turn }: ReceiptPageProps) {
  const finished = session !== null;
  const load = useCallback(
    () => patientApi.receipt({ token, ...(session !== null && { session }) }),
    [token, session],
  );
  const [loaded, refresh, restart] = useLoaded(load);
  const [slow, setSlow] = useState(false);
  const waiting = loaded.state === 'loaded' && isWaiting(loaded.data, finished);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  useEvery(POLL_MS, waiting && !slow, refresh);
  const unsealed = loaded.state === 'loaded' && loaded.data.payments.some(({ seal }) => seal === null);
  useEvery(SEAL_MS, unsealed, refresh);

  if (loaded.state === 'loading') return <LoadingCard />;
  if (loaded.state === 'failed')
    return <Trouble problem={loaded.problem} token={token} page="receipt" onRetry={restart} />;
  if (waiting) return <Waiting receipt={loaded.data} slow={slow} />;
  return loaded.data.state === 'paid' ? (
    <Receipt receipt={loaded.data} token={token} celebrate={finished} turn={turn} />
  ) : (
    <NotPaid receipt={loaded.data} turn={turn} />
  );
}
