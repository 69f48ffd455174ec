/** A password field whose text can be shown. */
import { Button, Input } from '@fluentui/react-components';
import { Eye20Regular, EyeOff20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { FormField } from './FormField.tsx';
import { useLarge } from '../layout/use-large.ts';

type PasswordFieldProps<V extends FieldValues> = {
  // The parsed input of the form does not matter to a field.
  control: Control<V, unknown, unknown>;
  name: FieldPath<V>;
  label?: string;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  autoFocus?: boolean;
};

export function PasswordField<V extends FieldValues>(props: PasswordFieldProps<V>) {
  const { control, name, label = 'Password', autoComplete, hint, autoFocus = false } = props;
  const large = useLarge();
  const [shown, setShown] = useState(false);
  const eye = (
    <Button
      appearance="transparent"
      icon={shown ? <EyeOff20Regular /> : <Eye20Regular />}
      aria-label={`${shown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
      aria-pressed={shown}
      onClick={() => setShown(!shown)}
    />
  );
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...field }, fieldState }) => (
        <FormField label={label} error={fieldState.error?.message} {...(hint ? { hint } : {})}>
          <Input
            {...field}
            className={large}
            size="large"
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoFocus={autoFocus}
            maxLength={LIMITS.password}
            onChange={(_, data) => onChange(data.value)}
            contentAfter={eye}
          />
        </FormField>
      )}
    />
  );
}
