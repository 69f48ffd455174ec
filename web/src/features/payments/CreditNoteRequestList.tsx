/** Credit notes above a clerk's limit that are pending approval, with the decision where one is due. */
import { makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { AppLink } from '../../shared/layout/links.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { CreditNoteDecision } from '../../shared/money/CreditNoteDecision.tsx';
import { type CreditNoteRequest, useCreditNoteRequests } from '../../shared/money/credit-note-requests.ts';
import { Money } from '../../shared/money/Money.tsx';
import { Ago } from '../../shared/text/Ago.tsx';

const useStyles = makeStyles({
  section: { display: 'grid', gap: tokens.spacingVerticalS, marginBlock: tokens.spacingVerticalL },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
});

/** Nothing at all while there is none. */
export function CreditNoteRequestList() {
  const styles = useStyles();
  const requests = useCreditNoteRequests({ status: 'requested', limit: 100 });
  const rows = requests.data?.data ?? [];
  if (rows.length === 0) return null;

  const when = (request: CreditNoteRequest) => <Ago at={request.requested_at} />;
  const invoice = (request: CreditNoteRequest) => (
    <>
      <AppLink to={`/staff/invoices/${request.invoice_id}`}>{request.invoice_number}</AppLink>
      <div className={styles.quiet}>
        <bdi>{request.patient_name}</bdi>
      </div>
    </>
  );
  const reason = (request: CreditNoteRequest) => <bdi>{request.reason}</bdi>;
  const person = (request: CreditNoteRequest) => <bdi>{request.requested_by_name}</bdi>;
  const amount = (request: CreditNoteRequest) => (
    <Money cents={request.amount_cents} currency={request.currency} />
  );
  const decision = (request: CreditNoteRequest) => <CreditNoteDecision request={request} />;
  const columns: Column<CreditNoteRequest>[] = [
    { header: 'Requested', cell: when, nowrap: true, rowHeader: true },
    { header: 'Invoice', cell: invoice },
    { header: 'Reason', cell: reason },
    { header: 'Requested by', cell: person },
    { header: 'Amount', cell: amount, end: true },
    { header: 'Decision', cell: decision },
  ];
  return (
    <section className={styles.section} aria-label="Credit notes pending approval">
      <Subtitle2 as="h2">Credit notes pending approval</Subtitle2>
      <DataTable
        caption="Credit notes pending approval"
        columns={columns}
        rows={rows}
        rowKey={(request) => request.id}
        card={(request) => (
          <div className={styles.card}>
            <div>{invoice(request)}</div>
            <strong>{amount(request)}</strong>
            <div>{reason(request)}</div>
            <div className={styles.quiet}>
              {when(request)}, {person(request)}
            </div>
            {decision(request)}
          </div>
        )}
      />
    </section>
  );
}
