/** The fields of a patient. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Control } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { LANGUAGES } from '../../../../functions/contracts/patients.ts';
import { LinesField, SelectField, TextField } from '../../shared/inputs/form-fields.tsx';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import { CHANNEL_WORDS } from './channel-words.ts';
import type { PatientValues } from './patient-form.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    alignItems: 'start',
    paddingBottom: '2px',
  },
  wide: { gridColumn: '1 / -1' },
});

const CHANNEL_CHOICES = [
  { value: '', label: 'No preference' },
  { value: 'email', label: CHANNEL_WORDS.email },
  { value: 'sms', label: CHANNEL_WORDS.sms },
] as const;

type PatientFieldsProps = { control: Control<PatientValues, unknown, unknown> };

export function PatientFields({ control }: PatientFieldsProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <TextField control={control} name="name" label="Name" required className={styles.wide} />
      <TextField control={control} name="email" label="E-mail" type="email" hint="Invoices are sent here." />
      <TextField
        control={control}
        name="phone"
        label="Phone"
        type="tel"
        hint="With area code; + and country code when it is from abroad."
      />
      <TextField control={control} name="dob" label="Date of birth" type="date" />
      <SelectField
        control={control}
        name="language"
        label="Language of messages"
        choices={LANGUAGES.map((value) => ({ value, label: LANGUAGE_WORDS[value] }))}
      />
      <SelectField
        control={control}
        name="preferred_channel"
        label="Prefers to be reached by"
        choices={CHANNEL_CHOICES}
      />
      <TextField
        control={control}
        name="external_id"
        label="Record number"
        hint="In your records; no two patients share one."
        maxLength={LIMITS.externalId}
      />
      <TextField control={control} name="tax_number" label="Tax number" maxLength={LIMITS.taxNumber} />
      <LinesField
        control={control}
        name="postal_address"
        label="Postal address"
        hint="As on an envelope."
        className={styles.wide}
        rows={3}
        maxLength={LIMITS.postalAddress}
      />
      <LinesField
        control={control}
        name="metadata.notes"
        label="Notes"
        className={styles.wide}
        rows={3}
        maxLength={LIMITS.notes}
      />
    </div>
  );
}
