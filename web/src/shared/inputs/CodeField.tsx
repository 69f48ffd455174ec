/** The second factor: a code of the authenticator app, or a recovery code, which has letters. */
import { Button, Input, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useLarge } from '../layout/use-large.ts';
import { FormField } from './FormField.tsx';

const useStyles = makeStyles({ other: { justifySelf: 'start' } });

type CodeFieldProps = { value: string; onChange: (value: string) => void; error?: string | undefined };

export function CodeField({ value, onChange, error }: CodeFieldProps) {
  const styles = useStyles();
  const large = useLarge();
  const [recovery, setRecovery] = useState(false);
  return (
    <>
      <FormField
        label={recovery ? 'Recovery code' : 'Code from your app'}
        error={error}
        hint={recovery ? 'Each recovery code works once.' : 'Six digits, in your authenticator app.'}
      >
        <Input
          key={recovery ? 'recovery' : 'app'}
          className={large}
          size="large"
          inputMode={recovery ? 'text' : 'numeric'}
          autoComplete={recovery ? 'off' : 'one-time-code'}
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={40}
          value={value}
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
  );
}
