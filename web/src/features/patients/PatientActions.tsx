/** What is done with a whole record: a link to the account, and for admins its export and its end. */
import { Button } from '@fluentui/react-components';
import { Delete20Regular, Link20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSignedIn } from '../../session/current.ts';
import { ExportMenu } from '../../shared/lists/ExportMenu.tsx';
import type { Patient } from './queries.ts';

/** Loaded when it is first opened. */
const AccountLink = lazy(async () => ({ default: (await import('./AccountLink.tsx')).AccountLink }));
const ErasePatient = lazy(async () => ({ default: (await import('./ErasePatient.tsx')).ErasePatient }));

export function PatientActions({ patient }: { patient: Patient }) {
  const { can } = useSignedIn();
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  const [linking, setLinking] = useState(false);
  return (
    <>
      {can('invoices.write') && !patient.erased_at && (
        <Button icon={<Link20Regular />} onClick={() => setLinking(true)}>
          Account link
        </Button>
      )}
      {linking && (
        <Suspense>
          <AccountLink patient={patient} onClose={() => setLinking(false)} />
        </Suspense>
      )}
      {can('patients.export') && (
        <ExportMenu
          choices={[
            { label: 'Record', path: `patients/${patient.id}/export`, filters: {}, file: 'patient.json' },
          ]}
        />
      )}
      {can('patients.erase') && !patient.erased_at && (
        <Button appearance="subtle" icon={<Delete20Regular />} onClick={() => setErasing(true)}>
          Erase
        </Button>
      )}
      {erasing && (
        <Suspense>
          <ErasePatient
            patient={patient}
            onClose={() => setErasing(false)}
            onErased={() => void navigate('/staff/patients', { replace: true })}
          />
        </Suspense>
      )}
    </>
  );
}
