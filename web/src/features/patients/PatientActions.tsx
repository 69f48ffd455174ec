/** What an admin may do with a whole record: take everything held about a patient away, or erase it. */
import { Button } from '@fluentui/react-components';
import { Delete20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSignedIn } from '../../session/current.ts';
import { ExportMenu } from '../../shared/lists/ExportMenu.tsx';
import type { Patient } from './queries.ts';

/** Loaded when it is first opened. */
const ErasePatient = lazy(async () => ({ default: (await import('./ErasePatient.tsx')).ErasePatient }));

export function PatientActions({ patient }: { patient: Patient }) {
  const { can } = useSignedIn();
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  return (
    <>
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
