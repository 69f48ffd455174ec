/** Changes a draft. */
import { Navigate } from 'react-router';
import { PageHeader } from '../../../shared/layout/PageHeader.tsx';
import { ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
import { useInvoice } from '../queries.ts';
import { valuesOf } from './form.ts';
import { InvoiceBuilder } from './InvoiceBuilder.tsx';

export function EditInvoicePage({ id }: { id: string }) {
  const query = useInvoice(id);
  if (query.data && query.data.status !== 'draft') return <Navigate to={`/staff/invoices/${id}`} replace />;
  return (
    <>
      <PageHeader title="Edit draft" back={{ to: `/staff/invoices/${id}`, label: 'The draft' }} />
      {query.isPending && <LoadingRows label="Loading the draft" />}
      {query.isError && !query.data && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && <InvoiceBuilder key={query.data.id} initial={valuesOf(query.data)} draft={query.data} />}
    </>
  );
}
