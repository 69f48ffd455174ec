/** Says that an open invoice cannot be sent because the patient has no address, and what to do instead. */
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { channelsOf } from '../../shared/text/reachable.ts';
import { type Invoice, usePatient } from './queries.ts';

export function Unreachable({ invoice }: { invoice: Invoice }) {
  const { can } = useSignedIn();
  const patient = usePatient(invoice.patient_id).data;
  if (!patient || channelsOf(patient).length > 0) return null;
  return (
    <Notice intent="warning" title="Nothing can be sent: no e-mail or phone is on file.">
      Copy the patient’s link or print the invoice, and hand it over
      {can('patients.write') && (
        <>
          , or <AppLink to={`/staff/patients/${patient.id}?edit=yes`}>add an address</AppLink> and send it
          then
        </>
      )}
      .
    </Notice>
  );
}
