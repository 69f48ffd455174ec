/** The applied filter "of this patient", which can be taken off. */
import { Button } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { patientQueries } from '../queries/patients.ts';

export function PatientFilter({ patientId, onRemove }: { patientId: string; onRemove: () => void }) {
  const patient = useQuery(patientQueries.one(patientId));
  const name = patient.data?.name ?? '…';
  return (
    <Button
      icon={<Dismiss16Regular />}
      iconPosition="after"
      shape="circular"
      aria-label={`Remove filter: patient ${isolate(name)}`}
      onClick={onRemove}
    >
      Patient: <bdi>{name}</bdi>
    </Button>
  );
}
