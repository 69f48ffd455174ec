/** The applied filter "of this patient", which can be taken off. */
import { Button } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons';
import { usePatient } from './queries.ts';

export function PatientFilter({ patientId, onRemove }: { patientId: string; onRemove: () => void }) {
  const name = usePatient(patientId).data?.name ?? '…';
  return (
    <Button
      icon={<Dismiss16Regular />}
      iconPosition="after"
      shape="circular"
      aria-label={`Remove filter: patient ${name}`}
      onClick={onRemove}
    >
      Patient: {name}
    </Button>
  );
}
