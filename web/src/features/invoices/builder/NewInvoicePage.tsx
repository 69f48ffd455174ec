/** A new invoice, perhaps for a patient that the address names. */
import { useSearchParams } from 'react-router';
import { useSignedIn } from '../../../session/current.ts';
import { PageHeader } from '../../../shared/layout/PageHeader.tsx';
import { LoadingRows, NoPermission } from '../../../shared/layout/states.tsx';
import { todayIn } from '../../../shared/text/dates.ts';
import { usePatient } from '../queries.ts';
import { newValues } from './form.ts';
import { InvoiceBuilder } from './InvoiceBuilder.tsx';

export function NewInvoicePage() {
  const { clinic, can } = useSignedIn();
  const [params] = useSearchParams();
  const patient = usePatient(params.get('patient_id') ?? undefined);
  const values = newValues(clinic.currency, todayIn(clinic.time_zone));
  const chosen = patient.data ? { patient_id: patient.data.id, patient_name: patient.data.name } : {};
  return (
    <>
      <PageHeader title="New invoice" back={{ to: '/staff/invoices', label: 'Invoices' }} />
      {!can('invoices.write') && <NoPermission what="writing invoices" />}
      {can('invoices.write') && patient.isLoading && <LoadingRows />}
      {can('invoices.write') && !patient.isLoading && <InvoiceBuilder initial={{ ...values, ...chosen }} />}
    </>
  );
}
