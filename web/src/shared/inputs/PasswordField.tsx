/** A password field whose text can be shown. */
import { Button, Input } from '@fluentui/react-components';
import { Eye20Regular, EyeOff20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { useLarge } from '../layout/use-large.ts';
import { FormField } from './FormField.tsx';

type PasswordFieldProps = {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  error?: string | undefined;
  hint?: string;
  autoFocus?: boolean;
};

export function PasswordField({
  label = 'Password',
  value,
  onChange,
  autoComplete,
  error,
  hint,
  autoFocus = false,
}: PasswordFieldProps) {
  const large = useLarge();
  const [shown, setShown] = useState(false);
  return (
    <FormField label={label} error={error} {...(hint ? { hint } : {})}>
      <Input
        className={large}
        size="large"
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoFocus={autoFocus}
        value={value}
        maxLength={LIMITS.password}
        onChange={(_, data) => onChange(data.value)}
        contentAfter={
          <Button
            appearance="transparent"
            icon={shown ? <EyeOff20Regular /> : <Eye20Regular />}
            aria-label={`${shown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        }
      />
    </FormField>
  );
}
