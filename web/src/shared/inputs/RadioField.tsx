/** A field of a contract's form: one of a few, each of them in sight. */
import { Radio, RadioGroup } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Controller, type FieldValues } from 'react-hook-form';
import { FormField } from './FormField.tsx';
import { type FieldProps, labelled } from './form-fields.tsx';

type RadioFieldProps<V extends FieldValues> = FieldProps<V> & {
  choices: readonly { value: string; label: ReactNode }[];
  horizontal?: boolean;
};

export function RadioField<V extends FieldValues>({
  control,
  name,
  choices,
  horizontal = false,
  ...field
}: RadioFieldProps<V>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange, onBlur }, fieldState }) => (
        <FormField {...labelled(field)} error={fieldState.error?.message}>
          <RadioGroup
            value={(value as string | undefined) ?? ''}
            layout={horizontal ? 'horizontal' : 'vertical'}
            onBlur={onBlur}
            onChange={(_, data) => onChange(data.value)}
          >
            {choices.map((choice) => (
              <Radio key={choice.value} value={choice.value} label={{ children: choice.label }} />
            ))}
          </RadioGroup>
        </FormField>
      )}
    />
  );
}
