/** What the signed-in person may do with a requested credit note: approve, reject, or withdraw their own. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import type { CreditNoteRequest, Decision } from './credit-note-requests.ts';

/** Loaded when the first credit note is decided. */
const DecideCreditNote = lazy(async () => ({
  default: (await import('./DecideCreditNote.tsx')).DecideCreditNote,
}));

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap', alignItems: 'center' },
});

export function CreditNoteDecision({ request }: { request: CreditNoteRequest }) {
  const styles = useStyles();
  const { staff, can } = useSignedIn();
  const [deciding, setDeciding] = useState<Decision>();
  if (request.status !== 'requested') return null;
  const own = request.requested_by === staff.id;
  const button = (decision: Decision, label: string, primary = false) => (
    <Button size="small" appearance={primary ? 'primary' : 'secondary'} onClick={() => setDeciding(decision)}>
      {label}
    </Button>
  );
  return (
    <div className={styles.actions}>
      {can('credit_notes.decide') && !own && button('approve', 'Approve', true)}
      {can('credit_notes.decide') && button('reject', 'Reject')}
      {own && button('withdraw', 'Withdraw')}
      {!can('credit_notes.decide') && <span className={styles.quiet}>An admin decides</span>}
      {can('credit_notes.decide') && own && (
        <span className={styles.quiet}>You requested this one. Another admin has to approve it.</span>
      )}
      {deciding && (
        <Suspense>
          <DecideCreditNote request={request} decision={deciding} onClose={() => setDeciding(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
