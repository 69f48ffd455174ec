/** The links by which the patient reaches the invoice. */
import { useQuery } from '@tanstack/react-query';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { LinkList } from '../../shared/lists/LinkList.tsx';
import { linksQuery } from './contact-queries.ts';
import { type Invoice, invoiceQuery } from './queries.ts';

export function PatientLinks({ invoice }: { invoice: Invoice }) {
  const query = useQuery(linksQuery(invoice));
  if (query.isPending) return <LoadingRows rows={2} label="Loading links" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <LinkList
      links={query.data.data}
      none="There is no active link. “Send link” creates a new one."
      effect="The link will no longer open the invoice and cannot be used to request a new one. Other links of this invoice stay active."
      changes={[invoiceQuery(invoice.id).queryKey]}
    />
  );
}
