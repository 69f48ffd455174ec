/** First step: whom the invoice is for, in which currency, and until when it is to be paid. */
import { Button, Combobox, Input, makeStyles, Option, Select, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useWatch } from 'react-hook-form';
import type * as z from 'zod';
import type { patientSummary } from '../../../../../functions/contracts/patients.ts';
import { isolate, withoutDirection } from '../../../../../functions/domain/bidirectional-text.ts';
import { addDays } from '../../../../../functions/domain/calendar.ts';
import { CURRENCIES, type Currency } from '../../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../../session/current.ts';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { useDebounced } from '../../../shared/inputs/use-debounced.ts';
import { FROM_768 } from '../../../shared/layout/breakpoints.ts';
import { AppLink } from '../../../shared/layout/links.tsx';
import { patientQueries } from '../../../shared/queries/patients.ts';
import { formatDay, todayIn } from '../../../shared/text/dates.ts';
import type { BuilderControl } from './form.ts';

const useStyles = makeStyles({
  fields: {
    display: 'grid',
    gap: tokens.spacingVerticalL,
    alignItems: 'start',
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_768]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  wide: { gridColumn: '1 / -1' },
  due: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  contact: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  picker: { minWidth: 0, width: '100%' },
});

type PatientPickerProps = {
  /** The id of the chosen one, empty until then. */
  value: string;
  name: string;
  onChange: (id: string, name: string) => void;
  onBlur: () => void;
  inputRef: (element: HTMLInputElement | null) => void;
};

type PatientSummary = z.output<typeof patientSummary>;

/** A name with what distinguishes two people of one name. */
const describePatient = ({ name, dob, email, phone }: PatientSummary): string => {
  const detail = dob ? `born ${formatDay(dob)}` : (email ?? phone);
  return detail ? `${isolate(name)} (${isolate(detail)})` : isolate(name);
};

/** Finds patients while typing. Field gives its label and error to the Combobox. */
function PatientPicker({ value, name, onChange, onBlur, inputRef, ...field }: PatientPickerProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState(name);
  const query = useDebounced(withoutDirection(typed).trim(), 200);
  const found = useQuery(patientQueries.list({ query, limit: 20 }));
  const [open, setOpen] = useState(false);
  const patients = found.data?.data ?? [];
  return (
    <Combobox
      {...field}
      ref={inputRef}
      className={styles.picker}
      freeform
      autoComplete="off"
      placeholder="Name, e-mail or phone"
      value={typed}
      selectedOptions={value ? [value] : []}
      open={open}
      onOpenChange={(_, data) => setOpen(data.open)}
      onBlur={onBlur}
      onChange={(event) => {
        setTyped(event.target.value);
        setOpen(true);
        if (value) onChange('', '');
      }}
      onOptionSelect={(_, { optionValue, optionText }) => {
        if (!optionValue) return;
        setTyped(optionText ?? '');
        onChange(optionValue, optionText ?? '');
      }}
    >
      {patients.map((patient) => (
        <Option key={patient.id} value={patient.id} text={describePatient(patient)}>
          <span>
            <bdi>{patient.name}</bdi>
            <div className={styles.contact}>
              {[patient.dob && `born ${formatDay(patient.dob)}`, patient.email, patient.phone]
                .filter(Boolean)
                .join(' · ') || 'No contact on file'}
            </div>
          </span>
        </Option>
      ))}
      {patients.length === 0 && (
        <Option disabled value="" text="">
          {found.isPending ? 'Searching…' : 'No patients found'}
        </Option>
      )}
    </Combobox>
  );
}

type PatientStepProps = {
  control: BuilderControl;
  onPatient: (name: string) => void;
  onCurrency: (currency: Currency) => void;
};

export function PatientStep({ control, onPatient, onCurrency }: PatientStepProps) {
  const styles = useStyles();
  const name = useWatch({ control, name: 'patient_name' });
  return (
    <div className={styles.fields}>
      <Controller
        control={control}
        name="patient_id"
        render={({ field, fieldState }) => (
          <FormField label="Patient" required error={fieldState.error?.message} className={styles.wide}>
            <PatientPicker
              value={field.value}
              name={name}
              onChange={(id, chosen) => {
                onPatient(chosen);
                field.onChange(id);
              }}
              onBlur={field.onBlur}
              inputRef={field.ref}
            />
          </FormField>
        )}
      />
      <div className={styles.wide}>
        Not here yet? <AppLink to="/staff/patients?add=yes">Add a patient</AppLink>
      </div>
      <DueDate control={control} />
      <Controller
        control={control}
        name="currency"
        render={({ field, fieldState }) => (
          <FormField label="Currency" error={fieldState.error?.message}>
            <Select {...field} onChange={(_, data) => onCurrency(data.value as Currency)}>
              {CURRENCIES.map((currency) => (
                <option key={currency} value={currency}>
                  {currency.toUpperCase()}
                </option>
              ))}
            </Select>
          </FormField>
        )}
      />
    </div>
  );
}

/** The date itself, or a usual number of days from today. */
function DueDate({ control }: { control: BuilderControl }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  return (
    <Controller
      control={control}
      name="due_date"
      render={({ field, fieldState }) => (
        <div>
          <FormField label="Due date" required error={fieldState.error?.message}>
            <Input {...field} type="date" onChange={(_, data) => field.onChange(data.value)} />
          </FormField>
          <div className={styles.due}>
            {[14, 30, 60].map((days) => (
              <Button
                key={days}
                size="small"
                appearance="subtle"
                onClick={() => field.onChange(addDays(today, days))}
              >
                In {days} days
              </Button>
            ))}
          </div>
        </div>
      )}
    />
  );
}
