/** Credit notes of an invoice that needed approval: the pending one with its decision, and those that were not issued. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../../session/current.ts';
import { formatInstantDay } from '../../../shared/text/dates.ts';
import { Money } from '../../../shared/money/Money.tsx';
import { CreditNoteDecision } from '../../../shared/money/CreditNoteDecision.tsx';
import { type CreditNoteRequest, useCreditNoteRequests } from '../../../shared/money/credit-note-requests.ts';
import { CreditNoteRequestStatusBadge } from '../../../shared/money/RefundStatus.tsx';
import type { Invoice } from '../queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  request: { display: 'grid', gap: tokens.spacingVerticalXS, overflowWrap: 'anywhere' },
  head: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

function Request({ request }: { request: CreditNoteRequest }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const decided = request.decided_by_name && request.decided_at;
  return (
    <li className={styles.request}>
      <div className={styles.head}>
        <strong>
          Credit note over <Money cents={request.amount_cents} currency={request.currency} />
        </strong>
        <CreditNoteRequestStatusBadge status={request.status} />
      </div>
      <bdi>{request.reason}</bdi>
      <div className={styles.quiet}>
        Requested by <bdi>{request.requested_by_name}</bdi>,{' '}
        {formatInstantDay(request.requested_at, clinic.time_zone)}
      </div>
      {decided && (
        <div className={styles.quiet}>
          {request.status === 'rejected' ? 'Rejected by ' : 'Withdrawn by '}
          <bdi>{request.decided_by_name}</bdi>
          {request.decision_reason && (
            <>
              : “<bdi>{request.decision_reason}</bdi>”
            </>
          )}
        </div>
      )}
      <div data-print="hide">
        <CreditNoteDecision request={request} />
      </div>
    </li>
  );
}

/** Nothing while there is none. Issued ones are in the list of credit notes. */
export function RequestedCreditNotes({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const requests = useCreditNoteRequests({ invoice_id: invoice.id, limit: 20 });
  const rows = (requests.data?.data ?? []).filter(({ status }) => status !== 'issued');
  if (rows.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Requested credit notes">
      {rows.map((request) => (
        <Request key={request.id} request={request} />
      ))}
    </ul>
  );
}
