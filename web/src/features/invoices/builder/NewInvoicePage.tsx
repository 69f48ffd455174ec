/** A new invoice, perhaps for a patient that the address names, or as a copy of another invoice. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { useSignedIn } from '../../../session/current.ts';
import { PageHeader } from '../../../shared/layout/PageHeader.tsx';
import { ErrorState, LoadingRows, NoPermission } from '../../../shared/layout/states.tsx';
import { todayIn } from '../../../shared/text/dates.ts';
import { invoiceQuery, usePatient } from '../queries.ts';
import { newValues, valuesOf } from './form.ts';
import { InvoiceBuilder } from './InvoiceBuilder.tsx';

export function NewInvoicePage() {
  const { clinic, can } = useSignedIn();
  const [params] = useSearchParams();
  const copied = params.get('copy') ?? undefined;
  const patient = usePatient(params.get('patient_id') ?? undefined);
  const original = useQuery({ ...invoiceQuery(copied ?? ''), enabled: copied !== undefined });
  const values = newValues(clinic.currency, todayIn(clinic.time_zone));
  const chosen = patient.data ? { patient_id: patient.data.id, patient_name: patient.data.name } : {};
  const copy = original.data ? { ...valuesOf(original.data), due_date: values.due_date } : {};
  const loading = patient.isLoading || original.isLoading;
  return (
    <>
      <PageHeader title="New invoice" back={{ to: '/staff/invoices', label: 'Invoices' }} />
      {!can('invoices.write') && <NoPermission what="writing invoices" />}
      {original.isError && <ErrorState error={original.error} onRetry={() => void original.refetch()} />}
      {can('invoices.write') && loading && <LoadingRows />}
      {can('invoices.write') && !loading && !original.isError && (
        <InvoiceBuilder initial={{ ...values, ...chosen, ...copy }} />
      )}
    </>
  );
}
