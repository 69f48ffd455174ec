/** The second factor: a code of the authenticator app, or a recovery code, which is not numeric. */
import { Button, Input, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { FormField } from './FormField.tsx';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { useLarge } from '../layout/use-large.ts';

const useStyles = makeStyles({ other: { justifySelf: 'start' } });

type CodeFieldProps<V extends FieldValues> = {
  // The parsed input of the form does not matter to a field.
  control: Control<V, unknown, unknown>;
  name: FieldPath<V>;
};

export function CodeField<V extends FieldValues>({ control, name }: CodeFieldProps<V>) {
  const styles = useStyles();
  const large = useLarge();
  const [recovery, setRecovery] = useState(false);
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...field }, fieldState }) => (
        <>
          <FormField
            label={recovery ? 'Recovery code' : 'Code from your app'}
            error={fieldState.error?.message}
            hint={recovery ? 'Each recovery code works once.' : 'Six digits, in your authenticator app.'}
          >
            <Input
              {...field}
              key={recovery ? 'recovery' : 'app'}
              className={large}
              size="large"
              inputMode={recovery ? 'text' : 'numeric'}
              autoComplete={recovery ? 'off' : 'one-time-code'}
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              maxLength={LIMITS.code}
              onChange={(_, data) => onChange(data.value)}
            />
          </FormField>
          <Button
            className={styles.other}
            appearance="transparent"
            onClick={() => {
              setRecovery(!recovery);
              onChange('');
            }}
          >
            {recovery ? 'Use the app instead' : 'Use a recovery code instead'}
          </Button>
        </>
      )}
    />
  );
}
