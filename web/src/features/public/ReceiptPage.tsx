/** What came of a payment: received, not confirmed yet, or not completed. The page only shows; it books nothing. */
import { useCallback } from 'react';
import { patientApi } from '../../api/patient.ts';
import { LoadingCard } from './LoadingCard.tsx';
import { NotPaid } from './NotPaid.tsx';
import type { PatientPage, Place } from './place.ts';
import { Receipt } from './Receipt.tsx';
import { ResultPage } from './ResultPage.tsx';
import { isLinkRefusal, Trouble } from './Trouble.tsx';
import type { PublicReceipt } from './types.ts';
import { useEvery, useLoaded } from './use-loaded.ts';
import { useWaiting, Waiting } from './Waiting.tsx';

/** How often we look whether the seal has been made. */
const SEAL_MS = 15_000;

/** Stripe sends only those here with a session who finished its page, so that nothing yet means: not yet. */
const isWaiting = (receipt: PublicReceipt, finished: boolean): boolean =>
  receipt.state === 'waiting' || (receipt.state === 'not_paid' && finished && receipt.failure_code === null);

type ReceiptPageProps = {
  /** Its `result` is the token of Stripe's way back: it still shows the result when the invoice's link has ended. */
  place: Extract<Place, { page: 'receipt' }>;
  turn: (page: PatientPage) => void;
};

export function ReceiptPage({ place, turn }: ReceiptPageProps) {
  const { token, session, result, reloaded = false } = place;
  const finished = session !== null;
  const load = useCallback(
    () => patientApi.receipt({ token, ...(session !== null && { session }) }),
    [token, session],
  );
  const [loaded, refresh, restart] = useLoaded(load);
  const waiting = loaded.state === 'loaded' && isWaiting(loaded.data, finished);
  const { slow } = useWaiting(waiting, refresh);
  const unsealed = loaded.state === 'loaded' && loaded.data.payments.some(({ seal }) => seal === null);
  useEvery(SEAL_MS, unsealed, refresh);

  if (loaded.state === 'loading') return <LoadingCard />;
  if (loaded.state === 'failed' && isLinkRefusal(loaded.problem) && result !== undefined)
    return <ResultPage token={result} session={session} cancelled={false} />;
  if (loaded.state === 'failed')
    return <Trouble problem={loaded.problem} token={token} page="receipt" onRetry={restart} />;
  if (waiting) return <Waiting clinic={loaded.data.clinic} slow={slow} />;
  return loaded.data.state === 'paid' ? (
    <Receipt receipt={loaded.data} token={token} celebrate={finished && !reloaded} turn={turn} />
  ) : (
    <NotPaid receipt={loaded.data} turn={turn} />
  );
}
