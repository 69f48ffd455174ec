/** Signing in with e-mail and password, and a code for who has a second factor. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import type { FormEvent } from 'react';
import { Controller } from 'react-hook-form';
import { Navigate, useSearchParams } from 'react-router';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { useSession } from '../../session/current.ts';
import { safeNext } from '../../session/next.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { CodeField } from '../../shared/inputs/CodeField.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { useSignInForm } from '../../shared/inputs/sign-in-form.ts';
import { TooManyTries } from '../../shared/layout/TooManyTries.tsx';
import { useLarge } from '../../shared/layout/use-large.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

export function LoginPage() {
  const styles = useStyles();
  const large = useLarge();
  const state = useSession();
  const [params] = useSearchParams();
  const { control, withCode, busy, secondsLeft, failure, submit } = useSignInForm({
    email: '',
    incorrect: 'Incorrect e-mail or password.',
  });
  if (state.status === 'signed-in') {
    return <Navigate to={safeNext(params.get('next'), window.location.origin)} replace />;
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  return (
    <AuthCard title="Sign in" lead="Invoices and payments of your clinic.">
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <TooManyTries secondsLeft={secondsLeft} />
        {failure && <Notice intent="error">{failure}</Notice>}
        <Controller
          control={control}
          name="email"
          render={({ field: { onChange, ...field }, fieldState }) => (
            <FormField label="E-mail" error={fieldState.error?.message}>
              <Input
                {...field}
                className={large}
                size="large"
                type="email"
                autoComplete="username"
                autoFocus
                maxLength={LIMITS.email}
                onChange={(_, data) => onChange(data.value)}
              />
            </FormField>
          )}
        />
        <PasswordField control={control} name="password" autoComplete="current-password" />
        {withCode && <CodeField control={control} name="totp_code" />}
        <Button
          className={large}
          type="submit"
          appearance="primary"
          size="large"
          disabledFocusable={busy || secondsLeft > 0}
        >
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </AuthCard>
  );
}
