/** Choosing a password with the one-time link of an invitation or a reset. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useLocation } from 'react-router';
import { detailOf, Problem } from '../../api/problem.ts';
import { session } from '../../session/current.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { plainResolver } from '../../shared/inputs/plain-resolver.ts';
import { useLarge } from '../../shared/layout/use-large.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

/** The token after `#`, which no server ever sees; kept in memory, and taken out of the address and the history. */
function useTokenOfLink(): string {
  const location = useLocation();
  const [token, setToken] = useState(location.hash.slice(1));
  useEffect(() => {
    if (!location.hash) return;
    setToken(location.hash.slice(1));
    window.history.replaceState(window.history.state, '', location.pathname);
  }, [location]);
  return token;
}

const isSpent = (error: unknown) => error instanceof Problem && error.code === 'link_no_longer_valid';

function PasswordSet() {
  return (
    <AuthCard title="Choose your password">
      <div role="status">
        <Notice intent="success">Your password is set. Sign in with it from now on.</Notice>
      </div>
      <AppLink to="/staff/login">Sign in</AppLink>
    </AuthCard>
  );
}

function LinkSpent() {
  return (
    <AuthCard title="Choose your password">
      <Notice intent="error" title="This link does not work any more">
        It was used already, is too old, or is not complete. Ask an administrator of your clinic for a new
        one.
      </Notice>
      <AppLink to="/staff/login">Sign in</AppLink>
    </AuthCard>
  );
}

export function SetPasswordPage() {
  const styles = useStyles();
  const large = useLarge();
  const token = useTokenOfLink();
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState(false);
  const form = useForm({
    defaultValues: { password: '' },
    resolver: plainResolver(({ password }: { password: string }) => ({
      password: passwordMistake(password),
    })),
  });
  const busy = form.formState.isSubmitting;

  const refused = (error: unknown) => {
    const message = problemErrors(error).get('password');
    if (message) form.setError('password', { message });
    else setFailure(error);
  };
  const send = form.handleSubmit(async ({ password }) => {
    await session.resetPassword({ token, password }).then(() => setDone(true), refused);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    void send();
  };

  if (done) return <PasswordSet />;
  if (!token || isSpent(failure)) return <LinkSpent />;
  return (
    <AuthCard title="Choose your password" lead="The link works once. Everywhere else you are signed out.">
      <form className={styles.form} onSubmit={submit} noValidate>
        {failure != null && <Notice intent="error">{detailOf(failure)}</Notice>}
        <PasswordField
          control={form.control}
          name="password"
          label="New password"
          autoComplete="new-password"
          hint={PASSWORD_RULE}
        />
        <Button className={large} type="submit" appearance="primary" size="large" disabledFocusable={busy}>
          {busy ? 'Saving…' : 'Set password'}
        </Button>
      </form>
    </AuthCard>
  );
}
