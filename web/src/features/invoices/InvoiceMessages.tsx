/** What the patient was sent about one invoice, the newest first. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { MessageTable } from '../../shared/lists/MessageTable.tsx';
import { useMessages } from '../../shared/lists/message-queries.ts';
import type { Invoice } from './queries.ts';
import { Unreachable } from './Unreachable.tsx';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

export function InvoiceMessages({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const query = useMessages({ invoice_id: invoice.id, limit: '10' });
  if (query.isPending) return <LoadingRows rows={2} label="Loading messages" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { data, next_cursor } = query.data;
  if (data.length === 0) {
    return (
      <>
        <p className={styles.quiet}>Nothing was sent about this invoice yet.</p>
        {isPayable(invoice.status) && <Unreachable invoice={invoice} />}
      </>
    );
  }
  return (
    <>
      <MessageTable messages={data} showPatient={false} showInvoice={false} />
      {next_cursor && (
        <p>
          <AppLink to={`/staff/messages?state=all&invoice_id=${invoice.id}`}>
            All messages about this invoice
          </AppLink>
        </p>
      )}
    </>
  );
}
