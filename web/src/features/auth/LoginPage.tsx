/** Signing in with e-mail and password, and a code for who has a second factor. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { session, useSession } from '../../session/current.ts';
import { safeNext } from '../../session/next.ts';
import { CodeField } from '../../shared/inputs/CodeField.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { secondsInWords, useCountdown } from '../../shared/layout/use-countdown.ts';
import { useLarge } from '../../shared/layout/use-large.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

const codeOf = (error: unknown) => (error instanceof Problem ? error.code : undefined);

/** Never tells whether the address or the password was wrong. */
const loginError = (error: unknown) =>
  error instanceof Problem &&
  (error.status === 401 || error.status === 400) &&
  error.code !== 'second_factor_wrong'
    ? 'E-mail or password is not right.'
    : detailOf(error);

export function LoginPage() {
  const styles = useStyles();
  const large = useLarge();
  const state = useSession();
  const [params] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  /** Undefined until the server asks for one. */
  const [code, setCode] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [secondsLeft, wait] = useCountdown();

  if (state.status === 'signed-in') {
    return <Navigate to={safeNext(params.get('next'), window.location.origin)} replace />;
  }

  /** Asks for the code when the password was right; otherwise for what was wrong, and for the code no more. */
  const refused = (caught: unknown) => {
    const asksForCode = codeOf(caught) === 'second_factor_needed' || codeOf(caught) === 'second_factor_wrong';
    setCode(asksForCode ? '' : undefined);
    if (!asksForCode) setPassword('');
    if (caught instanceof Problem && caught.status === 429) wait(caught.retryAfterSeconds ?? 60);
    else if (codeOf(caught) !== 'second_factor_needed') setError(loginError(caught));
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || secondsLeft > 0) return;
    if (!email.trim() || !password) return setError('Enter your e-mail and your password.');
    if (code !== undefined && code.trim().length < 6) return setError('Enter the code from your app.');
    setBusy(true);
    setError(undefined);
    try {
      await session.login(email.trim(), password, code?.trim());
    } catch (caught) {
      refused(caught);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AuthCard title="Log in" lead="Invoices and payments of your clinic.">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {secondsLeft > 0 && (
          <Notice intent="error">
            Too many tries. <span aria-hidden="true">Wait {secondsInWords(secondsLeft)}.</span>
          </Notice>
        )}
        {secondsLeft === 0 && error && <Notice intent="error">{error}</Notice>}
        <FormField label="E-mail">
          <Input
            className={large}
            size="large"
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            maxLength={LIMITS.email}
            onChange={(_, data) => setEmail(data.value)}
          />
        </FormField>
        <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
        {code !== undefined && <CodeField value={code} onChange={setCode} />}
        <Button
          className={large}
          type="submit"
          appearance="primary"
          size="large"
          disabledFocusable={busy || secondsLeft > 0}
        >
          {busy ? 'Logging in…' : 'Log in'}
        </Button>
      </form>
    </AuthCard>
  );
}
