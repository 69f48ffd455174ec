/** The fields of a patient. */
import { Input, makeStyles, Select, Textarea } from '@fluentui/react-components';
import { type Control, Controller } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { LANGUAGES } from '../../../../functions/contracts/patients.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import type { PatientValues } from './patient-form.ts';

const useStyles = makeStyles({ wide: { gridColumn: '1 / -1' } });

type TextField = {
  name: 'name' | 'email' | 'phone' | 'dob';
  label: string;
  type: 'text' | 'email' | 'tel' | 'date';
  required?: true;
  hint?: string;
};

const TEXTS: readonly TextField[] = [
  { name: 'name', label: 'Name', type: 'text', required: true },
  { name: 'email', label: 'E-mail', type: 'email', hint: 'Invoices are sent here.' },
  {
    name: 'phone',
    label: 'Phone',
    type: 'tel',
    hint: 'With area code; + and country code when it is from abroad.',
  },
  { name: 'dob', label: 'Date of birth', type: 'date' },
];

export function PatientFields({ control }: { control: Control<PatientValues> }) {
  const styles = useStyles();
  return (
    <>
      {TEXTS.map(({ name, label, type, required, hint }) => (
        <Controller
          key={name}
          control={control}
          name={name}
          render={({ field, fieldState }) => (
            <FormField
              label={label}
              error={fieldState.error?.message}
              {...(required ? { required, className: styles.wide } : {})}
              {...(hint ? { hint } : {})}
            >
              <Input
                {...field}
                type={type}
                autoComplete="off"
                onChange={(_, data) => field.onChange(data.value)}
              />
            </FormField>
          )}
        />
      ))}
      <Controller
        control={control}
        name="language"
        render={({ field, fieldState }) => (
          <FormField label="Language of messages" error={fieldState.error?.message}>
            <Select {...field} onChange={(_, data) => field.onChange(data.value)}>
              {LANGUAGES.map((language) => (
                <option key={language} value={language}>
                  {LANGUAGE_WORDS[language]}
                </option>
              ))}
            </Select>
          </FormField>
        )}
      />
      <Controller
        control={control}
        name="notes"
        render={({ field, fieldState }) => (
          <FormField label="Notes" error={fieldState.error?.message} className={styles.wide}>
            <Textarea
              {...field}
              rows={3}
              maxLength={LIMITS.notes}
              onChange={(_, data) => field.onChange(data.value)}
            />
          </FormField>
        )}
      />
    </>
  );
}
