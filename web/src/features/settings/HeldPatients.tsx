/** Patients on legal hold: found by name, held, and released. */
import { Button, makeStyles, SearchBox, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { patientQueries } from '../../shared/queries/patients.ts';
import { useDebounced } from '../../shared/inputs/use-debounced.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  list: { display: 'grid', gap: tokens.spacingVerticalXS },
  item: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    padding: '6px 12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
});

function HeldPatient({ id, onRelease }: { id: string; onRelease: () => void }) {
  const styles = useStyles();
  const patient = useQuery(patientQueries.one(id));
  const name = patient.data?.name ?? (patient.isError ? 'Patient' : '…');
  return (
    <li className={styles.item}>
      <AppLink to={`/staff/patients/${id}`}>
        <bdi>{name}</bdi>
      </AppLink>
      <Button size="small" aria-label={`Release ${isolate(name)} from the hold`} onClick={onRelease}>
        Release
      </Button>
    </li>
  );
}

type HeldPatientsProps = { held: readonly string[]; onChange: (held: string[]) => void };

export function HeldPatients({ held, onChange }: HeldPatientsProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const query = useDebounced(typed.trim());
  const found = useQuery({ ...patientQueries.list({ query, limit: 6 }), enabled: query.length >= 2 });
  const offered = query.length >= 2 ? (found.data?.data.filter(({ id }) => !held.includes(id)) ?? []) : [];
  return (
    <div className={styles.root}>
      <h3>Patients on legal hold</h3>
      {held.length === 0 ? (
        <p>No patients on hold. A patient on hold is neither purged nor erased.</p>
      ) : (
        <ul className={styles.list}>
          {held.map((id) => (
            <HeldPatient key={id} id={id} onRelease={() => onChange(held.filter((each) => each !== id))} />
          ))}
        </ul>
      )}
      <FormField label="Put a patient on hold" hint="Type a name, an e-mail address or a phone number.">
        <SearchBox value={typed} maxLength={LIMITS.search} onChange={(_, { value }) => setTyped(value)} />
      </FormField>
      {query.length >= 2 && found.data && offered.length === 0 && (
        <p role="status">No other patients found.</p>
      )}
      {offered.length > 0 && (
        <ul className={styles.list} aria-label="Patients found">
          {offered.map(({ id, name }) => (
            <li key={id} className={styles.item}>
              <bdi>{name}</bdi>
              <Button
                size="small"
                aria-label={`Hold ${isolate(name)}`}
                onClick={() => {
                  setTyped('');
                  onChange([...held, id]);
                }}
              >
                Hold
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
